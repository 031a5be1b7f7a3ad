"""The replay portal: sites and feeds in the state of a given day, served over HTTP, with planned faults."""
