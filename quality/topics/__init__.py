"""One module is one topic of the table: it knows its corpus and how to ask our monitors and their rivals."""
