"""Pages of trial restores."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy

from everproof.kernel import clock
from everproof.kernel.drills import actions as drills
from everproof.kernel.drills.declaration import DONE
from everproof.kernel.drills.models import BackupTest
from everproof.kernel.records import Record
from everproof.kernel.ui.forms import RecordForm
from everproof.kernel.ui.views import CreatePage, EditPage, Part, RecordList, RecordPage


class BackupTestForm(RecordForm):
    """What was restored, when, and whether all of it came back."""

    class Meta:
        model = BackupTest
        fields = DONE
        labels = {
            "title": gettext_lazy("What was restored, and where to?"),
            "performed_on": gettext_lazy("When?"),
            "backup_made_at": gettext_lazy("From which moment was the backup?"),
            "result": gettext_lazy("Did everything come back?"),
            "findings": gettext_lazy("What was found?"),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["result"].widget = forms.RadioSelect(choices=BackupTest.Result.choices)


class BackupTestList(RecordList):
    model = BackupTest
    create_label = gettext_lazy("Record a trial restore")


class BackupTestPage(RecordPage):
    model = BackupTest
    parts = (
        Part(gettext_lazy("At a glance"), ("performed_on", "result", "backup_made_at", "covered_types")),
        Part(gettext_lazy("What was found"), ("findings",), gettext_lazy("Nothing out of order.")),
    )


class RecordBackupTest(CreatePage):
    model = BackupTest
    form_class = BackupTestForm
    title = gettext_lazy("Record a trial restore")
    lead = gettext_lazy("“everproof restore --drill” restores beside the installation and records it by itself.")

    def initial(self) -> dict[str, Any]:
        return {"performed_on": clock.today(self.organization.zone)}

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return drills.record_backup_test(by=self.actor, id=new_id, **form.values)


class EditBackupTest(EditPage):
    model = BackupTest
    form_class = BackupTestForm
    fields = DONE
