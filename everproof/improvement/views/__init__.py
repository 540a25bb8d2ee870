"""Pages of the room, by record type."""
