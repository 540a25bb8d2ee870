"""Identifiers: UUIDv7, so that keys sort by the time they were made."""

import os
import threading
import uuid

from everproof.kernel import clock

TICKS_PER_SECOND = 4_096_000

_lock = threading.Lock()
_last = 0


def uuid7() -> uuid.UUID:
    """A time-ordered UUID (RFC 9562, version 7) of the current clock, increasing within this process.

    48 bits hold the Unix time in milliseconds; the 12 bits after the version continue it in 1/4096 ms, so that ids made
    in the same millisecond still sort by their making; 62 bits are random.
    """
    global _last
    ticks = int(clock.now().timestamp() * TICKS_PER_SECOND)
    with _lock:
        # Two ids in one tick still differ in order; a clock that travels back further is followed.
        if 0 <= _last - ticks < TICKS_PER_SECOND:
            ticks = _last + 1
        _last = ticks
    milliseconds, fraction = ticks >> 12, ticks & 0xFFF
    random_bits = int.from_bytes(os.urandom(8), "big") & 0x3FFFFFFFFFFFFFFF
    value = (milliseconds & 0xFFFFFFFFFFFF) << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | random_bits
    return uuid.UUID(int=value)
