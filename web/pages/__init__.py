"""The pages. A module with a ``router`` is served; nothing is registered anywhere else."""
