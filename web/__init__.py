"""The console: thin pages that read a request, call one function and shape the answer."""
