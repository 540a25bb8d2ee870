"""The violations beside the checks of this room."""
