"""What people are told: in the product and by mail."""

from everproof.kernel.notifications.actions import Notice, notify, notify_many
from everproof.kernel.notifications.kinds import NotificationKind
from everproof.kernel.notifications.queries import mark_all_read, mark_read, newest, unread_count

__all__ = [
    "Notice",
    "NotificationKind",
    "mark_all_read",
    "mark_read",
    "newest",
    "notify",
    "notify_many",
    "unread_count",
]
