"""Data that leaves and enters: exports and imports."""
