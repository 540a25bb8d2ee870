"""What the timeline says about any record: the kernel's own verbs, and those of actions and access."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, Any] = {
    # Verbs that every record knows; a room may say `<room>.<type>.create` in words of its own.
    "create": _("{actor} recorded it"),
    "update": _("{actor} changed {fields}"),
    "void": _("{actor} voided it"),
    "reinstate": _("{actor} reinstated it"),
    "sign": _("{actor} signed it: {meaning}"),
    "link": _("{actor} linked it: {relation} {other}"),
    "unlink": _("{actor} removed a link: {relation} {other}"),
    "kernel.action.create": _("{actor} planned it"),
    "kernel.action.complete": _("{actor} completed it"),
    "kernel.action.cancel": _("{actor} cancelled it"),
    "kernel.action.reopen": _("{actor} reopened it"),
    "kernel.action.escalate": _("{actor} showed it to the supervisor, because it is late"),
    "kernel.person.choose-mail": _("{actor} chose what comes by mail"),
    "kernel.calendar-link.make": _("{actor} made a link to the own calendar"),
    "kernel.calendar-link.revoke": _("{actor} ended the link to the own calendar"),
    "kernel.holidays.set": _("{actor} changed the holidays"),
    "kernel.measurements.record": _("{actor} recorded measurements"),
    "kernel.measurements.withdraw": _("{actor} withdrew measurements"),
    "kernel.person.erase": _("{actor} erased the personal data of this person"),
    "kernel.membership.begin": _("{actor} let this person sign in"),
    "kernel.membership.end": _("{actor} ended this person’s sign-in"),
    "kernel.invitation.make": _("{actor} invited this person to sign in"),
    "kernel.invitation.revoke": _("{actor} took the invitation back"),
    "kernel.invitation.accept": _("{actor} accepted the invitation"),
    "kernel.token.make": _("{actor} made a token for the API"),
    "kernel.token.revoke": _("{actor} revoked a token for the API"),
    "kernel.sign_in.succeed": _("{actor} signed in"),
    "kernel.sign_in.fail": _("Someone failed to sign in as this person"),
    "kernel.sign_in.end": _("{actor} signed out"),
    "kernel.login.disable": _("{actor} switched this login off"),
    "kernel.login.enable": _("{actor} switched this login on again"),
    "kernel.login.reset": _("{actor} took second factors and sessions away, for a new password"),
    "kernel.sign_in_rules.change": _("{actor} changed the rules for signing in"),
    "kernel.organization.found": _("{actor} founded the organisation"),
    "kernel.parameter.change": _("{actor} changed a setting"),
    "kernel.export": _("{actor} exported a list"),
    "kernel.import.run": _("{actor} imported a table"),
    "kernel.import.undo": _("{actor} undid an import"),
    "kernel.erasure": _("{actor} erased personal data for good"),
    "kernel.signature.lock": _("{actor} gave too many wrong answers when signing"),
    "kernel.ledger.verify": _("{actor} had the whole ledger checked"),
    "kernel.ledger.rotate_key": _("{actor} changed the key that signs checkpoints"),
    "kernel.ledger.open_epoch": _("{actor} opened a new epoch of the ledger, after entries were lost"),
    "kernel.ledger.contradict": _("{actor} came with a checkpoint that contradicts this ledger"),
}
