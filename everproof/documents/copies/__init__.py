"""Controlled copies on paper: issued with a number, called back when the revision ends, accounted for."""
