"""What pages about quarters share."""
