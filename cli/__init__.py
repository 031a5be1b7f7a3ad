"""The command line: reads the request, calls one job, shapes the answer."""
