"""What can be done with the records of the room, by subject."""
