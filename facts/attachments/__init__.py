"""Readers of attachments, one file per format: bytes in, parts out, ``Unreadable`` for what cannot be read."""
