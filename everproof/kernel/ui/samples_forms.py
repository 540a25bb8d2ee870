"""Sample forms and steps for the gallery, about the record of samples.py."""

from typing import Any

from django import forms

from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.pages import (
    ConflictPage,
    Disagreement,
    FormPage,
    Missing,
    RecordLink,
    State,
    StepPage,
)
from everproof.kernel.ui.samples import CONTAINED, moment


class ReportForm(forms.Form):
    """Every kind of field the design system draws."""

    title = forms.CharField(label="What is wrong?", help_text="One sentence, as you would say it to a colleague.")
    kind = forms.ChoiceField(
        label="What is it about?",
        widget=forms.RadioSelect,
        choices=[
            ("product", "A product or part"),
            ("document", "A document or drawing"),
            ("service", "A delivery or service"),
        ],
    )
    severity = forms.ChoiceField(
        label="How bad is it?", widget=forms.RadioSelect, choices=[("1", "Minor"), ("2", "Serious"), ("3", "Critical")]
    )
    description = forms.CharField(
        label="What did you see?", help_text="Quantity, lot, place, time.", required=False, widget=forms.Textarea
    )
    happened = forms.DateTimeField(
        label="When did it happen?", widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    place = forms.ChoiceField(
        label="Where?",
        choices=[("", "Choose a place"), ("fi", "Final inspection"), ("as", "Assembly"), ("pa", "Packing")],
    )
    depth = forms.DecimalField(
        label="Depth of the scratch", required=False, help_text="As measured, with the gauge you used."
    )
    photo = forms.FileField(
        label="Photo", required=False, widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"})
    )
    affected = forms.MultipleChoiceField(
        label="Who should know?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("customer", "The customer"), ("supplier", "The supplier"), ("next", "The next shift")],
    )
    stop = forms.BooleanField(
        label="I stopped the work", required=False, help_text="The lot stays blocked until someone releases it."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["depth"].unit = "mm"  # type: ignore[attr-defined]


def form_page(**changes: Any) -> FormPage:
    defaults: dict[str, Any] = {
        "title": "Report a problem",
        "lead": "Say what you see. Someone answers today.",
        "submit_label": "Report",
        "cancel_url": "../list/",
        "crumbs": [Link("Nonconformities", "../list/")],
        "draft_key": "gallery:report",
    }
    return FormPage(**{**defaults, **changes})


class SignForm(forms.Form):
    conclusion = forms.CharField(
        label="Why did it happen?", widget=forms.Textarea, help_text="The cause, not the person."
    )
    password = forms.CharField(
        label="Your password",
        help_text="You sign with it.",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Why?", help_text="The reason stays with the record.", widget=forms.Textarea)


def _record() -> RecordLink:
    return RecordLink("NC-2026-0342", "Seat ring DN 80 scratched after lapping", "../detail/", CONTAINED)


def step_page(**changes: Any) -> StepPage:
    defaults: dict[str, Any] = {
        "title": "Confirm the cause",
        "submit_label": "Sign and confirm",
        "cancel_url": "../detail/",
        "record": _record(),
        "from_state": CONTAINED,
        "to_state": State("Cause known", "progress"),
        "consequences": ["Priya Raman is told.", "The review of effect is due on 20 Feb 2027."],
        "signature": "I have looked at the parts and I stand behind this cause.",
    }
    return StepPage(**{**defaults, **changes})


def refused_step() -> StepPage:
    return step_page(
        title="Close NC-2026-0342",
        missing=[
            Missing("Nobody has reviewed whether the correction worked.", "#"),
            Missing("One action is still open.", "#"),
        ],
        signature="",
    )


def void_page() -> StepPage:
    return StepPage(
        "Void this record",
        "Void the record",
        "../detail/",
        _record(),
        submit_tone="danger",
        consequences=[
            "The number NC-2026-0342 stays taken.",
            "The record leaves lists, counts and checks, and can still be found.",
            "Someone with the right to do so can reinstate it.",
        ],
    )


def confirm_page() -> StepPage:
    return StepPage(
        "Sign out of all other devices",
        "Sign out the others",
        "../components/",
        consequences=["3 devices will have to sign in again.", "Drafts on them stay where they are."],
    )


def conflict_page() -> ConflictPage:
    return ConflictPage(
        title="Someone saved before you",
        by="Tomasz Wierzbicki",
        at=moment(16, 10, 5),
        record=_record(),
        cancel_url="../detail/",
        hidden=[("version", "7")],
        fields=[
            Disagreement("severity", "Severity", "3 of 3", "2 of 3"),
            Disagreement(
                "description",
                "What did you see?",
                "14 of 40 rings are scratched, two of them through the face.",
                "12 of 40 rings carry a radial scratch of about 3 mm on the sealing face.",
            ),
            Disagreement("owner", "Owner", "Priya Raman", ""),
        ],
    )
