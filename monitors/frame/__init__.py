"""What every monitor stands on: its shape, the catalogue, the runner."""
