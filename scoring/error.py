"""What the scoring refuses."""


class ScoringError(Exception):
    """Input that cannot be scored (an item, subject or table that does not exist); the text is Chinese."""
