"""Improvement is looked for, chosen, carried out and led from the top (4.4.1, 5.1.1, 10.1)."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from everproof.improvement.models import CorrectiveAction, Improvement
from everproof.kernel.checks import Cure, Evidence, Finding, Situation
from everproof.kernel.people.checks import top_managers
from everproof.kernel.work.models import Action

IMPROVEMENTS = "improvement:improvement_list"
YEAR, HALF_YEAR = 365, 182


def check_4_4_1_3(at: Situation) -> Evidence:
    """The quality system or a process was improved within the year, and it is known what that brought."""
    found = at.records(Improvement)
    kinds = (Improvement.Kind.QMS_PERFORMANCE, Improvement.Kind.PROCESS)
    done = found.filter(kind__in=kinds, status="completed", completed_on__gte=at.days_ago(YEAR)).exclude(result="")
    few = Finding(
        _("The quality system and its processes were improved too seldom in the last year."),
        Cure(_("Carry out an improvement and say what it brought"), IMPROVEMENTS),
    )
    return Evidence(found, (few,) if done.count() < at["min_improvements_per_year"] else ())


def check_5_1_1_11(at: Situation) -> Evidence:
    """Somebody in top management stands behind improvements; by the 2026 edition, again and again."""
    led = at.records(Improvement).filter(sponsor__in=top_managers(at).values("person"))
    least = at["min_sponsored_improvements"]
    if at.standard == "iso9001-2026":
        periods = [(at.days_ago(HALF_YEAR), at.today), (at.days_ago(2 * HALF_YEAR), at.days_ago(HALF_YEAR + 1))]
    else:
        periods = [(at.days_ago(YEAR), at.today)]
    missing = Finding(
        _("Nobody in top management stood behind an improvement often enough."),
        Cure(_("Find a sponsor in top management for an improvement"), IMPROVEMENTS),
    )
    enough = all(_chosen_or_done(led, first, last).count() >= least for first, last in periods)
    return Evidence(at.records(Improvement), () if enough else (missing,))


def check_10_1_1(at: Situation) -> Evidence:
    """Improvements are chosen, carried out, and proposals get their decision."""
    found = at.records(Improvement)
    selected = found.filter(decision=Improvement.Decision.SELECTED, selected_on__gte=at.days_ago(YEAR))
    few = Finding(_("Too few improvements were selected in the last year."), Cure(_("Select one"), IMPROVEMENTS))
    late = found.filter(status="selected", due_on__lt=at.days_ago("action_overdue_days"))
    waiting = found.filter(status="proposed", recorded_at__date__lt=at.days_ago("improvement_decision_days"))
    return Evidence(
        found,
        (
            *((few,) if selected.count() < at["min_improvements_selected"] else ()),
            Finding(_("It is selected and overdue."), Cure(_("Carry it out, or agree another day")), late),
            Finding(_("It waits for a decision for too long."), Cure(_("Decide on it")), waiting),
        ),
    )


def check_10_1_3(at: Situation) -> Evidence:
    """Something was done against effects that nobody wants: put right, headed off or softened."""
    improvements = at.records(Improvement).filter(kind=Improvement.Kind.UNDESIRED_EFFECTS)
    corrective = at.records(CorrectiveAction)
    of_risks = at.records(Action).filter(source_type="risk")
    since = at.days_ago("improvement_window_days")
    done = (
        improvements.filter(status="completed", completed_on__gte=since).exists()
        or corrective.exclude(status="cancelled").filter(completed_on__gte=since).exists()
        or of_risks.filter(status="completed", completed_on__gte=since).exists()
    )
    nothing = Finding(
        _("No improvement against undesired effects, corrective action or action on a risk was completed."),
        Cure(_("Carry one out"), "improvement:corrective_action_list"),
    )
    there_are = improvements.count() + corrective.count() + of_risks.count()
    return Evidence(there_are, () if done else (nothing,))


def _chosen_or_done(found: QuerySet[Improvement], first: date, last: date) -> QuerySet[Improvement]:
    """Those that were selected or completed from one day to another."""
    return found.filter(Q(selected_on__range=(first, last)) | Q(completed_on__range=(first, last)))
