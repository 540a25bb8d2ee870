"""Signatures: a person says with a meaning, and proves again who they are, that one version of a record is theirs.

`meanings` is what can be said; `offers` what the signer is shown, and the token that binds what they saw; `proofs` asks
for the person again; `actions` prepares and signs; `queries` reads the signatures of a record. Nothing is imported
here: transitions, which rooms declare, need the meanings alone.
"""
