"""What the pages about sites and accounts share."""
