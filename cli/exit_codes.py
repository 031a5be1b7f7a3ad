"""What the command says to the shell (docs/exit-codes.md)."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    OK = 0
    FINDINGS = 1  # findings at or above --fail-on
    USAGE = 2
    CONFIGURATION = 3
    NOT_CHECKED = 4  # more than the allowed share could not be checked, or nothing could
    STORAGE = 5
    BROWSER = 6
    NOT_DELIVERED = 7  # a message reached nobody
    INTERRUPTED = 11
