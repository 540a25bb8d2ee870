"""Forms of processes and their parts."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from everproof.kernel import modules
from everproof.kernel.people.models import Person
from everproof.kernel.ui.choosing import RecordChoice
from everproof.kernel.ui.forms import RecordForm
from everproof.processes.models import ContractSide, Process, ProcessInput, ProcessOutput, ProcessStep

# Which records a process may leave: not those by which the company describes itself.
DESCRIBING = frozenset(
    {
        "person",
        "site",
        "role",
        "responsibility",
        "access-assignment",
        "process",
        "process-input",
        "process-output",
        "process-step",
    }
)


class LinesField(forms.CharField):
    """A list of texts, one a line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), **options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return [*dict.fromkeys(line.strip() for line in text.splitlines() if line.strip())]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or []) != self.clean(data)


class ProcessForm(RecordForm):
    """What a process is for, who owns it, by what it works."""

    applies_to = LinesField(
        label=_("Where does it apply?"), required=False, help_text=_("Sites or departments, one a line.")
    )
    record_types = forms.MultipleChoiceField(
        label=_("Which records show that it runs?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Records that belong to this process: raised from it, linked with it, or naming it."),
    )

    class Meta:
        model = Process
        fields = (
            "title", "group", "purpose", "owner", "manager_role", "site", "applies_to", "criteria", "methods",
            "resources", "record_types", "documents_not_needed_reason", "in_scope", "outsourced", "special",
        )  # fmt: skip
        labels = {
            "title": _("What is it called?"),
            "purpose": _("What is it for?"),
            "owner": _("Who owns it?"),
            "manager_role": _("Which role is in charge?"),
            "criteria": _("By what does one see that it works?"),
            "methods": _("How is it done and kept under control?"),
            "resources": _("What does it need?"),
            "site": _("At which site alone?"),
            "documents_not_needed_reason": _("If it needs no document: why not?"),
            "in_scope": _("It is inside the quality system"),
            "outsourced": _("An external provider carries it out"),
            "special": _("Its output cannot be checked afterwards"),
        }
        help_texts = {
            "title": _("A verb and a noun, or the name people use."),
            "purpose": _("One sentence: what it turns into what, for whom."),
            "criteria": _("What has to come out, in numbers where it can be."),
            "resources": _("People, machines, software, rooms."),
            "site": _("Leave it open for a process that runs everywhere."),
            "special": _("As with welding, coating or heat treatment: it has to be validated instead."),
        }
        widgets = {"group": forms.RadioSelect, "purpose": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        cast(Any, self.fields["group"]).choices = Process.Group.choices
        cast(Any, self.fields["record_types"]).choices = leaving()


def leaving() -> list[tuple[str, str]]:
    """The record types that a process may name as what it leaves."""
    found = [
        (record_type.name, str(record_type.plural))
        for record_type in modules.all_record_types()
        if record_type.name not in DESCRIBING
    ]
    return sorted(found, key=lambda pair: pair[1].casefold())


class NewProcessForm(RecordForm):
    """As much as it takes to put a process on the map; the rest is filled in on its page."""

    draft = forms.BooleanField(
        label=_("Keep it a draft"),
        required=False,
        help_text=_("A draft is not on the map yet, and nothing is asked of it."),
    )

    class Meta:
        model = Process
        fields = ("title", "group", "purpose", "owner", "site", "criteria")
        labels = ProcessForm.Meta.labels
        help_texts = ProcessForm.Meta.help_texts
        widgets = ProcessForm.Meta.widgets

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        cast(Any, self.fields["group"]).choices = Process.Group.choices


class EvaluateForm(RecordForm):
    """Whether the process reaches what is intended."""

    class Meta:
        model = Process
        fields = ("evaluation_result", "evaluation_rationale", "evaluated_on")
        labels = {
            "evaluation_result": _("Does it achieve what is intended?"),
            "evaluation_rationale": _("What does that rest on?"),
            "evaluated_on": _("When was it judged?"),
        }
        help_texts = {"evaluation_rationale": _("Indicators, audits, complaints, what the people in it say.")}
        widgets = {"evaluation_result": forms.RadioSelect}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        cast(Any, self.fields["evaluation_result"]).choices = Process.EvaluationResult.choices
        self.require("evaluation_result", "evaluation_rationale")


class ReviewForm(RecordForm):
    """The description compared with what is done; what had to be put right is changed in the same step."""

    class Meta:
        model = Process
        fields = ("reviewed_on", "purpose", "criteria", "methods", "resources")
        labels = {
            "reviewed_on": _("When was it compared with what is done?"),
            **{name: ProcessForm.Meta.labels[name] for name in ("purpose", "criteria", "methods", "resources")},
        }


class HandOverForm(RecordForm):
    """Another owner, from a day on."""

    from_on = forms.DateField(label=_("From which day?"))

    class Meta:
        model = Process
        fields = ("owner",)
        labels = {"owner": _("Who owns it from then on?")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.require("owner")


class DeputyForm(RecordForm):
    """Somebody who stands in for the owner."""

    person = forms.ModelChoiceField(Person.objects.none(), label=_("Who stands in?"))
    from_on = forms.DateField(label=_("From which day?"))

    class Meta:
        model = Process
        fields = ()


class ContractForm(RecordForm):
    """What is asked of an item: in words, and in a limit where it can be."""

    class Meta:
        model = ContractSide
        fields: tuple[str, ...] = ("criterion", "measure", "bound", "limit", "unit")
        labels = {
            "criterion": _("What must it be like?"),
            "measure": _("How is that measured?"),
            "bound": _("Is there a limit?"),
            "limit": _("Limit"),
            "unit": _("Unit"),
        }
        help_texts = {
            "criterion": _("By what does the receiver see that it is good?"),
            "measure": _("For example: days to the answer, share returned with questions."),
        }
        widgets = {"criterion": forms.Textarea(attrs={"rows": 2}), "bound": forms.RadioSelect}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        cast(Any, self.fields["bound"]).choices = [("", _("No limit")), *ContractSide.Bound.choices]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("bound") and cleaned.get("limit") is None and "limit" not in self.errors:
            self.add_error("limit", _("Give the limit."))
        if cleaned.get("limit") is not None and not cleaned.get("bound"):
            self.add_error("bound", _("Say on which side of the limit it has to be."))
        return cleaned

    def _one_end(self, inside: str, outside: str) -> None:
        if self.cleaned_data.get(inside) and self.cleaned_data.get(outside):
            self.add_error(outside, _("Name a process, or somebody outside, not both."))


class OutputForm(ContractForm):
    """What a process delivers, to whom."""

    class Meta(ContractForm.Meta):
        model = ProcessOutput
        fields = ("title", "receiver", "external_receiver", *ContractForm.Meta.fields)
        labels = {
            **ContractForm.Meta.labels,
            "title": _("What does it deliver?"),
            "receiver": _("To which process?"),
            "external_receiver": _("Or to whom outside?"),
        }
        help_texts = {
            **ContractForm.Meta.help_texts,
            "title": _("An item somebody can hold or read: a released drawing, a tested valve."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._one_end("receiver", "external_receiver")
        return cleaned


class InputForm(ContractForm):
    """What a process needs, from whom."""

    class Meta(ContractForm.Meta):
        model = ProcessInput
        fields = ("title", "source", "external_source", *ContractForm.Meta.fields)
        labels = {
            **ContractForm.Meta.labels,
            "title": _("What does it need?"),
            "source": _("From which process?"),
            "external_source": _("Or from whom outside?"),
        }
        help_texts = {
            **ContractForm.Meta.help_texts,
            "title": _("Call it as the giver calls it, then both sides find each other."),
            "criterion": _("Leave it open to take what the giver promises."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._one_end("source", "external_source")
        return cleaned


class StepForm(RecordForm):
    """A step of a process."""

    class Meta:
        model = ProcessStep
        fields = ("title", "role", "control", "record", "document")
        labels = {
            "title": _("What is done?"),
            "role": _("Which role does it?"),
            "control": _("How is it kept under control?"),
            "record": _("Which record does it leave?"),
            "document": _("By which document?"),
        }
        widgets = {"control": forms.Textarea(attrs={"rows": 2})}


def offer_others(form: RecordForm, process: Process) -> None:
    """The other end is another process: none gives to itself, and none that is retired takes part."""
    for name in ("receiver", "source"):
        field = form.fields.get(name)
        if isinstance(field, RecordChoice) and field.queryset is not None:
            field.queryset = field.queryset.exclude(pk=process.pk).exclude(status="retired")
