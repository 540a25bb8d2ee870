"""The lives of the room's records, by subject."""
