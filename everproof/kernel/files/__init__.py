"""Files, stored by the digest of their content and attached to records."""
