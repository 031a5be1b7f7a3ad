"""One module here is one monitor: the file is the registration (see ``monitors.frame.catalogue``)."""
