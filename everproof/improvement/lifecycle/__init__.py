"""The lives of the room's records; that of the nonconformity at hand here."""

from everproof.improvement.lifecycle.nonconformity import CLOSING_SIGNED, LIFECYCLE

__all__ = ["CLOSING_SIGNED", "LIFECYCLE"]
