"""What surrounds every page of an organisation: the person's organisations, its sites, what is unread, what is due.

All of it is one statement a request, together with what the page itself wants to know on the side.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest

from everproof.kernel import clock, modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.ledger.models import LedgerLog
from everproof.kernel.notifications.models import Notification
from everproof.kernel.people.models import Site
from everproof.kernel.tenancy.models import Membership
from everproof.kernel.ui.asking import Part, Question, Rows, ask, how_many, kept

SITE_COOKIE = "site"
WAITING = "waiting-"
# A badge says 99+ from here on, so nobody counts further.
MOST_COUNTED = 100


@dataclass(frozen=True)
class Surroundings:
    """`organizations` are (slug, name) pairs, `sites` (id, name) pairs, both by name; `site_id` is the chosen site.

    `is_frozen` says that the ledger is no longer signed. `more` holds the answers to the page's own questions.
    """

    organizations: list[tuple[str, str]] = field(default_factory=list)
    sites: list[tuple[UUID, str]] = field(default_factory=list)
    site_id: UUID | None = None
    unread: int = 0
    waiting_by_name: Mapping[str, int] = field(default_factory=dict)
    is_frozen: bool = False
    more: Mapping[str, list[Any]] = field(default_factory=dict)

    @property
    def waiting(self) -> int:
        """How much work waits in all."""
        return sum(self.waiting_by_name.values())

    @property
    def site_name(self) -> str:
        return dict(self.sites).get(self.site_id, "") if self.site_id else ""


def surroundings(request: HttpRequest, **questions: Question | Rows | Part) -> Surroundings:
    """The surroundings of this request, read once. Questions of the page's own go with the first call."""
    if not hasattr(request, "_surroundings"):
        request._surroundings = _read(request, questions)  # type: ignore[attr-defined]
    return request._surroundings  # type: ignore[attr-defined]


def _read(request: HttpRequest, questions: Mapping[str, Question | Rows | Part]) -> Surroundings:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    usual = _usual_questions(request, actor)
    counts = _counts.get(actor)
    if counts is None:
        usual |= _work_questions(actor)
    answers = ask({**usual, **questions})
    if counts is None:
        counts = {
            name.removeprefix(WAITING): one[0].number for name, one in answers.items() if name.startswith(WAITING)
        }
        _counts.put(actor, counts)
    sites = [(answer.key, answer.texts[0]) for answer in answers["sites"] if answer.key]
    sites.sort(key=lambda site: site[1].casefold())
    organizations = [(answer.texts[0], answer.texts[1]) for answer in answers["organizations"]]
    return Surroundings(
        organizations=sorted(organizations, key=lambda pair: pair[1].casefold()),
        sites=sites,
        site_id=_chosen_site(request, actor, sites),
        unread=sum(answer.number for answer in answers.get("unread", [])),
        waiting_by_name=counts,
        is_frozen=bool(answers["frozen"][0].number),
        more={name: answers[name] for name in questions},
    )


def _usual_questions(request: HttpRequest, actor: Actor) -> dict[str, Question | Rows | Part]:
    questions: dict[str, Question | Rows | Part] = {
        "frozen": _frozen(organization=actor.organization_id),
        "organizations": _organizations(user=request.user.pk),
        "sites": _sites(organization=actor.organization_id),
    }
    if actor.person_id:
        questions["unread"] = _unread(organization=actor.organization_id, person=actor.person_id)
    return questions


def _work_questions(actor: Actor) -> dict[str, Question | Rows | Part]:
    """How much of each kind of work waits for the actor."""
    if not actor.person_id:
        return {}
    today = clock.today(actor.organization.zone)
    return {
        f"{WAITING}{declared.name}": _waiting(declared.waiting, actor, form=(declared.name, actor.reach, today))
        for declared in modules.declared("work")
        if declared.waiting
    }


class Counts:
    """How much work waits for whom, kept until the organisation's history goes on: each room asks one more question.

    Whatever changes how much waits is an entry in the ledger, or the day. Two writers at once may finish in another
    order than they began, and a reader between them may miss the first; so nothing is kept longer than SECONDS.
    """

    SECONDS = 60
    MOST = 2000

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, tuple[float, Mapping[str, int]]] = OrderedDict()

    def get(self, actor: Actor) -> Mapping[str, int] | None:
        made, counts = self._kept.get(self._key(actor), (0.0, None))
        return counts if time.monotonic() - made < self.SECONDS else None

    def put(self, actor: Actor, counts: Mapping[str, int]) -> None:
        if not hasattr(actor.person, "newest_leaf"):
            return
        self._kept[self._key(actor)] = time.monotonic(), counts
        while len(self._kept) > self.MOST:
            self._kept.popitem(last=False)

    def _key(self, actor: Actor) -> Hashable:
        history = getattr(actor.person, "newest_leaf", None), getattr(actor.person, "newest_pending", None)
        return actor.reach, clock.today(actor.organization.zone), history


_counts = Counts()


@kept
def _waiting(waiting: Callable[[Actor], QuerySet[Any]], actor: Actor) -> Question:
    return how_many(waiting(actor), most=MOST_COUNTED)


@kept
def _frozen(organization: int) -> Question:
    frozen = LedgerLog.objects.filter(organization_id=organization, state=LedgerLog.State.FROZEN)
    return Question(frozen, count=True)


@kept
def _organizations(user: int) -> Question:
    mine = Membership.objects.filter(user_id=user, ended_at=None)
    return Question(mine, texts=("organization__slug", "organization__name"))


@kept
def _sites(organization: int) -> Question:
    sites = Site.objects.filter(organization_id=organization, voided_at=None, active=True)
    return Question(sites, key="id", texts=("title",))


@kept
def _unread(organization: int, person: UUID) -> Question:
    unread = Notification.objects.filter(organization_id=organization, person_id=person, read_at=None)
    return how_many(unread, most=MOST_COUNTED)


def _chosen_site(request: HttpRequest, actor: Actor, sites: list[tuple[UUID, str]]) -> UUID | None:
    wanted = request.COOKIES.get(site_cookie(actor.organization.slug), "")
    return next((key for key, _name in sites if str(key) == wanted), None)


def site_cookie(slug: str) -> str:
    """The name of the cookie that remembers the site a person looks at, in one organisation."""
    return f"{SITE_COOKIE}-{slug}"
