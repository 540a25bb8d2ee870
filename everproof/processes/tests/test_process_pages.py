"""Pages of the map, of a process and of the interfaces: what they show, what they do, and what they cost."""

import csv
import io
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from everproof.kernel import clock, links
from everproof.kernel.work.actions import complete_action, raise_action
from everproof.processes.actions import landscape, parts
from everproof.processes.models import Process, ProcessInput, ProcessOutput, ProcessStep
from everproof.processes.queries.map import process_map

pytestmark = pytest.mark.django_db


@pytest.fixture
def describe(cast):
    def make(title="Sales", group="core", **values):
        filled = {"purpose": "It works.", "owner": cast.person("member"), **values}
        return landscape.describe_process(title=title, group=group, by=cast.manager, **filled)

    return make


def at(name, *args):
    return reverse(f"processes:{name}", args=["ours", *args])


def connect(cast, giver, receiver, title="Order"):
    output = parts.add_output(process=giver, title=title, receiver=receiver, criterion="Complete", by=cast.manager)
    parts.receive_output(output=output, by=cast.manager)
    return output


def problem_of(cast, title):
    """A record that stays open until somebody closes it; an action stands for those of rooms above."""
    return raise_action(title=title, owner=cast.person("member"), due_on=clock.today("Europe/Berlin"), by=cast.manager)


# The map ------------------------------------------------------------------------------------------------------------


def test_the_map_shows_every_process_in_force_with_its_health(cast, describe, sign_in):
    sales, production = describe("Sales"), describe("Production")
    describe("Idea", draft=True)
    output = connect(cast, sales, production)
    parts.add_output(process=production, title="Forecast", criterion="Monthly", by=cast.manager)
    problem = problem_of(cast, "Order was wrong")
    links.link(problem, "concerns", output, by=cast.manager)
    raise_action(
        title="Mend it",
        owner=cast.person("member"),
        due_on=clock.today("Europe/Berlin").replace(year=2020),
        source=sales,
        by=cast.manager,
    )

    response = sign_in("manager").get(at("map"))

    shown = response.context["map"]
    boxes = {box.title: [words for _tone, words in box.marks] for band in shown.bands for box in band.boxes}
    assert boxes["Sales"][:2] == ["1 problem", "1 late action"]
    assert boxes["Production"][0] == "1 gap"
    assert "Idea" not in boxes
    (link,) = [link for link in shown.links if link.giver and link.receiver]
    assert (link.giver, link.receiver, link.tone) == (sales.pk, production.pk, "bad")
    assert shown.sentence == "2 processes, 1 is in trouble, 1 interface does not fit."
    assert f'href="{at("process", sales.number)}"' in response.content.decode()


def test_a_problem_about_a_process_shows_until_it_is_closed(cast, describe):
    sales = describe("Sales")
    problem = problem_of(cast, "Nobody answers")
    links.link(problem, "concerns", sales, by=cast.manager)

    def marks():
        (band,) = [band for band in process_map(cast.manager).bands if band.boxes]
        return [words for _tone, words in band.boxes[0].marks]

    assert "1 open problem" in marks()
    complete_action(action=problem, evidence="Somebody does.", by=cast.manager)
    assert "1 open problem" not in marks()


def test_the_map_by_site_has_a_lane_for_each(cast, describe, sign_in):
    describe("Here", site=cast.main_site)
    describe("Everywhere")

    shown = sign_in("manager").get(at("map"), {"lanes": "site"}).context["map"]

    assert [(band.name, [box.title for box in band.boxes]) for band in shown.bands if band.boxes] == [
        ("All sites", ["Everywhere"]),
        ("Main works", ["Here"]),
    ]


def test_an_empty_map_teaches_the_first_step(sign_in):
    page = sign_in("manager").get(at("map")).content.decode()

    assert "No process is on the map yet" in page
    assert at("process_create") in page


def test_the_map_costs_the_same_for_two_processes_and_for_thirty(cast, describe, sign_in):
    browser = sign_in("manager")
    first, second = describe("A"), describe("B")
    connect(cast, first, second)
    few = statements(browser, at("map"))
    made = [describe(f"P{n}", group=("core", "support")[n % 2]) for n in range(28)]
    for giver, receiver in pairwise(made):
        connect(cast, giver, receiver)

    assert statements(browser, at("map")) == few
    assert few <= 16


def test_a_process_page_costs_the_same_for_one_interface_and_for_twenty(cast, describe, sign_in):
    browser, sales, production = sign_in("manager"), describe("Sales"), describe("Production")
    connect(cast, sales, production)
    parts.add_step(process=sales, title="S", role=cast.role, by=cast.manager)
    few = statements(browser, at("process", sales.number))
    for number in range(20):
        connect(cast, sales, production, f"Item {number}")
        parts.add_step(process=sales, title=f"S{number}", role=cast.role, by=cast.manager)

    assert statements(browser, at("process", sales.number)) == few


def statements(browser, page):
    browser.get(page)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(page).status_code == 200
    ours = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "select set_config")
    return len([query for query in captured if not query["sql"].startswith(ours)])


def test_a_stranger_and_a_kiosk_see_no_map(cast, describe, sign_in):
    describe("Sales")

    assert sign_in("stranger").get(at("map")).status_code == 404
    assert sign_in("kiosk").get(at("map")).status_code == 403


def test_boxes_are_moved_by_buttons_and_by_one_post_of_the_whole_band(cast, describe, sign_in):
    first, second, third = (describe(title) for title in ("A", "B", "C"))
    browser = sign_in("manager")

    answer = browser.post(at("arrange"), {"move": f"{third.pk}:-1"})
    assert answer.status_code == 302
    assert titles() == ["A", "C", "B"]
    drawing = browser.post(
        at("arrange"),
        {"group": "core", "order": [str(second.pk), str(first.pk), str(third.pk)]},
        HTTP_HX_REQUEST="true",
    )
    assert titles() == ["B", "A", "C"]
    assert drawing.content.decode().strip().startswith('<div class="process-map-area" data-drawing><svg')


def test_a_move_of_something_else_is_refused_in_words(describe, sign_in):
    describe("A")
    browser = sign_in("manager")

    for posted in ({"move": "nonsense"}, {"move": "0198c0de-0000-7000-8000-000000000000:1"}, {"order": "x"}):
        answer = browser.post(at("arrange"), posted, HTTP_HX_REQUEST="true")
        assert (answer.status_code, "has changed meanwhile" in answer.content.decode()) == (409, True)


def test_a_member_does_not_arrange(describe, sign_in):
    describe("A")

    assert sign_in("teammate").get(at("arrange")).status_code == 403
    assert at("arrange") not in sign_in("teammate").get(at("map")).content.decode()


def titles():
    return list(Process.objects.filter(status="active").order_by("position").values_list("title", flat=True))


# A process ----------------------------------------------------------------------------------------------------------


def test_a_company_is_described_through_its_pages(cast, sign_in):
    browser = sign_in("manager")
    owner = str(cast.person("member").pk)
    for title in ("Sales", "Production"):
        browser.post(at("process_create"), {"title": title, "group": "core", "purpose": "Works.", "owner": owner})
    sales, production = Process.objects.order_by("title").reverse()
    browser.post(
        at("output_create", sales.number),
        {
            "title": "Order",
            "receiver": str(production.pk),
            "criterion": "Complete",
            "bound": "at-most",
            "limit": "5",
            "unit": "%",
        },
    )
    browser.post(at("input_create", sales.number), {"title": "Enquiry", "external_source": "Customer", "bound": ""})
    browser.post(at("step_create", sales.number), {"title": "Ask", "role": str(cast.role.pk), "control": "Twice"})

    page = browser.get(at("process", sales.number))

    assert [row.interface.title for row in page.context["inputs"]] == ["Enquiry"]
    (row,) = page.context["outputs"]
    assert (row.interface.title, row.promised, row.receiver.name) == ("Order", "Complete, at most 5 %", "Production")
    assert [cure.how for cure in row.cures] == ["receive"]
    assert [step.title for step in page.context["steps"]] == ["Ask"]


def test_a_process_without_owner_is_asked_for_one_or_kept_a_draft(sign_in):
    browser = sign_in("manager")

    refused = browser.post(at("process_create"), {"title": "Sales", "group": "core"})
    browser.post(at("process_create"), {"title": "Sales", "group": "core", "draft": "on"})

    assert refused.status_code == 422
    assert "keep it a draft" in refused.content.decode()
    assert [process.status for process in Process.objects.all()] == ["draft"]


def test_an_interface_is_settled_with_one_button(cast, describe, sign_in):
    sales, production = describe("Sales"), describe("Production")
    output = parts.add_output(process=sales, title="Order", receiver=production, criterion="Complete", by=cast.manager)
    browser = sign_in("manager")

    browser.post(at("settle"), {"how": "receive", "output": str(output.pk)})
    need = ProcessInput.objects.get()
    parts.change_input(need=need, criterion="Signed", by=cast.manager)
    page = browser.get(at("interfaces")).context["page"]
    assert [cure.how for row in page["open"] for cure in row.cures] == ["take-need", "take-promise"]
    browser.post(at("settle"), {"how": "take-need", "need": str(need.pk), "output": str(output.pk)})

    page = browser.get(at("interfaces")).context["page"]
    assert ProcessOutput.objects.get().criterion == "Signed"
    assert (len(page["open"]), len(page["fitting"])) == (0, 1)


def test_a_need_is_promised_with_one_button(cast, describe, sign_in):
    need = parts.add_input(process=describe("Sales"), title="Price", source=describe("Direction"), by=cast.manager)

    sign_in("manager").post(at("settle"), {"how": "deliver", "need": str(need.pk)})

    assert ProcessOutput.objects.get().receiver == need.process


def test_who_owns_neither_side_settles_nothing(cast, describe, sign_in):
    sales, production = describe("Sales"), describe("Production")
    output = parts.add_output(process=sales, title="Order", receiver=production, by=cast.manager)
    browser = sign_in("teammate")

    page = browser.get(at("interfaces")).context["page"]
    answer = browser.post(at("settle"), {"how": "receive", "output": str(output.pk)})

    assert [row.cures for row in page["open"]] == [()]
    assert answer.status_code == 403
    assert sign_in("stranger").post(at("settle"), {"how": "receive", "output": str(output.pk)}).status_code == 404


def test_duties_are_filled_in_and_exported(cast, describe, sign_in):
    process = describe()
    step = parts.add_step(process=process, title="Ask", by=cast.manager)
    browser = sign_in("member")

    answer = browser.post(at("duties", process.number), {f"{step.pk}:{cast.role.pk}": "RA"})
    sheet = browser.post(at("duties_export", process.number, "csv"))
    wrong = browser.post(at("duties", process.number), {f"{step.pk}:{cast.role.pk}": "Q"})

    assert answer.status_code == 302
    assert ProcessStep.objects.get().role == cast.role
    assert list(csv.reader(io.StringIO(sheet.content.decode("utf-8-sig")))) == [["Step", "Quality lead"], ["Ask", "RA"]]
    assert wrong.status_code == 422
    assert sign_in("teammate").get(at("duties", process.number)).status_code == 403


def test_steps_move_up_and_down(cast, describe, sign_in):
    process = describe()
    for title in "AB":
        parts.add_step(process=process, title=title, by=cast.manager)
    last = ProcessStep.objects.get(title="B")

    sign_in("manager").post(at("step_order", process.number), {"move": f"{last.pk}:-1"})

    assert list(process.steps.order_by("position").values_list("title", flat=True)) == ["B", "A"]


def test_the_owner_reviews_evaluates_and_names_a_deputy_through_pages(cast, describe, sign_in):
    process, browser = describe(), sign_in("manager")
    day = clock.today("Europe/Berlin").isoformat()

    browser.post(at("review", process.number), {"reviewed_on": day, "purpose": "Better words."})
    browser.post(
        at("evaluate", process.number),
        {"evaluation_result": "achieving", "evaluation_rationale": "On time.", "evaluated_on": day},
    )
    browser.post(at("deputy", process.number), {"person": str(cast.person("boss").pk), "from_on": day})
    browser.post(at("hand_over", process.number), {"owner": str(cast.person("teammate").pk), "from_on": day})

    process = Process.objects.get()
    assert (process.reviewed_on.isoformat(), process.purpose) == (day, "Better words.")
    assert process.evaluation_result == "achieving"
    assert process.owner == cast.person("teammate")
    page = browser.get(at("process", process.number))
    assert [person.title for person in page.context["deputies"]] == ["Tara Top"]


def test_every_page_of_a_process_opens(cast, describe, sign_in):
    process, browser = describe(), sign_in("manager")
    step = parts.add_step(process=process, title="Ask", by=cast.manager)
    need = parts.add_input(process=process, title="Order", by=cast.manager)
    output = parts.add_output(process=process, title="Goods", by=cast.manager)
    names = ("process", "process_edit", "review", "evaluate", "hand_over", "deputy", "duties", "input_create",
             "output_create", "step_create")  # fmt: skip

    pages = [at(name, process.number) for name in names]
    pages += [at("step_edit", step.number), at("input_edit", need.number), at("output_edit", output.number)]
    pages += [at("interfaces"), at("interfaces") + f"?process={process.number}", at("process_list"), at("arrange")]

    assert {page: browser.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


def test_lists_in_a_process_are_edited_as_lines_and_boxes(cast, describe, sign_in):
    process = describe()
    form = sign_in("manager").get(at("process_edit", process.number)).context["form"]
    posted = {name: value for name, value in form.initial.items() if value not in (None, False, [])}

    sign_in("manager").post(
        at("process_edit", process.number),
        {**posted, "applies_to": "Works 1\n\n Works 2 \nWorks 1", "record_types": ["action", "nonconformity"]},
    )

    process = Process.objects.get()
    assert process.applies_to == ["Works 1", "Works 2"]
    assert process.record_types == ["action", "nonconformity"]
