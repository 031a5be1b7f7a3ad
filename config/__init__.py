"""What officials decide, as data, with the loader that checks it; and the settings of the machine."""
