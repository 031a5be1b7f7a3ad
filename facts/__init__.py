"""Pages and posts become facts here; pure: no network, no storage, no clock. One file is one kind of fact."""
