"""The views of the room, by subject."""
