"""What can be done in this room, by subject."""
