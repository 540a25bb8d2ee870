"""Forms: what one asks, how it is filled in, and the copies that stay as records."""
