"""The tables of ANSI/ASQ Z1.4 and ISO 2859-1: their structure, and what their plans do."""

import pytest

from everproof.analytics.acceptance import tables
from everproof.analytics.acceptance.lookup import ISO_1999, Z14, find_plan_for_lot
from everproof.analytics.acceptance.operating import average_sample_number, p_accept
from everproof.analytics.acceptance.plan import SamplingPlan
from everproof.analytics.acceptance.sequences import DOUBLE, DOUBLE_OF_1999, MULTIPLE
from everproof.analytics.errors import BadInput

LETTERS = tables.LETTERS[:16]
LOTS = (2, 8, 9, 15, 16, 50, 91, 280, 281, 500, 501, 1200, 3200, 10_000, 35_000, 150_000, 500_000, 500_001, 10**9)
CELLS = [(letter, aql) for letter in LETTERS for aql in tables.AQLS]


def single(letter: str, aql: str, inspection: str) -> SamplingPlan:
    cell = tables.single_cell(letter, aql, inspection)
    return SamplingPlan((tables.single_size(cell.row, inspection),), (cell.accept,), (cell.reject,))


def accepted_at(plan: SamplingPlan, percent: float) -> float:
    return p_accept(plan, percent / 100, "binomial" if percent <= 10 else "poisson")


@pytest.mark.parametrize(
    ("lot", "level", "aql", "inspection", "expected"),
    [
        (1000, "II", "1.0", "normal", ("J", 80, 2, 3)),
        (500, "II", "2.5", "normal", ("H", 50, 3, 4)),
        (10_000, "II", "0.65", "normal", ("L", 200, 3, 4)),
        (10_000, "II", "0.65", "tightened", ("L", 200, 2, 3)),
        (1000, "II", "1.0", "reduced", ("J", 32, 1, 3)),
        (600_000, "III", "0.025", "tightened", ("R", 3150, 1, 2)),
        (600_000, "III", "0.015", "tightened", ("R", 1250, 0, 1)),
        (600_000, "III", "0.010", "normal", ("R", 1250, 0, 1)),
        (2, "I", "1000", "normal", ("A", 2, 30, 31)),
        (120, "II", "150", "normal", ("F", 13, 30, 31)),
        (10, "II", "40", "reduced", ("B", 2, 2, 4)),
    ],
)
def test_single_plans_as_published(lot, level, aql, inspection, expected):
    found = find_plan_for_lot(lot, aql, level, inspection)
    assert (found.code_letter, found.plan.n[0], found.plan.accept[0], found.plan.reject[0]) == expected


def test_sample_sizes_follow_the_preferred_numbers():
    for position, size in enumerate(tables.SIZES):
        assert size == pytest.approx(2 * 10 ** (position / 5), rel=0.06)
    assert tables.REDUCED_SIZES[3:] == tables.SIZES[1:14]


def test_aqls_follow_the_preferred_numbers():
    for position, aql in enumerate(tables.AQLS):
        assert float(aql) == pytest.approx(0.010 * 10 ** (position / 5), rel=0.06)


def test_code_letters_rise_with_the_lot_and_with_the_level():
    levels = list(tables.CODE_LETTERS)
    for level in levels:
        letters = [tables.code_letter(lot, level) for lot in LOTS]
        assert letters == sorted(letters)
    for lot in LOTS:
        letters = [tables.code_letter(lot, level) for level in levels]
        assert letters[:4] == sorted(letters[:4])
        assert letters[4:] == sorted(letters[4:])
        assert letters[3] <= letters[5]


@pytest.mark.parametrize("inspection", ["normal", "tightened"])
def test_numbers_are_constant_along_each_diagonal(inspection):
    numbers = {}
    for letter, aql in CELLS:
        cell = tables.single_cell(letter, aql, inspection)
        if tables.LETTERS[cell.row] == letter:
            diagonal = cell.row + tables.AQLS.index(aql)
            assert numbers.setdefault(diagonal, (cell.accept, cell.reject)) == (cell.accept, cell.reject)
    accepted = [numbers[diagonal][0] for diagonal in sorted(numbers)]
    assert accepted == sorted(accepted)


@pytest.mark.parametrize("inspection", tables.INSPECTIONS)
def test_an_arrow_leads_to_a_plan_of_its_own(inspection):
    for letter, aql in CELLS:
        cell = tables.single_cell(letter, aql, inspection)
        again = tables.single_cell(tables.LETTERS[min(cell.row, 15)], aql, inspection)
        assert again == cell


@pytest.mark.parametrize("inspection", tables.INSPECTIONS)
def test_a_later_letter_never_means_a_smaller_sample(inspection):
    for aql in tables.AQLS:
        sizes = [single(letter, aql, inspection).n[0] for letter in LETTERS]
        assert sizes == sorted(sizes)


@pytest.mark.parametrize(
    ("inspection", "lowest", "highest"), [("normal", 0.87, 0.995), ("tightened", 0.79, 0.98), ("reduced", 0.87, 1.0)]
)
def test_a_lot_at_the_aql_is_nearly_always_accepted(inspection, lowest, highest):
    for letter, aql in CELLS:
        if tables.LETTERS[tables.single_cell(letter, aql, inspection).row] == letter:
            assert lowest < accepted_at(single(letter, aql, inspection), float(aql)) < highest, (letter, aql)


def test_tightened_accepts_less_and_reduced_more_than_normal():
    for letter, aql in CELLS:
        plans = [single(letter, aql, inspection) for inspection in ("tightened", "normal", "reduced")]
        tightened, normal, reduced = (accepted_at(plan, float(aql)) for plan in plans)
        assert tightened <= normal, (letter, aql)
        if tables.single_cell(letter, aql, "reduced").row >= 2:  # the samples of A and B can hardly be reduced
            assert normal <= reduced, (letter, aql)


@pytest.mark.parametrize(("sampling", "standard"), [("double", Z14), ("double", ISO_1999), ("multiple", Z14)])
@pytest.mark.parametrize("inspection", ["normal", "tightened"])
def test_double_and_multiple_plans_match_the_curve_of_their_single_plan(sampling, standard, inspection):
    for aql in ("0.15", "0.25", "0.40", "0.65", "1.0", "1.5", "2.5", "4.0", "6.5"):
        one = find_plan_for_lot(100_000, aql, "II", inspection, "single", standard)
        more = find_plan_for_lot(100_000, aql, "II", inspection, sampling, standard)
        assert more.sampling == sampling
        for chance in (0.95, 0.5, 0.1):
            quality = _quality_accepted_with(one.plan, chance)
            assert p_accept(more.plan, quality) == pytest.approx(chance, abs=0.075), (aql, chance)


def _quality_accepted_with(plan: SamplingPlan, chance: float) -> float:
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if p_accept(plan, middle) > chance else (low, middle)
    return low


def test_every_single_plan_above_zero_has_its_double_plan():
    pairs = {
        (cell.accept, cell.reject)
        for letter, aql in CELLS
        for inspection in tables.INSPECTIONS
        if (cell := tables.single_cell(letter, aql, inspection)).row >= 3 and cell.reject > 1
    }
    assert pairs == set(DOUBLE)
    assert set(MULTIPLE) <= set(DOUBLE)


@pytest.mark.parametrize("sequence", [*DOUBLE.values(), *DOUBLE_OF_1999.values(), *MULTIPLE.values()])
def test_sequences_are_plans_that_decide_at_the_last_stage(sequence):
    accept, reject = sequence
    plan = SamplingPlan.of([50] * len(reject), list(accept), list(reject))
    assert plan.stages == len(reject)


def test_the_edition_of_1999_changed_three_double_plans_to_inspect_less():
    changed = [pair for pair in DOUBLE if DOUBLE[pair] != DOUBLE_OF_1999[pair]]
    assert changed == [(3, 4), (7, 8), (8, 9)]
    for accept, reject in changed:
        old, new = (SamplingPlan((80, 80), *table[accept, reject]) for table in (DOUBLE, DOUBLE_OF_1999))
        quality = [step * (accept + 1) / 80 / 8 for step in range(1, 16)]
        fewer = zip(average_sample_number(new, quality).asn, average_sample_number(old, quality).asn, strict=True)
        assert all(after <= before + 1e-9 for after, before in fewer)


def test_acceptance_number_zero_has_no_double_plan_and_refers_to_the_single_plan():
    found = find_plan_for_lot(1000, "0.15", "II", "normal", "double")
    assert (found.sampling, found.plan.n, found.plan.accept) == ("single", (80,), (0,))
    assert any("refers to the single plan" in warning for warning in found.warnings)


def test_small_letters_have_no_multiple_plan_and_refer_to_the_double_plan():
    found = find_plan_for_lot(20, "10", "II", "normal", "multiple")
    assert (found.sampling, found.plan.n) == ("double", (3, 3))


def test_the_numbers_that_reduced_inspection_of_1999_uses_are_not_invented():
    for arguments in (("reduced", "single"), ("reduced", "double"), ("normal", "multiple")):
        found = find_plan_for_lot(1000, "1.0", "II", *arguments, ISO_1999)
        assert found.plan is None
        assert any("not tabulated" in warning for warning in found.warnings)


def test_a_sample_as_large_as_the_lot_means_inspecting_everything():
    found = find_plan_for_lot(7, "1.0")
    assert found.plan.n == (13,)
    assert found.inspect_all


@pytest.mark.parametrize("spelling", ["0.65", 0.65, ".65"])
def test_an_aql_may_be_a_number(spelling):
    assert find_plan_for_lot(1000, spelling).aql == "0.65"


@pytest.mark.parametrize("spelling", ["II", "ii", "G-II", "GII", 2])
def test_a_level_may_be_spelled_in_the_usual_ways(spelling):
    assert find_plan_for_lot(1000, "1.0", spelling).code_letter == "J"


@pytest.mark.parametrize(
    ("arguments", "where"),
    [
        ((1, "1.0"), "lot_size"),
        ((2.5, "1.0"), "lot_size"),
        ((100, "2.0"), "aql"),
        ((100, True), "aql"),
        ((100, "1.0", "IV"), "inspection_level"),
        ((100, "1.0", "II", "strict"), "inspection"),
        ((100, "1.0", "II", "normal", "triple"), "sampling"),
        ((100, "1.0", "II", "normal", "single", "ISO 9001"), "standard"),
    ],
)
def test_what_the_standard_does_not_have_is_named(arguments, where):
    with pytest.raises(BadInput) as refusal:
        find_plan_for_lot(*arguments)
    assert refusal.value.where == where
