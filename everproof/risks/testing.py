"""Records of this room for tests of every type."""

from typing import Any

from everproof.kernel import clock, records
from everproof.kernel.records import Record
from everproof.kernel.testing.cast import Cast
from everproof.risks.actions import changes, fmea, register
from everproof.risks.models import FailureMode, Fmea, FmeaRating, Rating, Risk


def _risk(cast: Cast, number: int) -> Risk:
    return register.raise_risk(
        title=f"Canary risk {number}", by=cast.manager, site=cast.main_site, likelihood=2, impact=3
    )


def _opportunity(cast: Cast, number: int) -> Record:
    return register.raise_opportunity(title=f"Canary chance {number}", by=cast.manager, site=cast.main_site)


def _rating(cast: Cast, number: int) -> Record:
    risk = _risk(cast, number)
    scores: dict[str, Any] = {"first": 2, "second": 3, "level": 6, "rated_on": clock.today("Europe/Berlin")}
    return records.create(Rating, by=cast.manager, risk=risk, site=risk.site, title=risk.title, **scores)


def _fmea(cast: Cast, number: int) -> Fmea:
    return fmea.begin_fmea(title=f"Canary analysis {number}", by=cast.manager, site=cast.main_site)


def _line(cast: Cast, number: int) -> FailureMode:
    return fmea.add_line(
        fmea=_fmea(cast, number),
        title=f"Canary failure {number}",
        function="Turn",
        by=cast.manager,
        severity=7,
        occurrence=4,
        detection=3,
    )


def _line_rating(cast: Cast, number: int) -> Record:
    line = _line(cast, number)
    scores = {name: getattr(line, name) for name in ("severity", "occurrence", "detection", "priority", "rated_on")}
    return records.create(FmeaRating, by=cast.manager, failure_mode=line, site=line.site, title=line.title, **scores)


def _change(cast: Cast, number: int) -> Record:
    return changes.propose_change(title=f"Canary change {number}", by=cast.manager, site=cast.main_site)


FACTORIES = {
    "risk": _risk,
    "opportunity": _opportunity,
    "rating": _rating,
    "fmea": _fmea,
    "failure-mode": _line,
    "fmea-rating": _line_rating,
    "change": _change,
}
