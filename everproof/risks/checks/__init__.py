"""What the catalogue asks of risks, opportunities and changes, by subject."""
