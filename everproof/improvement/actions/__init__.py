"""What can be done with the room's records."""

from everproof.improvement.actions.corrective_action import (
    cancel_corrective_action,
    complete_corrective_action,
    confirm_corrective_action,
    disprove_corrective_action,
    plan_corrective_action,
    reopen_corrective_action,
    start_corrective_action,
)
from everproof.improvement.actions.improvement import (
    complete_improvement,
    decline_improvement,
    propose_improvement,
    reopen_improvement,
    select_improvement,
)
from everproof.improvement.actions.nonconformity import (
    analyse_nonconformity,
    close_nonconformity,
    contain_nonconformity,
    mark_recurrence,
    reject_nonconformity,
    reopen_nonconformity,
    report_nonconformity,
    triage_nonconformity,
    update_nonconformity,
    verify_cause,
)

__all__ = [
    "analyse_nonconformity",
    "cancel_corrective_action",
    "close_nonconformity",
    "complete_corrective_action",
    "complete_improvement",
    "confirm_corrective_action",
    "contain_nonconformity",
    "decline_improvement",
    "disprove_corrective_action",
    "mark_recurrence",
    "plan_corrective_action",
    "propose_improvement",
    "reject_nonconformity",
    "reopen_corrective_action",
    "reopen_improvement",
    "reopen_nonconformity",
    "report_nonconformity",
    "select_improvement",
    "start_corrective_action",
    "triage_nonconformity",
    "update_nonconformity",
    "verify_cause",
]
