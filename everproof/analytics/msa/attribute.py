"""Attribute agreement analysis: appraisers judge the same parts several times; do they agree with themselves, with each
other, and with the truth?

Sources: AIAG, Measurement Systems Analysis, 4th edition, ch. III C; kappa as in `kappa`; Clopper & Pearson 1934.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from everproof.analytics.errors import BadInput, as_labels, as_list
from everproof.analytics.intervals import proportion
from everproof.analytics.msa.kappa import cohen_kappa, conger_kappa, fleiss_kappa
from everproof.analytics.result import Notes, Result

Trials = Sequence[Any]


@dataclass(frozen=True)
class Matched:
    """`matched` of `inspected` parts agree: in percent, and the confidence interval of the share as a fraction."""

    inspected: int
    matched: int
    percent: float | None
    ci: tuple[float | None, float | None]


@dataclass(frozen=True)
class Appraiser:
    """Figures of one appraiser. `fleiss_within` compares the appraiser's own trials with each other; what is measured
    against the standard is None without one."""

    name: Any
    within: Matched | None
    vs_standard: Matched | None
    fleiss_within: float | None
    fleiss_vs_standard: float | None
    cohen_vs_standard: float | None


@dataclass(frozen=True, kw_only=True, eq=False)
class AttributeAgreement(Result):
    """Agreement of all appraisers. A part is matched *within* an appraiser when all trials agree, *between* when all
    trials of all appraisers agree, *vs standard* when all trials agree with the truth.
    """

    appraisers: tuple[Appraiser, ...]
    between: Matched | None
    all_vs_standard: Matched | None
    fleiss_between: float | None
    conger_between: float | None
    cohen_all_vs_standard: float | None


def attribute_agreement(
    appraisers: Sequence[Any],
    parts: Sequence[Any],
    trials: Sequence[Trials],
    *,
    standard: Sequence[Any] | None = None,
    confidence: float = 0.95,
    interval: str = "exact",
) -> AttributeAgreement:
    """Agreement study. One row for each appraiser and part: `appraisers[i]` judged `parts[i]`, `trials[k][i]` is the
    judgement of trial k + 1, `standard[i]` the truth. Labels of any kind; a row with a missing judgement is left out.

    Cohen's kappa against the standard takes the trials of an appraiser together, Fleiss' is the mean over trials.
    `interval`: a method of `intervals.proportion`. Raises BadInput where an appraiser has two rows for a part, or a
    part two truths.
    """
    appraisers, parts = as_labels(appraisers, "appraisers"), as_labels(parts, "parts")
    trials = [as_labels(trial, f"trials[{k}]") for k, trial in enumerate(as_list(trials, "trials"), start=1)]
    standard = None if standard is None else as_labels(standard, "standard")
    study = _read(appraisers, parts, trials, standard)
    truth = _truth(parts, standard)
    notes = Notes()
    names = list(dict.fromkeys(name for name, _ in study))
    if not names:
        notes.undefined("Every figure", "there is no complete row of judgements")

    def share(hits: Sequence[bool]) -> Matched:
        ci = proportion(sum(hits), len(hits), confidence=confidence, method=interval)
        percent = 100 * sum(hits) / len(hits) if hits else None
        return Matched(len(hits), sum(hits), percent, (ci.low, ci.high))

    everybody = [part for part in dict.fromkeys(parts) if all((name, part) in study for name in names)]
    together = [[label for name in names for label in study[name, part]] for part in everybody] if names else []
    judged = [(row, truth[part]) for row, part in zip(together, everybody, strict=False) if part in truth]
    pairs = [(label, truth[part]) for (_, part), row in study.items() if part in truth for label in row]
    if study and len({label for row in study.values() for label in row} | set(truth.values())) < 2:
        notes.undefined("Every kappa", "only one category was used, so there is nothing to tell apart")
    return AttributeAgreement(
        method="Attribute agreement analysis",
        assumptions=("Parts were judged blind, in random order.", "Good and bad parts are both well represented."),
        warnings=notes.warnings,
        source="AIAG MSA 4th edition, ch. III C; Fleiss 1971; Cohen 1960",
        appraisers=tuple(_appraiser(name, study, truth, share) for name in names),
        between=share([len(set(row)) == 1 for row in together]) if len(names) > 1 else None,
        all_vs_standard=share([set(row) == {true} for row, true in judged]) if truth else None,
        fleiss_between=fleiss_kappa(together).kappa if together else None,
        conger_between=conger_kappa(together).kappa if together else None,
        cohen_all_vs_standard=_against(pairs),
    )


def error_rates(judgements: Sequence[Any], standard: Sequence[Any], *, bad: Any) -> tuple[float | None, float | None]:
    """(escape rate, false alarm rate): bad parts judged good of all bad ones, good parts judged bad of all good ones.

    As fractions; None where there were no such parts. AIAG asks for at most 2 % escapes and 5 % false alarms.
    """
    if len(judgements) != len(standard):
        raise BadInput(f"{len(judgements)} judgements but {len(standard)} truths", where="standard")
    known = [(j, s) for j, s in zip(judgements, standard, strict=True) if j is not None and s is not None]
    on_bad = [j != bad for j, s in known if s == bad]
    on_good = [j == bad for j, s in known if s != bad]
    return (sum(on_bad) / len(on_bad) if on_bad else None, sum(on_good) / len(on_good) if on_good else None)


def _appraiser(
    name: Any, study: Mapping[tuple[Any, Any], tuple[Any, ...]], truth: Mapping[Any, Any], share: Any
) -> Appraiser:
    mine = {part: row for (who, part), row in study.items() if who == name}
    rows = list(mine.values())
    count = len(rows[0])
    known = [(row, truth[part]) for part, row in mine.items() if part in truth]
    fleiss = [fleiss_kappa([(row[k], true) for row, true in known]).kappa for k in range(count)] if known else []
    defined = [value for value in fleiss if value is not None]
    return Appraiser(
        name=name,
        within=share([len(set(row)) == 1 for row in rows]) if count > 1 else None,
        vs_standard=share([set(row) == {true} for row, true in known]) if truth else None,
        fleiss_within=fleiss_kappa(rows).kappa if count > 1 else None,
        fleiss_vs_standard=sum(defined) / len(defined) if defined and len(defined) == len(fleiss) else None,
        cohen_vs_standard=_against([(label, true) for row, true in known for label in row]),
    )


def _against(pairs: Sequence[tuple[Any, Any]]) -> float | None:
    return cohen_kappa([label for label, _ in pairs], [true for _, true in pairs]).kappa if pairs else None


def _read(
    appraisers: Sequence[Any], parts: Sequence[Any], trials: Sequence[Trials], standard: Sequence[Any] | None
) -> dict[tuple[Any, Any], tuple[Any, ...]]:
    """(appraiser, part) → judgements of all trials, complete rows only."""
    lengths = {len(appraisers), len(parts), *(len(trial) for trial in trials)}
    if standard is not None:
        lengths.add(len(standard))
    if len(lengths) > 1 or not trials:
        raise BadInput("appraisers, parts, standard and every trial need equally many entries", where="trials")
    study: dict[tuple[Any, Any], tuple[Any, ...]] = {}
    seen: set[tuple[Any, Any]] = set()
    for position, (name, part, *row) in enumerate(zip(appraisers, parts, *trials, strict=True), start=1):
        if (name, part) in seen:
            raise BadInput(
                f"{name} judged part {part} in two rows; use one row with several trials", where=f"parts[{position}]"
            )
        seen.add((name, part))
        if name is not None and part is not None and None not in row:
            study[name, part] = tuple(row)
    return study


def _truth(parts: Sequence[Any], standard: Sequence[Any] | None) -> dict[Any, Any]:
    truth: dict[Any, Any] = {}
    for position, (part, true) in enumerate(zip(parts, standard or (), strict=False), start=1):
        if true is not None and truth.setdefault(part, true) != true:
            raise BadInput(f"part {part} has two truths", where=f"standard[{position}]")
    return truth
