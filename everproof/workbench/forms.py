"""Forms of the workbench: the data, how they are written, and the settings of each method. They compute nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from everproof.workbench import numbers
from everproof.workbench.columns import Role
from everproof.workbench.table import Table

LARGEST_FILE = 2_000_000
MOST_EXCLUDED = 1000


class NumberField(forms.CharField):
    """A number with a decimal comma or point. `above`, `below` are strict, `least`, `most` included."""

    def __init__(
        self,
        *,
        above: float | None = None,
        below: float | None = None,
        least: float | None = None,
        most: float | None = None,
        whole: bool = False,
        **options: Any,
    ) -> None:
        options.setdefault("max_length", 40)
        super().__init__(**options)
        self.above, self.below, self.least, self.most, self.whole = above, below, least, most, whole
        self.widget.attrs.update({"inputmode": "numeric" if whole else "decimal", "autocomplete": "off"})

    def clean(self, value: Any) -> float | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            sign = numbers.decimal_sign([text]) or numbers.COMMA
            number = numbers.parsed(text, sign)
        except ValueError:
            number = None
        if number is None:
            raise ValidationError(_("Give a number, such as 12.05."))
        self._check(number)
        return int(number) if self.whole else number

    def _check(self, number: float) -> None:
        if self.whole and number != int(number):
            raise ValidationError(_("Give a whole number."))
        for limit, fails, words in (
            (self.above, lambda bound: number <= bound, _("Give a number above %(bound)s.")),
            (self.below, lambda bound: number >= bound, _("Give a number below %(bound)s.")),
            (self.least, lambda bound: number < bound, _("Give at least %(bound)s.")),
            (self.most, lambda bound: number > bound, _("Give at most %(bound)s.")),
        ):
            if limit is not None and fails(limit):
                raise ValidationError(words, params={"bound": f"{limit:g}"})


class PastedField(forms.CharField):
    """Text that is needed. Whether something is there is asked with the file at hand, which may take its place."""

    def validate(self, value: Any) -> None:
        """Says nothing: an empty text is told by the table."""


class PointsField(forms.CharField):
    """Point numbers: `12, 31` or `5-8`."""

    def clean(self, value: Any) -> list[int]:
        text = super().clean(value)
        found: list[int] = []
        for word in re.split(r"[,;\s]+", text or ""):
            span = re.fullmatch(r"(\d{1,7})(?:[-–](\d{1,7}))?", word)
            if word and not span:
                raise ValidationError(_("Give point numbers, such as 12, 31 or 5-8."))
            if span:
                first, last = int(span[1]), int(span[2] or span[1])
                if last - first > MOST_EXCLUDED:
                    raise ValidationError(_("These are too many points to leave out."))
                found += range(first, last + 1)
        return sorted(set(found))


class SettingsForm(forms.Form):
    """Settings of a method that needs no data; the base of all settings."""

    def setting_names(self) -> list[str]:
        return list(self.fields)


class DataForm(SettingsForm):
    """The data, as pasted text or a file, and how they are written; then the settings of the method."""

    data = PastedField(  # type: ignore[assignment]  # Django takes fields off the class
        label=_("Data"),
        strip=False,
        help_text=_("Paste a column, or several columns as they are in your spreadsheet. A first row may name them."),
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "class": "figures-input"}),
    )
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        help_text=_("CSV or text, up to 2 MB. It is read, not kept."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv,text/plain"}),
    )
    title = forms.CharField(label=_("What is measured"), required=False, max_length=80)
    unit = forms.CharField(label=_("Unit"), required=False, max_length=20)
    decimal = forms.ChoiceField(
        label=_("Decimal sign"),
        required=False,
        choices=[("", _("Find out")), (numbers.POINT, _("Point")), (numbers.COMMA, _("Comma"))],
    )
    header = forms.ChoiceField(
        label=_("First row"),
        required=False,
        choices=[("", _("Find out")), ("yes", _("Names")), ("no", _("Data"))],
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file is not None and file.size > LARGEST_FILE:
            raise ValidationError(_("The file is larger than 2 MB. Take a part of the data, or fewer columns."))
        return file

    def offer_columns(self, table: Table, roles: Sequence[Role], chosen: Mapping[str, Sequence[str]]) -> None:
        """Ask which column is what; only where there is something to choose."""
        if len(table.columns) < 2:
            return
        names = [(column.name, column.name) for column in table.columns]
        for role in roles:
            name = f"column_{role.name}"
            initial = list(chosen.get(role.name, ()))
            if role.many:
                self.fields[name] = forms.MultipleChoiceField(
                    label=role.label, choices=names, required=False, widget=forms.CheckboxSelectMultiple
                )
                self._show(name, initial)
            else:
                empty = _now("None") if not role.required else _now("Find out")
                self.fields[name] = forms.ChoiceField(label=role.label, choices=[("", empty), *names], required=False)
                self._show(name, initial[:1])

    def _show(self, name: str, values: list[str]) -> None:
        """The columns in use, also where the post did not choose them."""
        posted: Any = self.data
        posted = posted.copy()
        posted.setlist(name, values)
        self.data = posted

    def column_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("column_")]

    def setting_names(self) -> list[str]:
        own = ("data", "file", "decimal", "header")
        return [name for name in self.fields if name not in own and not name.startswith("column_")]


RULES = [
    ("all", _("All that fit the chart")),
    ("runs", _("Limits, runs and trends (1 to 4)")),
    ("limits", _("Limits only (1)")),
]


class Phased(DataForm):
    phase1 = NumberField(
        label=_("Limits from the first … points"),
        required=False,
        whole=True,
        least=2,
        help_text=_("The later points are only judged by them. Empty: all points."),
    )


class ChartForm(Phased):
    rules = forms.ChoiceField(label=_("Rules"), choices=RULES)


class MeasuredForm(ChartForm):
    exclude = PointsField(
        label=_("Leave out of the limits"),
        required=False,
        help_text=_("Points whose cause is known, such as 12, 31. They stay in the chart."),
    )


class IndividualsForm(MeasuredForm):
    sigma_method = forms.ChoiceField(
        label=_("Sigma from"),
        choices=[
            ("mean moving range", _("Mean moving range")),
            ("median moving range", _("Median moving range (withstands outliers)")),
        ],
    )


LAYOUTS = [
    ("auto", _("Find out")),
    ("rows", _("Each row is a subgroup")),
    ("names", _("A column names the subgroup")),
    ("size", _("So many values in a row")),
]


class SubgroupForm(MeasuredForm):
    layout = forms.ChoiceField(label=_("Subgroups"), choices=LAYOUTS)
    subgroup_size = NumberField(
        label=_("Values in a subgroup"), required=False, whole=True, least=2, most=100, help_text=_("Usually 5.")
    )


class RangesForm(SubgroupForm):
    sigma_method = forms.ChoiceField(
        label=_("Sigma from"),
        choices=[
            ("mean range", _("Mean range")),
            ("weighted range", _("Weighted ranges")),
            ("pooled sd", _("Pooled standard deviation")),
        ],
    )


class DeviationsForm(SubgroupForm):
    sigma_method = forms.ChoiceField(
        label=_("Sigma from"),
        choices=[
            ("mean sd", _("Mean standard deviation")),
            ("weighted sd", _("Weighted standard deviations")),
            ("pooled sd", _("Pooled standard deviation")),
        ],
    )


class CountsForm(ChartForm):
    size = NumberField(
        label=_("Sample size"),
        required=False,
        above=0,
        help_text=_("One number for all samples, where no column gives it."),
    )


class ExactCountsForm(CountsForm):
    limits = forms.ChoiceField(
        label=_("Limits"),
        choices=[("sigma", _("Three sigma")), ("exact", _("Exact, 99.73 %"))],
        help_text=_("Exact limits fit better where few events are expected."),
    )


class EwmaForm(DataForm):
    weight = NumberField(label=_("Weight λ"), above=0, most=1, initial="0.2")
    width = NumberField(label=_("Width L"), above=0, initial="3")
    target = NumberField(label=_("Target"), required=False, help_text=_("Empty: the mean of the data."))
    sigma = NumberField(label=_("Sigma"), required=False, above=0, help_text=_("Empty: from the moving ranges."))


class CusumForm(DataForm):
    target = NumberField(label=_("Target"), required=False, help_text=_("Empty: the mean of the data."))
    sigma = NumberField(label=_("Sigma"), required=False, above=0, help_text=_("Empty: from the moving ranges."))
    k = NumberField(label=_("Reference value k"), least=0, initial="0.5")
    h = NumberField(label=_("Decision limit h"), above=0, initial="5")
    head_start = forms.BooleanField(label=_("Start half-way up (finds an early shift sooner)"), required=False)


class CapabilityForm(DataForm):
    lsl = NumberField(label=_("Lower specification limit"), required=False)
    usl = NumberField(label=_("Upper specification limit"), required=False)
    target = NumberField(label=_("Target"), required=False, help_text=_("Empty: the middle of the tolerance."))
    required = NumberField(label=_("Index asked for"), above=0, initial="1.33")
    distribution = forms.ChoiceField(
        label=_("Distribution"),
        choices=[
            ("normal", _("Normal")),
            ("best", _("The best fit")),
            ("lognormal", _("Lognormal")),
            ("weibull", _("Weibull")),
            ("gamma", _("Gamma")),
            ("exponential", _("Exponential")),
            ("half_normal", _("Half-normal")),
            ("rayleigh", _("Rayleigh")),
            ("largest_extreme_value", _("Largest extreme value")),
            ("johnson", _("Johnson")),
        ],
        help_text=_("Other than normal: performance by percentiles (ISO 22514-2)."),
    )
    layout = forms.ChoiceField(
        label=_("Subgroups"),
        choices=[("auto", _("Find out")), ("single", _("Single values")), *LAYOUTS[1:]],
    )
    subgroup_size = NumberField(label=_("Values in a subgroup"), required=False, whole=True, least=2, most=100)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        lsl, usl = cleaned.get("lsl"), cleaned.get("usl")
        if lsl is None and usl is None and not {"lsl", "usl"} & set(self.errors):
            self.add_error("usl", _("Give a lower or an upper limit, or both."))
        elif lsl is not None and usl is not None and lsl >= usl:
            self.add_error("usl", _("The upper limit must be above the lower one."))
        return cleaned


class GageForm(DataForm):
    model = forms.ChoiceField(
        label=_("Kind of study"),
        choices=[
            ("crossed", _("Everyone measures every part (crossed)")),
            ("nested", _("Each operator has own parts, as in destructive tests (nested)")),
            ("average-range", _("Crossed, with the average and range sheet")),
        ],
    )
    tolerance = NumberField(
        label=_("Tolerance"), required=False, above=0, help_text=_("Upper minus lower limit. Empty: study variation.")
    )


class Type1Form(DataForm):
    reference = NumberField(label=_("Reference value"))
    tolerance = NumberField(label=_("Tolerance"), above=0, help_text=_("Upper minus lower limit."))
    percent_of_tolerance = NumberField(label=_("Share of the tolerance"), above=0, most=100, initial="20")
    required = NumberField(label=_("Cg and Cgk asked for"), above=0, initial="1.33")


class BiasForm(DataForm):
    reference = NumberField(label=_("Reference value"))


class LinearityForm(DataForm):
    process_variation = NumberField(
        label=_("Process variation"), required=False, above=0, help_text=_("Six sigma of the process.")
    )


class WeibullForm(DataForm):
    fit_method = forms.ChoiceField(
        label=_("Fit by"),
        choices=[
            ("maximum likelihood", _("Maximum likelihood")),
            ("rank regression x on y", _("Rank regression (x on y)")),
        ],
    )


class ToleranceForm(DataForm):
    coverage = NumberField(label=_("Share of the items"), above=0, below=1, initial="0.99")
    confidence = NumberField(label=_("Confidence"), above=0, below=1, initial="0.95")
    distribution = forms.ChoiceField(
        label=_("Distribution"),
        choices=[("normal", _("Normal")), ("nonparametric", _("None: limits are values of the sample"))],
    )


class ParetoForm(DataForm):
    other = forms.CharField(
        label=_("Category that comes last"), required=False, max_length=80, help_text=_("Such as “Other”.")
    )


class SamplingForm(SettingsForm):
    lot_size = NumberField(label=_("Lot size"), whole=True, least=2, most=100_000_000)
    aql = forms.ChoiceField(
        label=_("AQL"),
        initial="1.0",
        help_text=_("Nonconforming items in a hundred."),
        choices=[
            (aql, aql)
            for aql in (
                "0.010", "0.015", "0.025", "0.040", "0.065", "0.10", "0.15", "0.25", "0.40", "0.65", "1.0", "1.5",
                "2.5", "4.0", "6.5", "10", "15", "25", "40", "65", "100", "150", "250", "400", "650", "1000",
            )
        ],
    )  # fmt: skip
    level = forms.ChoiceField(
        label=_("Inspection level"),
        initial="II",
        choices=[(level, level) for level in ("S-1", "S-2", "S-3", "S-4", "I", "II", "III")],
    )
    inspection = forms.ChoiceField(
        label=_("Inspection"),
        choices=[("normal", _("Normal")), ("tightened", _("Tightened")), ("reduced", _("Reduced"))],
    )
    sampling = forms.ChoiceField(
        label=_("Sampling"), choices=[("single", _("Single")), ("double", _("Double")), ("multiple", _("Multiple"))]
    )
    standard = forms.ChoiceField(
        label=_("Standard"),
        choices=[
            ("ISO 2859-1:1999", "ISO 2859-1:1999"),
            ("ANSI/ASQ Z1.4", "ANSI/ASQ Z1.4, ISO 2859-1:1989, MIL-STD-105E"),
        ],
    )


NEEDED_FOR: Mapping[str, tuple[str, ...]] = {
    "mean": ("margin", "sd"),
    "proportion": ("margin",),
    "difference": ("delta", "sd"),
    "two-proportions": ("p", "p2"),
    "demonstration": ("reliability",),
    "coverage": ("reliability",),
}
"""Question about a sample size → the settings that it needs."""


class SampleSizeForm(SettingsForm):
    question = forms.ChoiceField(
        label=_("Question"),
        widget=forms.RadioSelect,
        initial="mean",
        choices=[
            ("mean", _("Know a mean to ± a margin")),
            ("proportion", _("Know a proportion to ± a margin")),
            ("difference", _("Find a difference of two means")),
            ("two-proportions", _("Find a difference of two proportions")),
            ("demonstration", _("Show a reliability by testing")),
            ("coverage", _("Let smallest and largest value hold a share of all")),
        ],
    )
    margin = NumberField(label=_("Margin ±"), required=False, above=0)
    sd = NumberField(label=_("Standard deviation, guessed"), required=False, above=0)
    p = NumberField(label=_("Proportion, guessed"), required=False, above=0, below=1, help_text=_("Such as 0.04."))
    p2 = NumberField(label=_("Proportion in the other group"), required=False, above=0, below=1)
    delta = NumberField(label=_("Difference worth finding"), required=False, above=0)
    reliability = NumberField(label=_("Reliability or share"), required=False, above=0, below=1)
    failures = NumberField(label=_("Failures allowed"), required=False, whole=True, least=0, most=1000)
    confidence = NumberField(label=_("Confidence"), above=0, below=1, initial="0.95")
    power_ = NumberField(
        label=_("Power"),
        above=0,
        below=1,
        initial="0.9",
        help_text=_("Chance to find the difference when it is there."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in NEEDED_FOR.get(cleaned.get("question", ""), ()):
            if cleaned.get(name) is None and name not in self.errors:
                self.add_error(name, _("This question needs it."))
        return cleaned
