"""What a standard asks of how it is applied itself, and of how its requirements come out over time.

Records of rooms are asked for by the name of their type, because this room knows no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.conformity import catalogues
from everproof.conformity.applicability import Applicability
from everproof.conformity.models import Run, Standing
from everproof.conformity.outcomes import Outcome
from everproof.kernel import modules
from everproof.kernel.checks import Cure, Evidence, Finding, Situation
from everproof.kernel.work.models import Action
from everproof.standards import ALWAYS, Catalogue

YEAR = timedelta(days=365)
SCOPE, ANALYSIS, IMPROVEMENT = "scope-statement", "analysis", "improvement"


def check_4_3_5(at: Situation) -> Evidence:
    """Nothing is left out although the records show that it applies.

    A requirement is switched off by a flag that the records make false or by the approved scope statement, there is no
    other way. So what is left to ask is whether an exclusion contradicts the records.
    """
    applies = Applicability(at)
    if applies.exclusions is None:
        return Evidence(0)
    catalogue = catalogues.catalogue_of(at.standard)
    findings = tuple(
        Finding(
            _("The scope statement leaves out %(clause)s, but the records show that it applies: %(condition)s")
            % {"clause": name, "condition": catalogue.flags[flag].meaning},
            Cure(gettext_lazy("Take the exclusion out of the scope, or correct the records"), type_name=SCOPE),
        )
        for name in applies.exclusions
        for flag in sorted(_conditions(catalogue, name))
        if applies.flag(catalogue, flag).holds
    )
    return Evidence(len(catalogue.atoms), findings)


def _conditions(catalogue: Catalogue, excluded: str) -> set[str]:
    """The flags of the requirements that an excluded atom or clause stands for."""
    atoms = [
        atom for atom in catalogue.atoms if excluded in (atom.id, atom.clause) or atom.clause.startswith(f"{excluded}.")
    ]
    return {atom.applicability for atom in atoms} - {ALWAYS}


# How the requirements come out over time ------------------------------------------------------------------------------


def check_9_1_1_5(at: Situation) -> Evidence:
    """Somebody judged lately how well the system works, and all requirements were evaluated lately.

    The evaluation that asks is itself a full set where it is the first one: there is nothing older to be too old.
    """
    judged = _records(at, ANALYSIS).filter(topic="qms-performance").exclude(concluded_on=None)
    newest = judged.order_by("-concluded_on", "-pk")[:1]
    stale = judged.filter(pk__in=list(newest.values_list("pk", flat=True)))
    unclear = stale.filter(verdict="") | stale.filter(conclusion="")
    full_runs = Run.objects.filter(organization_id=at.organization_id, kind=Run.Kind.FULL)
    interval = at["check_interval_days"]
    findings = [
        Finding(
            gettext_lazy("The newest judgement of how well the quality system works is too old."),
            Cure(gettext_lazy("Judge how well the quality system works"), type_name=ANALYSIS),
            stale.filter(concluded_on__lt=at.days_ago("analysis_interval_days")),
        ),
        Finding(
            gettext_lazy("It does not say how well the quality system works."),
            Cure(gettext_lazy("Say how well it works, and why")),
            unclear,
        ),
    ]
    if full_runs.exists() and not full_runs.filter(day__gte=at.days_ago(interval)).exists():
        reason = _("For more than %(days)s days the requirements were not evaluated.") % {"days": interval}
        findings.append(Finding(reason, Cure(gettext_lazy("See that the worker runs"), "conformity:start")))
    return Evidence(judged, tuple(findings))


def check_10_3_1(at: Situation) -> Evidence:
    """The system does not get worse unnoticed: as many requirements are met as before, and improvements are completed.

    Compared are evaluations by the same catalogue, so that a new edition is not taken for a loss.
    """
    improvements = _records(at, IMPROVEMENT)
    done = improvements.filter(completed_on__gte=at.today - YEAR).exclude(result="")
    findings = []
    before, now = shares_met(at)
    if before - now > at["conformity_drop_pct"] and not _somebody_acts(at):
        values = {"before": round(before), "now": round(now)}
        reason = _("%(before)s percent of the requirements were met, now %(now)s are, and no action is open.") % values
        findings.append(Finding(reason, Cure(gettext_lazy("Analyse why, and plan an action"), type_name=ANALYSIS)))
    if done.count() < at["min_improvements_per_year"]:
        few = gettext_lazy("Too few improvements were completed with a result in the last year.")
        findings.append(Finding(few, Cure(gettext_lazy("Complete one"), type_name=IMPROVEMENT)))
    return Evidence(improvements, tuple(findings))


def shares_met(at: Situation) -> tuple[float, float]:
    """The percentage of applying requirements that were met when the window began, and at the last evaluation.

    100 and 100 before there are two evaluations to compare.
    """
    standing = Standing.objects.filter(organization_id=at.organization_id, standard=at.standard).first()
    if standing is None:
        return 100.0, 100.0
    digest = catalogues.catalogue_of(at.standard).digest
    runs = Run.objects.filter(organization_id=at.organization_id, standard=at.standard, catalogue=digest)
    start: date = at.days_ago("trend_window_days")
    first = runs.filter(day__lte=start).order_by("-day", "-id").first() or runs.order_by("day", "id").first()
    last = runs.order_by("-id").first()
    if first is None or last is None:
        return 100.0, 100.0
    return _share(first.counts), _share(last.counts)


def _share(counts: Mapping[str, int]) -> float:
    applying = sum(number for outcome, number in counts.items() if outcome != Outcome.NOT_APPLICABLE)
    return 100.0 * counts.get(Outcome.PASS, 0) / applying if applying else 100.0


def _somebody_acts(at: Situation) -> bool:
    """Whether an action is open that came out of looking at the system: an analysis, a review, an assessment."""
    sources = (ANALYSIS, "management-review", "internal-audit", "manual-assessment")
    return at.records(Action).filter(status="open", source_type__in=sources).exists()


def _records(at: Situation, type_name: str) -> QuerySet[Any]:
    """The records that count of a type that a room keeps."""
    return at.records(modules.record_type(type_name).model)
