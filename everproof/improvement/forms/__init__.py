"""Forms of the room, by record type."""
