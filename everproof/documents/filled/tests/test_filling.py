"""Copies of forms: filled in, finished, signed, tied to their revision for good."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from everproof.documents import actions as documents
from everproof.documents.filled import actions
from everproof.documents.filled.design import Field, FieldKind, fields_of
from everproof.documents.filled.testing import BORE, FIELDS, make_copy, make_form, put_in_force, start
from everproof.documents.models import Document, FilledForm, RetentionRule
from everproof.kernel import clock, records
from everproof.kernel.errors import NotAllowed, Refused

GOOD = {"f1": "Order 2231", "f2": "12.01"}


def filled(cast, form, answers=GOOD, **more):
    return actions.fill_in(document=form, by=cast.teammate, answers=answers, **more)


# Designing -----------------------------------------------------------------------------------------------------------


def test_the_text_of_a_form_is_what_it_asks(cast):
    draft = start(cast, make_form(cast))

    assert "One a shift." in draft.plain_text
    assert "11.98 to 12.02 mm" in draft.plain_text
    assert fields_of(draft.form) == FIELDS


def test_a_form_in_force_cannot_be_changed(cast):
    revision = make_form(cast).current_revision

    with pytest.raises(Refused):
        actions.design_form(revision=revision, fields=FIELDS[:1], by=cast.manager)


def test_the_text_of_a_form_is_not_written_past_its_fields(cast):
    draft = start(cast, make_form(cast))

    with pytest.raises(Refused):
        documents.write_content(revision=draft, by=cast.manager, body="<p>Other words.</p>")


def test_who_may_not_change_the_draft_does_not_design_it(cast):
    draft = start(cast, make_form(cast))

    with pytest.raises(NotAllowed):
        actions.design_form(revision=draft, fields=FIELDS, by=cast.teammate)


def test_keys_are_never_used_again(cast):
    form = put_in_force(cast, make_form(cast), FIELDS[:2])

    assert actions.known_keys(form) == {"f1", "f2", "f3", "f4", "f5"}


# Filling in ----------------------------------------------------------------------------------------------------------


def test_a_copy_is_finished_locked_and_kept_by_its_rule(cast):
    records.create(RetentionRule, by=cast.manager, title="Forms", record_type="filled-form", retention_days=3650)

    copy = filled(cast, make_form(cast))

    assert (copy.status, copy.filled_by, copy.outside) == ("complete", cast.teammate.person, 0)
    assert copy.keep_until == copy.completed_on + timedelta(days=3650)
    with pytest.raises(Refused):
        actions.update_copy(copy=copy, by=cast.manager, answers=GOOD)


def test_a_value_outside_needs_a_remark_and_stays_as_it_is(cast):
    form = make_form(cast)

    with pytest.raises(ValidationError):
        filled(cast, form, {**GOOD, "f2": "12.5"})
    copy = filled(cast, form, {**GOOD, "f2": "12.5"}, remarks={"f2": "Reground."})

    assert (copy.answers["f2"], copy.outside, copy.remarks) == ("12.5", 1, {"f2": "Reground."})
    assert FilledForm.objects.filter(document=form).count() == 1


def test_answers_may_be_named_by_what_is_asked(cast):
    copy = filled(cast, make_form(cast), json.dumps({"Order": "7", "Bore": "12"}))

    assert copy.answers == {"f1": "7", "f2": "12"}


def test_an_unfinished_copy_is_gone_on_with_and_finished(cast):
    copy = make_copy(cast, answers={"f1": "7"}, by=cast.teammate)

    with pytest.raises(Refused):
        actions.complete_copy(copy=copy, by=cast.teammate)
    copy = actions.update_copy(copy=copy, by=cast.teammate, answers={"f1": "7", "f2": "12"})

    assert actions.complete_copy(copy=copy, by=cast.teammate).status == "complete"


def test_a_form_that_is_signed_waits_for_the_signature(cast):
    copy = filled(cast, make_form(cast, signed_as="performance"))

    assert (copy.status, copy.signed_as) == ("open", "performance")
    with pytest.raises(Refused, match="signature"):
        actions.complete_copy(copy=copy, by=cast.teammate)


def test_only_a_form_in_force_is_filled_in(cast):
    form = make_form(cast)
    documents.make_obsolete(document=form, by=cast.manager, reason="No more.")

    with pytest.raises(Refused):
        filled(cast, Document.objects.get(pk=form.pk))


def test_a_new_revision_leaves_former_copies_alone(cast):
    form = make_form(cast)
    before = filled(cast, form)
    narrower = Field("f2", FieldKind.NUMBER, "Bore (reamed)", unit="mm", low="12.005", high="12.006")
    form = put_in_force(cast, form, [FIELDS[0], narrower, Field("f6", FieldKind.TEXT, "Machine")])
    after = filled(cast, form, {"f1": "8", "f2": "12.0055", "f6": "M3"})

    before.refresh_from_db()
    assert [before.revision.revision, after.revision.revision] == ["1", "2"]
    assert before.outside == 0
    assert fields_of(before.revision.form)[1] == BORE


def test_opening_again_takes_a_reason_and_ends_the_time_of_retention(cast):
    copy = filled(cast, make_form(cast))

    with pytest.raises(NotAllowed):
        actions.reopen_copy(copy=copy, by=cast.teammate, reason="Wrong order.")
    copy = actions.reopen_copy(copy=copy, by=cast.manager, reason="Wrong order.")

    assert (copy.status, copy.completed_on) == ("open", None)


# Pages ---------------------------------------------------------------------------------------------------------------


def at(name, *where):
    return reverse(f"documents:{name}", args=["ours", *where])


def test_the_page_says_what_is_outside_and_keeps_what_was_typed(cast, sign_in):
    form = make_form(cast)
    page = at("fill_in", form.number)
    client = sign_in("teammate")

    wrong = client.post(page, {"a-f1": "2231", "a-f2": "13", "a-f5-0-c2": "41"})
    right = client.post(
        page, {"a-f1": "2231", "a-f2": "13", "r-f2": "Reground.", "a-f5-0-c2": "41", "r-f5": "Cut again."}
    )

    assert wrong.status_code == 422
    assert "outside" in wrong.text
    assert 'value="13"' in wrong.text
    assert right.status_code == 302
    copy = FilledForm.objects.get(document=form)
    assert (copy.status, copy.outside, copy.answers["f5"]) == ("complete", 2, [{"c2": "41"}])


def test_sent_twice_it_is_one_copy(cast, sign_in):
    form = make_form(cast)
    sent = {"a-f1": "1", "a-f2": "12", "id": "01890000-0000-7000-8000-000000000001"}
    client = sign_in("teammate")

    client.post(at("fill_in", form.number), sent)
    client.post(at("fill_in", form.number), sent)

    assert FilledForm.objects.filter(document=form).count() == 1


def test_all_copies_stand_in_one_table_by_field(cast, sign_in):
    form = make_form(cast)
    filled(cast, form, {**GOOD, "f2": "13"}, remarks={"f2": "Reground."})
    form = put_in_force(cast, form, [*FIELDS[:2], Field("f6", FieldKind.DAY, "Day")])
    filled(cast, form, {**GOOD, "f6": clock.now().date().isoformat()})

    answer = sign_in("teammate").post(at("export_copies", form.number, "csv"))

    head, newest, oldest = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert head[7:] == [
        "Order",
        "Bore (mm)",
        "Remark: Bore",
        "Day",
        "Surface",
        "Measured pieces",
        "Remark: Measured pieces",
    ]
    assert (newest[3], newest[8]) == ("2", "12.01")
    assert (oldest[3], oldest[8], oldest[9]) == ("1", "13", "Reground.")


def test_a_stranger_does_not_learn_that_there_is_a_form(cast, sign_in):
    form = make_form(cast)
    stranger = sign_in("stranger")

    assert stranger.get(at("fill_in", form.number)).status_code == 404
    assert stranger.post(at("export_copies", form.number, "csv")).status_code == 404


def test_the_design_is_made_on_a_page(cast, sign_in):
    draft = start(cast, make_form(cast))
    page = at("design_form", draft.pk if not draft.number else draft.number)
    typed = {
        "version": draft.version,
        "count": "2",
        "intro": "Daily.",
        "signed_as": "release",
        "f0-key": "f2",
        "f0-place": "2",
        "f0-label": "Bore",
        "f0-kind": "number",
        "f0-low": "1,5",
        "f1-place": "1",
        "f1-label": "Cleaned",
        "f1-kind": "yesno",
    }

    answer = sign_in("manager").post(page, typed)

    draft.refresh_from_db()
    assert answer.status_code == 302
    assert [(one.key, one.label, one.low) for one in fields_of(draft.form)] == [
        ("f6", "Cleaned", ""),
        ("f2", "Bore", "1.5"),
    ]
    assert draft.form["signed_as"] == "release"
