"""The nouns of an inspection: frozen values without I/O that every other room speaks in."""
