"""Slows down a token that asks too often: so many requests in a minute, counted over all processes.

Each process counts by itself and adds to the shared count once in a while, because a write to the shared cache for
every request would cost more than most requests. So the limit may be passed by a portion for each process.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache

MINUTE = 60
PORTION = 20


@dataclass
class _Count:
    pending: int = 0
    shared: int = 0


_lock = threading.Lock()
_counts: dict[int, _Count] = {}
_window = 0


def seconds_to_wait(token_id: int) -> int:
    """Count one request of this token. 0 when it may go on, else the seconds until it may."""
    now = int(time.time())
    window = now // MINUTE
    with _lock:
        count = _count(token_id, window)
        count.pending += 1
        portion = count.pending if count.pending >= PORTION else 0
        count.pending -= portion
    if portion:
        # Outside the lock: the database may be busy, and other tokens need not wait for that.
        count.shared = _share(token_id, window, portion)
    over = count.shared + count.pending > settings.EVERPROOF_API_REQUESTS_PER_MINUTE
    return (window + 1) * MINUTE - now if over else 0


def forget() -> None:
    """Start from nothing in this process."""
    with _lock:
        _counts.clear()


def _count(token_id: int, window: int) -> _Count:
    global _window
    if window != _window:
        _window = window
        _counts.clear()
    return _counts.setdefault(token_id, _Count())


def _share(token_id: int, window: int, portion: int) -> int:
    key = f"api-requests:{token_id}:{window}"
    total = int(cache.get(key, 0)) + portion
    cache.set(key, total, 2 * MINUTE)
    return total
