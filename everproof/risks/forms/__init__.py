"""Forms of the risks room, by subject."""
