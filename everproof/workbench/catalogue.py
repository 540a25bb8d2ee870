"""All methods of the workbench: what each is for, what data it takes, and where it is computed.

Nothing here imports numpy: a method's computation is imported when it first runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.workbench import forms
from everproof.workbench.columns import EVENT, LABEL, Data, Role
from everproof.workbench.examples import EXAMPLES
from everproof.workbench.study import Study


@dataclass(frozen=True)
class Method:
    """One method. `version` rises whenever the same data and settings would give another figure.

    `question` is what the person has in front of them, `help` when it fits and when not. `study` names the module of
    `workbench.studies` and the function in it.
    """

    name: str
    label: Any
    question: Any
    help: Any
    study: str
    form: type[forms.SettingsForm]
    roles: tuple[Role, ...] = ()
    version: int = 1

    @property
    def takes_data(self) -> bool:
        return bool(self.roles)

    @property
    def example(self) -> Mapping[str, str]:
        """Data and settings to try it with."""
        return EXAMPLES[self.name]

    def run(self, data: Data, options: Mapping[str, Any]) -> Study:
        """Compute it. Raises `analytics.errors.BadInput`."""
        module, function = self.study.split(":")
        compute: Callable[[Data, Mapping[str, Any]], Study] = getattr(
            import_module(f"everproof.workbench.studies.{module}"), function
        )
        return compute(data, options)


VALUES = Role("values", _("Values"), r"value|measur|reading|result|messwert|wert|valeur|diameter|bore|length|x$")
MANY = Role("values", _("Values"), r"(?!)", many=True)
SUBGROUP = Role(
    "subgroup", _("Subgroup"), r"subgroup|^group$|^sample$|shift|batch|lot|hour|day|gruppe", LABEL, required=False
)
COUNTS = Role("counts", _("Counts"), r"count|defect|nonconform|reject|fail|error|scrap|fehler|bad|leak|event")
SIZES = Role(
    "sizes", _("Sample sizes"), r"size|units|inspected|opportunit|area|total|^n$|umfang", required=False, fills=True
)
PART = Role("part", _("Part"), r"part|piece|item|specimen|sample|teil", LABEL)
OPERATOR = Role("operator", _("Operator"), r"operator|apprais|inspector|person|who|pr(ü|ue)fer|bediener", LABEL)

CONTROL: tuple[Method, ...] = (
    Method(
        "i-mr",
        _("I-MR chart"),
        _("One measured value at a time, in order of time"),
        _("For slow processes, batches, single measurements. Values far from normal make false alarms."),
        "control:individuals",
        forms.IndividualsForm,
        (VALUES,),
    ),
    Method(
        "xbar-r",
        _("X̄-R chart"),
        _("Small samples of measured values: 2 to 8 pieces at a time"),
        _("The usual chart of the shop floor. Each subgroup holds pieces made right after one another."),
        "control:subgroup_ranges",
        forms.RangesForm,
        (SUBGROUP, MANY),
    ),
    Method(
        "xbar-s",
        _("X̄-S chart"),
        _("Larger or uneven samples of measured values"),
        _("As X̄-R, with standard deviations: better from about 9 pieces, and where sizes differ."),
        "control:subgroup_deviations",
        forms.DeviationsForm,
        (SUBGROUP, MANY),
    ),
    Method(
        "p",
        _("p chart"),
        _("How many of a sample are nonconforming, as a proportion"),
        _("Each item is good or bad; sizes may differ. With thousands of items take Laney’s chart."),
        "control:proportions",
        forms.ExactCountsForm,
        (SIZES, COUNTS),
    ),
    Method(
        "np",
        _("np chart"),
        _("How many of a sample of always the same size are nonconforming"),
        _("As the p chart, in pieces instead of a proportion."),
        "control:numbers",
        forms.ExactCountsForm,
        (SIZES, COUNTS),
    ),
    Method(
        "c",
        _("c chart"),
        _("How many faults in always the same amount of product"),
        _("An item may have several faults: scratches of a door, complaints of a week."),
        "control:counts",
        forms.ExactCountsForm,
        (SIZES, COUNTS),
    ),
    Method(
        "u",
        _("u chart"),
        _("How many faults in differing amounts of product"),
        _("As the c chart, per unit: faults per metre, complaints per thousand deliveries."),
        "control:rates",
        forms.ExactCountsForm,
        (SIZES, COUNTS),
    ),
    Method(
        "laney-p",
        _("Laney p′ chart"),
        _("Proportions of very large samples"),
        _("Where a p chart signals everywhere: its limits allow for the variation between samples, too."),
        "control:widened_proportions",
        forms.CountsForm,
        (SIZES, COUNTS),
    ),
    Method(
        "laney-u",
        _("Laney u′ chart"),
        _("Fault rates of very large samples"),
        _("Where a u chart signals everywhere."),
        "control:widened_rates",
        forms.CountsForm,
        (SIZES, COUNTS),
    ),
    Method(
        "g",
        _("g chart"),
        _("Items or days between rare events"),
        _("For accidents, contaminations, recalls: count what lies between one event and the next."),
        "control:rare_events",
        forms.ChartForm,
        (COUNTS,),
    ),
    Method(
        "ewma",
        _("EWMA chart"),
        _("Small shifts of a measured value, with memory"),
        _("Finds shifts of half to one and a half sigma that an I-MR chart finds late. Give the target if known."),
        "control:weighted_average",
        forms.EwmaForm,
        (VALUES,),
    ),
    Method(
        "cusum",
        _("CUSUM chart"),
        _("Small lasting shifts off a target"),
        _("Adds up what lies off the target; says when the shift probably began."),
        "control:cumulative_sum",
        forms.CusumForm,
        (VALUES,),
    ),
    Method(
        "run",
        _("Run chart"),
        _("A few figures over time, without limits"),
        _("Needs no distribution: runs about the median and crossings of it. From about 10 points."),
        "control:runs",
        forms.DataForm,
        (VALUES,),
    ),
    Method(
        "t2",
        _("T² chart"),
        _("Several characteristics that belong together"),
        _("Finds points whose values do not go together, though each is in its limits. Needs many rows."),
        "control:together",
        forms.ChartForm,
        (MANY,),
    ),
)
CAPABILITY: tuple[Method, ...] = (
    Method(
        "capability",
        _("Capability"),
        _("Does the process keep its limits?"),
        _("Looks at stability first, then at the distribution, then gives Cp, Cpk, Pp and Ppk with their intervals."),
        "capability:capability_study",
        forms.CapabilityForm,
        (SUBGROUP, MANY),
    ),
    Method(
        "tolerance",
        _("Tolerance interval"),
        _("Between which values do nearly all items lie?"),
        _("From a sample: limits that hold, say, 99 % of all items with 95 % confidence."),
        "others:tolerance_interval",
        forms.ToleranceForm,
        (VALUES,),
    ),
)
GAUGES: tuple[Method, ...] = (
    Method(
        "gage-rr",
        _("Gage R&R"),
        _("How much of what I measure comes from measuring?"),
        _("Usually 10 parts, 3 operators, 2 or 3 trials; one row for each reading."),
        "gauges:gage_study",
        forms.GageForm,
        (PART, OPERATOR, VALUES),
    ),
    Method(
        "type-1",
        _("Type 1 study"),
        _("Is the gauge good enough on a reference part?"),
        _("25 to 50 readings of one reference part by one person, before any R&R."),
        "gauges:type1_study",
        forms.Type1Form,
        (VALUES,),
    ),
    Method(
        "bias",
        _("Bias"),
        _("Does the gauge show the truth at one value?"),
        _("Repeated readings of a part whose value is known."),
        "gauges:bias_study",
        forms.BiasForm,
        (VALUES,),
    ),
    Method(
        "linearity",
        _("Linearity"),
        _("Does the gauge show the truth over its whole range?"),
        _("Five or more reference parts of different size, each measured ten times or so."),
        "gauges:linearity_study",
        forms.LinearityForm,
        (
            Role("part", _("Part"), r"part|piece|item|specimen", LABEL),
            Role("reference", _("Reference value"), r"ref|true|master|standard|nominal"),
            VALUES,
        ),
    ),
    Method(
        "agreement",
        _("Attribute agreement"),
        _("Do people who judge good and bad agree?"),
        _("Each appraiser judges the same parts, best twice; a column with the truth makes it complete."),
        "gauges:agreement_study",
        forms.DataForm,
        (
            Role("appraiser", _("Appraiser"), r"apprais|operator|inspector|rater|person|who|pr(ü|ue)fer", LABEL),
            Role("part", _("Part"), r"part|piece|item|specimen|sample|teil", LABEL),
            Role("reference", _("Truth"), r"ref|true|truth|master|standard|expert", LABEL, required=False),
            Role("ratings", _("Judgements"), r"trial|rating|judg|result|assess", LABEL, many=True),
        ),
    ),
)
SAMPLING: tuple[Method, ...] = (
    Method(
        "sampling-plan",
        _("Sampling plan"),
        _("How many do I inspect of this lot?"),
        _("The plan of ISO 2859-1 or ANSI/ASQ Z1.4, and what it lets through."),
        "sampling:plan_look_up",
        forms.SamplingForm,
    ),
    Method(
        "sample-size",
        _("Sample size"),
        _("How many values does my question need?"),
        _("For means, proportions, differences and reliability tests."),
        "sampling:sample_size",
        forms.SampleSizeForm,
    ),
)
OTHERS: tuple[Method, ...] = (
    Method(
        "weibull",
        _("Weibull"),
        _("How long do things last?"),
        _("Times to failure; a column with 1 for failed and 0 for still running takes the survivors in."),
        "lifetimes:weibull_study",
        forms.WeibullForm,
        (
            Role("times", _("Times"), r"time|hour|cycle|life|age|km|dauer"),
            Role("event", _("Failed"), r"event|fail|status|censor|state", EVENT, required=False, fills=True),
        ),
    ),
    Method(
        "pareto",
        _("Pareto"),
        _("Which few causes make most of the trouble?"),
        _("A list of causes, or causes with their counts or costs."),
        "others:pareto_study",
        forms.ParetoForm,
        (
            Role("categories", _("Categories"), r"categor|cause|type|kind|reason|defect|fault|fehler", LABEL),
            Role("counts", _("Counts"), r"count|number|cost|freq|amount|anzahl|kosten", required=False, fills=True),
        ),
    ),
)
GROUPS: tuple[tuple[Any, tuple[Method, ...]], ...] = (
    (_("Is it stable? Control charts"), CONTROL),
    (_("Is it good enough? Capability"), CAPABILITY),
    (_("Can I trust what I measure? Gauges"), GAUGES),
    (_("How many? Sampling"), SAMPLING),
    (_("What fails, and when?"), OTHERS),
)
METHODS: Mapping[str, Method] = {method.name: method for _group, methods in GROUPS for method in methods}
