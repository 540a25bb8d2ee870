"""The bow-tie of a risk: written as lines, drawn with what stands between, never carrying markup of its own."""

import pytest

from everproof.kernel.ledger.models import LedgerEntry
from everproof.risks import bow_tie
from everproof.risks.actions import register
from everproof.risks.models import Risk

pytestmark = pytest.mark.django_db
CAUSES = "The furnace fails\n- Service twice a year\n– Spare heater\n\nThe owner retires\n"
CONSEQUENCES = "- lost"


@pytest.fixture
def risk(cast):
    return register.raise_risk(title="No castings", by=cast.manager, site=cast.main_site, likelihood=3, impact=5)


def at(risk):
    return f"/ours/risks/risks/{risk.number}/"


def draw(browser, risk, **sides):
    return browser.post(f"{at(risk)}bow-tie/", {"causes": "", "consequences": "", "version": risk.version, **sides})


def test_lines_become_causes_with_their_barriers(cast, sign_in, risk):
    browser = sign_in("manager")
    assert draw(browser, risk, causes=CAUSES).status_code == 302

    kept = Risk.objects.get(pk=risk.pk)
    assert kept.causes == [
        {"what": "The furnace fails", "barriers": ["Service twice a year", "Spare heater"]},
        {"what": "The owner retires", "barriers": []},
    ]
    shown = browser.get(at(risk)).content.decode()
    assert "Nothing stands before one line." in shown
    assert "Service twice a year; Spare heater" in shown
    assert LedgerEntry.objects.filter(type="risk", record_id=str(risk.pk), verb="risks.risk.update").count() == 1


def test_the_form_gives_back_what_was_written(sign_in, risk):
    browser = sign_in("manager")
    draw(browser, risk, causes=CAUSES)
    written = browser.get(f"{at(risk)}bow-tie/").content.decode()
    assert "The furnace fails\n- Service twice a year\n- Spare heater\nThe owner retires" in written


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- lost", "“lost” stands before the first line."),
        ("\n".join("abcdefghi"), "At most 8 lines"),
        ("Fire\n" + "- sprinkler\n" * 7, "At most 8 lines with 6 barriers each"),
        ("x" * 201, "Say it in at most 200 characters"),
    ],
)
def test_what_cannot_be_drawn_is_said_and_kept_in_the_field(sign_in, risk, text, words):
    answer = draw(sign_in("manager"), risk, causes=text)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert text.splitlines()[0] in answer.content.decode()
    assert Risk.objects.get(pk=risk.pk).causes == []


def test_who_may_not_change_the_risk_draws_nothing(sign_in, risk):
    assert draw(sign_in("teammate"), risk, causes=CAUSES).status_code == 403
    assert draw(sign_in("stranger"), risk, causes=CAUSES).status_code == 404
    assert "Draw the bow-tie" not in sign_in("teammate").get(at(risk)).content.decode()


def test_the_drawing_escapes_names_and_gives_each_line_its_place():
    lines = [{"what": f"Cause {n} <b>&</b>", "barriers": ["<i>wall</i>"] * n} for n in range(4)]
    risk = Risk(title="</svg><script>", causes=lines, consequences=lines[:1], level=12)

    drawing = bow_tie.drawn(risk)

    assert "<script" not in drawing
    assert "<b>" not in drawing
    assert drawing.count('class="bow-end cause"') == 4
    assert drawing.count('class="bow-end consequence"') == 1
    assert drawing.count('class="bow-barrier"') == 0 + 1 + 2 + 3
    assert drawing.count('class="bow-line bare"') == 2
    assert bow_tie.open_ends(risk) == 2
