"""From a code on a machine to the proof that the cause is gone, or is not: one story, on the phone and at the desk."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from everproof.improvement import actions, reporting
from everproof.improvement.models import CorrectiveAction, Nonconformity
from everproof.improvement.tasks import weigh_effects
from everproof.improvement.tests.browsing import PHONE
from everproof.kernel import clock
from everproof.kernel.files.models import Attachment
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.testing import factories
from everproof.kernel.ui import addresses

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HOSTILE = "Oil <img src=x onerror=\"document.title='run'\"> under the press"
WINDOW = 60
DESK = {"viewport": {"width": 1440, "height": 900}}


def photo():
    file = io.BytesIO()
    Image.new("RGB", (1200, 900), "firebrick").save(file, "JPEG")
    return {"name": "leak.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def filled(page, **values):
    for name, value in values.items():
        field = page.locator(f'main [name="{name}"]')
        kind = field.first.evaluate("one => one.tagName === 'SELECT' ? 'select' : one.type")
        if kind == "radio":
            page.locator(f'main [name="{name}"][value="{value}"]').check()
        elif kind == "checkbox":
            field.first.set_checked(value)
        elif kind == "select":
            field.first.select_option(value)
        else:
            field.first.fill(value)


class Story:
    """The people of the story: somebody without a login at a machine, and the quality manager at their screen."""

    def __init__(self, site, options):
        self.site, self.cast, self.options = site, site.cast, options
        with organization_scope(self.cast.organization.pk):
            point = factories.make("reporting-point", self.cast)
            self.here = "/p/" + reporting.address_of(point).rpartition("/p/")[2]

    def report(self, title):
        """Scan, photograph, send while the connection is gone; it arrives once."""
        with self.site.page("kiosk", self.here, **PHONE) as phone:
            phone.context.set_offline(True)
            filled(phone, title=title)
            phone.set_input_files("#photos", [photo()])
            phone.dblclick("[data-report] button[type=submit]")
            phone.wait_for_selector("text=Kept on this phone")
            phone.context.set_offline(False)
            for _time in range(3):
                phone.evaluate("window.dispatchEvent(new Event('online'))")
            phone.wait_for_selector("text=It has arrived as NC-")
            phone.click("report-queue a")
            phone.wait_for_selector("text=Somebody looks at it and takes it up.")
        return self.site.newest()

    def step(self, page, record, name, twice=False, **values):
        """One step of a record on its page; `twice` presses the button as an impatient finger does."""
        page.goto(f"{self.site.url}{addresses.of_record(record)}{name}/", wait_until="load")
        filled(page, **values)
        button = page.locator("main .form-foot button[type=submit]").first
        with page.expect_navigation():
            button.dblclick() if twice else button.click()
        page.wait_for_load_state("load")
        assert page.locator(".error-summary").count() == 0, page.inner_text("main")

    def work_up_to_the_action(self, case, code):
        """Triage, containment, five whys, analysis as 8D, the verified cause, the approved action: all on the pages."""
        with self.site.page("manager", addresses.of_record(case), **self.options) as desk:
            person = str(self.cast.person("manager").pk)
            self.step(desk, case, "triage", twice=True, consequence="3", extent="2", owner=person, eight_d=True)
            self.step(desk, case, "contain", correction="Line stopped, floor dried.", consequences="none")
            whys = {"five_whys-0-answer": "The seal is worn.", "five_whys-1-answer": "Nobody changes it by a plan."}
            self.step(desk, case, "cause", **whys)
            self.step(
                desk,
                case,
                "analyse",
                effect="Somebody may slip.",
                cause="The seal has no interval.",
                cause_code=code,
                cause_method="five-whys",
                similar_looked_at="Presses 1 to 6",
                similar_found="False",
                action_needed="True",
                need_rationale="It comes back.",
            )
            self.step(desk, case, "verify-cause", cause_evidence="A new seal keeps tight, the old one leaks again.")
            member = str(self.cast.person("member").pk)
            due = (clock.today("Europe/Berlin") + timedelta(days=5)).isoformat()
            self.step(desk, case, "corrective-action", title="Change the seal", owner=member, due_on=due)
            with organization_scope(self.cast.organization.pk):
                mine = CorrectiveAction.objects.select_related("organization")
                action = mine.get(nonconformity=case)
            test = {"effect_measure": "same-cause", "effect_test": "rate"}
            plan = {**test, "effect_window_days": str(WINDOW), "effect_reduction": "70"}
            self.step(desk, action, "approve", **plan)
            self.step(desk, action, "complete", evidence="Plan 12, first change done.")
            desk.goto(f"{self.site.url}{addresses.of_record(case)}8d/", wait_until="load")
            assert "D5" in desk.inner_text("main")
        return action

    def history(self, code, *, days):
        """What else was reported of this cause, so many days from today."""
        today = clock.today("Europe/Berlin")
        with organization_scope(self.cast.organization.pk):
            for day in days:
                actions.report_nonconformity(
                    title="Oil again",
                    by=self.cast.member,
                    detected_on=today + timedelta(days=day),
                    cause_code=code,
                )

    def judge(self, action, verb, proposal):
        """Two months later the data are weighed; a person sees what they say and judges."""
        with self.site.page("manager", addresses.of_record(action), **self.options) as desk:
            assert proposal in desk.inner_text("main")
            self.step(desk, action, verb, twice=True)
            return desk.inner_text(".record-line")


@pytest.mark.parametrize("options", [DESK, PHONE], ids=["desk", "phone"])
def test_from_the_code_to_the_proof_once_it_worked_and_once_it_did_not(site, options):
    story = Story(site, options)
    today = clock.today("Europe/Berlin")
    before, after = range(-100, 0, 4), range(2, WINDOW, 4)
    cured, lasting = story.report(HOSTILE), story.report("Press 4 leaks too")
    with organization_scope(site.cast.organization.pk):
        assert Nonconformity.objects.count() == 2
        assert Attachment.objects.count() == 2
    story.history("worn-seal", days=before)
    story.history("bent-rod", days=before)
    worked = story.work_up_to_the_action(cured, "worn-seal")
    failed = story.work_up_to_the_action(lasting, "bent-rod")

    later = clock.now() + timedelta(days=WINDOW + 1)
    with clock.travel(later):
        story.history("bent-rod", days=[day - WINDOW - 1 for day in after])
        with organization_scope(site.cast.organization.pk):
            weigh_effects.func(site.cast.organization.pk)

    assert "Effective" in story.judge(worked, "confirm", "It worked")
    assert "Not effective" in story.judge(failed, "disprove", "It did not work")
    with organization_scope(site.cast.organization.pk):
        weighed = CorrectiveAction.objects.order_by("id").values_list("effect_proposal", "effect_weighed_on")
        assert list(weighed) == [("worked", today + timedelta(days=61)), ("did-not-work", today + timedelta(days=61))]
        for record in (cured, lasting, worked, failed):
            verbs = list(LedgerEntry.objects.filter(record_id=str(record.pk)).values_list("verb", flat=True))
            steps = [verb for verb in verbs if verb.rpartition(".")[2] not in ("update", "create")]
            assert len(steps) == len(set(steps)), "a double click did something twice"
        assert list(Nonconformity.objects.filter(pk=lasting.pk).values_list("status", flat=True)) == ["analysed"]
    with site.page("manager", addresses.of_record(cured), **options) as desk:
        assert desk.title() != "run"
        assert HOSTILE in desk.inner_text("h1")
    assert site.complaints == []
