"""Annex rows become documents here."""
