"""The trial restore as a record type."""

from django.utils.translation import gettext_lazy as _

from everproof.kernel.access.roles import ADMINISTER, READ
from everproof.kernel.drills.actions import record_backup_test
from everproof.kernel.drills.models import BackupTest
from everproof.kernel.modules import Act, Column, MenuEntry, RecordType, Sort, groups
from everproof.kernel.ui.filters import choice_filter

DONE = ("title", "performed_on", "backup_made_at", "result", "findings")

BACKUP_TEST = RecordType(
    model=BackupTest,
    label=_("Trial restore"),
    plural=_("Trial restores"),
    path="backup-tests",
    prefix="BT",
    columns=(
        Column("number", _("Number")),
        Column("title", _("Trial restore")),
        Column("performed_on", _("Performed"), kind="day"),
        Column("result", _("Result"), kind="choice"),
        Column("backup_made_at", _("Backup made"), kind="moment"),
        Column("created_by", _("By"), source="created_by.title", kind="person", related="created_by", shown=False),
    ),
    sorts=(
        Sort("newest", _("Newest first"), "id", descending=True),
        Sort("performed", _("By day performed"), "performed_on", descending=True),
    ),
    search=("number", "title", "findings"),
    filters=(choice_filter("result", _("Result"), BackupTest.Result, _("that")),),
    powers={"view": READ, "create": ADMINISTER, "update": ADMINISTER, "void": ADMINISTER, "reinstate": ADMINISTER},
    reason_needed=("update",),
    acts={"create": Act(record_backup_test, DONE), "update": Act(fields=DONE)},
    about=_("Proof that a backup can be had again: a restore that was tried, and what came back."),
    clause="7.5.3",
    icon="database-backup",
)
BACKUP_MENU = (
    MenuEntry(groups.ADMINISTRATION, _("Trial restores"), "database-backup", "kernel:backup_tests", ADMINISTER),
)
BACKUP_SENTENCES = {"kernel.backup-test.create": _("{actor} recorded the trial restore")}
