"""What can be done with the room's records."""

from everproof.documents.actions.asking import self_approval_is_allowed, step_of
from everproof.documents.actions.changes import (
    accept_change,
    decide_change,
    decline_change,
    reopen_change,
    request_change,
)
from everproof.documents.actions.deciding import decide
from everproof.documents.actions.document import (
    register_document,
    review_document,
    revive_document,
    update_document,
)
from everproof.documents.actions.policy import (
    approve_policy,
    draft_next_policy,
    draft_policy,
    publish_policy,
    review_policy,
)
from everproof.documents.actions.revision import (
    check_readable,
    make_effective,
    recall,
    send_back,
    send_for_review,
    start_revision,
    update_revision,
    withdraw,
    write_content,
)
from everproof.documents.actions.settings import add_document_type, update_document_type
from everproof.documents.actions.succession import make_obsolete, retire_former

__all__ = [
    "accept_change",
    "add_document_type",
    "approve_policy",
    "check_readable",
    "decide",
    "decide_change",
    "decline_change",
    "draft_next_policy",
    "draft_policy",
    "make_effective",
    "make_obsolete",
    "publish_policy",
    "recall",
    "register_document",
    "reopen_change",
    "request_change",
    "retire_former",
    "review_document",
    "review_policy",
    "revive_document",
    "self_approval_is_allowed",
    "send_back",
    "send_for_review",
    "start_revision",
    "step_of",
    "update_document",
    "update_document_type",
    "update_revision",
    "withdraw",
    "write_content",
]
