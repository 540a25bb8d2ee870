"""What can be done in the risks room, by subject."""
