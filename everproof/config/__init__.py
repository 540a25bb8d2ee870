"""Settings and root URLs: the only place that knows all rooms."""
