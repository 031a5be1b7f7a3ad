"""``/api/v1``. A module with a ``router`` is served; nothing is registered anywhere else."""
