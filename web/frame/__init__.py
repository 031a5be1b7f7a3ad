"""What every page stands in: who may see it, how it is rendered, what protects it."""
