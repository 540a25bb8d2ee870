"""Home: what one sees first."""
