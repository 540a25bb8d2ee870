"""Trial restores: the proof that a backup can be had again, kept as records."""
