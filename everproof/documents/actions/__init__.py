"""What can be done with the room's records."""
