"""The violations of the atoms that are at home in this room, beside their checks."""
