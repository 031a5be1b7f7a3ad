"""Everything that speaks SQL, and the snapshot store."""
