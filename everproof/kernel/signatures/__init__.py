"""Signatures: what a signature says, bound to the digest of what the signer saw."""
