"""Proof: inert renderings, pictures with the fault marked, archives that others can open, and their check. No SQL."""
