"""The lives of the room's records."""
