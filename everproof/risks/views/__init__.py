"""Pages of the risks room, by subject."""
