"""The checks of the atoms that are at home in this room, by subject."""
