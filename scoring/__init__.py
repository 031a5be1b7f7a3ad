"""Findings become scores, ranks and annex rows here; exact decimals, no I/O."""
