"""The lives of the records of this room."""
