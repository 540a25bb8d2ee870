"""Surveys: built from the library, drawn by a rule, answered once by a personal link, read with what is unsure."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from everproof.customers import tasks
from everproof.customers import testing_surveys as testing
from everproof.customers.actions import feedback as feedback_actions
from everproof.customers.actions import surveys as actions
from everproof.customers.models import Customer, CustomerContact, Feedback, Survey, SurveyQuestion, SurveyResponse
from everproof.customers.surveys import asking, content, results
from everproof.kernel import clock, records
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.notifications.models import Notification, OutgoingMail
from everproof.kernel.records.lists import ids_of
from everproof.kernel.tenancy import access_links

pytestmark = pytest.mark.django_db
ZONE = "Europe/Berlin"


@pytest.fixture
def library(cast):
    kinds = (
        {"title": "Would you recommend us?", "kind": "nps", "place": 1, "required": True},
        {"title": "How are deliveries?", "kind": "csat", "place": 2, "aspect": "performance", "topic": "Delivery"},
        {
            "title": "Which products do you use?",
            "kind": "several",
            "place": 3,
            "options": ["Valves", "Spares"],
            "translations": ["de | Welche Produkte nutzen Sie? | Armaturen | Ersatzteile"],
        },
        {"title": "What should we do better?", "kind": "text", "place": 4},
    )
    return [records.create(SurveyQuestion, by=cast.manager, **one) for one in kinds]


@pytest.fixture
def customers(cast):
    made = [
        records.create(Customer, by=cast.manager, title=f"Customer {n:02}", segment="Water" if n % 3 else "Food")
        for n in range(12)
    ]
    for one in made[:2]:
        cast_contact(cast, one)
    return made


def cast_contact(cast, customer, **values):
    return records.create(
        CustomerContact,
        by=cast.manager,
        customer=customer,
        title=f"Buyer of {customer.title}",
        mail="buyer@customer.example",
        **values,
    )


def planned(cast, library, **values):
    until = clock.today(ZONE) + timedelta(days=14)
    owner = cast.person("manager")
    return testing.survey(cast, questions=ids_of(library), period_to=until, owner=owner, **values)


@pytest.fixture
def running(cast, library, customers):
    return actions.send_survey(survey=planned(cast, library), by=cast.manager)


def answer(survey, place, score, library, **more):
    survey.organization = survey.organization
    row = SurveyResponse.objects.select_related("customer__owner", "contact", "organization").filter(survey=survey)
    given = {str(library[0].pk): score, **{str(library[k].pk): value for k, value in more.items()}}
    return actions.answer_survey(response=row.order_by("title")[place], survey=survey, answers=given)


def link_of(cast, survey, place=0):
    rows = list(SurveyResponse.objects.filter(survey=survey).order_by("title"))
    return asking.links_of(cast.organization, [rows[place]], whole=False)[0]


# Built and drawn ------------------------------------------------------------------------------------------------------


def test_a_question_says_what_it_needs(cast):
    with pytest.raises(ValidationError, match="two to"):
        testing.survey_question(cast, kind="one", options=["Yes"])
    with pytest.raises(ValidationError, match="topic"):
        testing.survey_question(cast, aspect="performance")
    with pytest.raises(ValidationError, match="as many answers"):
        testing.survey_question(cast, kind="one", options=["Yes", "No"], translations=["de | Nur die Frage"])


def test_what_was_sent_stays_though_the_library_changes(cast, library, running):
    records.update(library[0], by=cast.manager, title="Would you buy from us again?")

    asked = content.asked(Survey.objects.get(pk=running.pk).content)
    assert [one.question() for one in asked][:1] == ["Would you recommend us?"]
    assert asked[0].version == 1
    assert asked[2].question("de") == "Welche Produkte nutzen Sie?"
    assert content.languages(asked) == [cast.organization.language, "de"]


def test_the_sample_is_drawn_by_its_seed_and_by_segment(cast, library, customers):
    survey = planned(cast, library, method="stratified", sample_size=6, seed="autumn")
    drawn = asking.draw(survey)
    assert drawn.chosen == asking.draw(survey).chosen
    segments = [one.segment for one in customers if one.pk in set(drawn.chosen)]
    assert (segments.count("Water"), segments.count("Food")) == (4, 2)

    sent = actions.send_survey(survey=survey, by=cast.manager)
    assert (sent.population, sent.sent_to, sent.seed) == (12, 6, "autumn")
    assert SurveyResponse.objects.filter(survey=sent).count() == 6


def test_nobody_is_asked_who_does_not_want_to_be(cast, library, customers):
    cast_contact(cast, customers[5], surveyed=False)
    drawn = asking.draw(planned(cast, library))
    assert customers[5].pk not in drawn.population
    assert len(drawn.population) == 11
    assert drawn.people[customers[0].pk].title == "Buyer of Customer 00"


def test_a_survey_is_not_sent_without_questions_sample_or_anybody(cast, library):
    with pytest.raises(Refused, match="no questions"):
        actions.send_survey(survey=planned(cast, []), by=cast.manager)
    with pytest.raises(Refused, match="how many"):
        actions.send_survey(survey=planned(cast, library, method="random"), by=cast.manager)
    with pytest.raises(Refused, match="no customer to ask"):
        actions.send_survey(survey=planned(cast, library), by=cast.manager)
    with pytest.raises(NotAllowed):
        actions.send_survey(survey=planned(cast, library), by=cast.member)


# Answered -------------------------------------------------------------------------------------------------------------


def test_a_customer_answers_on_one_page_and_once(client, cast, library, running):
    here = link_of(cast, running)
    page = client.get(here).content.decode()
    assert "Would you recommend us?" in page
    assert "<script" not in page.split("<main")[1]
    key = [str(one.pk) for one in library]

    missing = client.post(here, {key[3]: "Nothing"})
    assert missing.status_code == 422
    assert not SurveyResponse.objects.filter(status="answered").exists()

    sent = {key[0]: "9", key[1]: "4", key[2]: ["0", "1"], key[3]: "<b>Faster</b>"}
    assert client.post(here, sent).status_code == 302
    assert "Thank you for your answers" in client.get(here).content.decode()
    again = client.post(here, {key[0]: "0"})
    row = SurveyResponse.objects.get(status="answered")
    assert again.status_code == 200
    assert row.answers == {key[0]: 9, key[1]: 4, key[2]: [0, 1], key[3]: "<b>Faster</b>"}
    assert (row.score, float(row.points), row.is_low) == (9, 90.0, False)


def test_it_speaks_the_language_of_who_answers(client, cast, running):
    page = client.get(link_of(cast, running) + "?language=de").content.decode()
    assert "Armaturen" in page
    assert 'lang="de"' in page


@pytest.mark.parametrize("wrong", ["11", "-1", "9.5", "nine", "٣٣"])
def test_what_is_no_answer_is_refused(client, cast, library, running, wrong):
    refused = client.post(link_of(cast, running), {str(library[0].pk): wrong})
    assert refused.status_code == 422
    assert not SurveyResponse.objects.filter(status="answered").exists()


def test_links_that_are_none_open_nothing(client, cast, running):
    here = link_of(cast, running)
    token = here.strip("/").split("/")[-1]
    assert client.get(reverse("public", args=[token[:-2] + "zz"])).status_code == 404
    (stranger,) = access_links.lasting(
        cast.other, asking.KIND, [("survey-response", SurveyResponse.objects.first().pk, {})]
    )
    assert client.get(reverse("public", args=[stranger])).status_code == 404
    row = SurveyResponse.objects.filter(survey=running).order_by("title").first()
    records.void(row, by=cast.manager, reason="Asked by mistake")
    assert client.get(here).status_code == 404


def test_after_its_last_day_no_answer_counts(client, cast, library, running):
    here = link_of(cast, running)
    records.update(running, by=cast.manager, period_to=clock.today(ZONE) - timedelta(days=1), period_from=None)
    assert "This survey is over" in client.get(here).content.decode()
    client.post(here, {str(library[0].pk): "9"})
    assert not SurveyResponse.objects.filter(status="answered").exists()


# Heard ----------------------------------------------------------------------------------------------------------------


def test_a_low_score_becomes_somebodys_task_and_asking_again_shows_whether_it_helped(cast, library, running, sign_in):
    for place, score in enumerate((3, 2, 9, 10, 8)):
        answer(running, place, score, library)
    low = Feedback.objects.order_by("id")
    assert [(one.kind, one.channel, one.owner_id) for one in low] == [
        ("dissatisfaction", "survey", cast.manager.person_id)
    ] * 2
    assert low[0].due_on == clock.today(ZONE) + timedelta(days=10)
    assert "3 of 10" in low[0].text

    heard = feedback_actions.review_feedback(feedback=low[0], by=cast.manager)
    with pytest.raises(Refused, match="what you answered"):
        feedback_actions.answer_feedback(feedback=heard, by=cast.manager, answer=" ", outcome="Visited.")
    feedback_actions.answer_feedback(feedback=heard, by=cast.manager, answer="We came.", outcome="Visited.")

    closed = actions.close_survey(survey=running, by=cast.manager)
    again = actions.send_survey(survey=planned(cast, library, method="low", follows=closed), by=cast.manager)
    assert again.sent_to == 2
    for place, score in enumerate((8, 7)):
        answer(again, place, score, library)
    found = results.change_since(results.of(again))
    assert (found[0].n, found[0].change, found[0].better) == (2, 50.0, 2)
    page = sign_in("manager").get(f"/ours/customers/surveys/{again.number}/results/").content.decode()
    assert "2 customers answered both: 25 before, 75 now." in page
    assert "regression to the mean" in page


def test_the_score_is_kept_with_its_interval_and_its_doubts(cast, library, running, sign_in):
    for place, score in enumerate((10, 9, 9, 6)):
        answer(running, place, score, library)
    closed = actions.close_survey(survey=running, by=cast.manager)
    assert (closed.sent_to, closed.responses, float(closed.score)) == (12, 4, 50.0)
    assert closed.score_low < 50 < closed.score_high
    page = sign_in("manager").get(f"/ours/customers/surveys/{closed.number}/results/").content.decode()
    assert "Only 4 answers" in page
    assert "Fewer than 40 % answered" in page

    with pytest.raises(Refused, match="what follows"):
        actions.review_survey(survey=closed, by=cast.manager, conclusion="")
    reviewed = actions.review_survey(survey=closed, by=cast.manager, conclusion="Ask the silent by telephone.")
    assert (reviewed.status, reviewed.reviewed_by_id) == ("reviewed", cast.manager.person_id)


# Links and mails ------------------------------------------------------------------------------------------------------


def test_links_are_for_who_sends_surveys_alone(cast, running, sign_in):
    here = f"/ours/customers/surveys/{running.number}/links/"
    rows = list(csv.reader(io.StringIO(sign_in("manager").get(here + "?format=csv").content.decode("utf-8-sig"))))
    assert len(rows) == 13
    assert link_of(cast, running) in rows[1][-1]
    for who in ("member", "auditor"):
        assert sign_in(who).get(here).status_code == 403
    assert sign_in("stranger").get(here).status_code == 404


def test_mails_go_to_those_with_an_address_once_and_reminders_to_the_silent(cast, library, running, sign_in):
    manager = sign_in("manager")
    here = f"/ours/customers/surveys/{running.number}/links/"
    manager.post(here, {"what": "invite"})
    manager.post(here, {"what": "invite"})
    assert OutgoingMail.objects.filter(to="buyer@customer.example").count() == 2
    assert link_of(cast, running) in OutgoingMail.objects.order_by("id").first().body

    answer(running, 0, 9, library)
    assert actions.mail_links(survey=Survey.objects.get(pk=running.pk), by=cast.manager, reminder=True) == 1
    assert OutgoingMail.objects.count() == 3
    assert sign_in("member").post(here, {"what": "remind"}).status_code == 403


def test_the_owner_hears_of_silence_and_of_the_end(cast, running):
    today = clock.today(ZONE)
    tasks.tend_surveys.func(cast.organization.pk)
    assert not Notification.objects.filter(kind__startswith="survey").exists()

    records.update(running, by=cast.manager, remind_after_days=0)
    tasks.tend_surveys.func(cast.organization.pk)
    tasks.tend_surveys.func(cast.organization.pk)
    assert Notification.objects.filter(kind="survey-quiet").count() == 1

    over = Survey.objects.get(pk=running.pk)
    records.update(over, by=cast.manager, period_from=None, period_to=today - timedelta(days=1))
    tasks.tend_surveys.func(cast.organization.pk)
    assert Notification.objects.filter(kind="survey-over").count() == 1
