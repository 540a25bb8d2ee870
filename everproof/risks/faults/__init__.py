"""The violation of each check of this room, by subject."""
