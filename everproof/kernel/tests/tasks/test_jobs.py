"""Progress of long work, as the page of the person who started it sees it."""

from everproof.kernel.tasks import jobs
from everproof.kernel.tasks.models import Job


def state(job, cast, part="member"):
    found = jobs.find(job.pk, cast.actors[part])
    return found and (found.state, found.done, found.total, found.percent, found.note)


def test_a_job_from_its_announcement_to_its_end(cast):
    organization_id = cast.organization.pk
    job = jobs.announce("Export", by=cast.member)
    assert state(job, cast) == (Job.State.WAITING, 0, 0, None, "")

    jobs.start(organization_id, job.pk, total=3)
    jobs.advance(organization_id, job.pk)
    jobs.advance(organization_id, job.pk, note="Suppliers")
    assert state(job, cast) == (Job.State.RUNNING, 2, 3, 66, "Suppliers")

    jobs.finish(organization_id, job.pk, result={"rows": 7})
    found = jobs.find(job.pk, cast.member)
    assert (found.state, found.result, found.is_over) == (Job.State.DONE, {"rows": 7}, True)
    assert found.finished_at is not None


def test_a_second_attempt_starts_at_nothing(cast):
    job = jobs.announce("Import", by=cast.member, total=5)
    jobs.start(cast.organization.pk, job.pk, total=5)
    jobs.advance(cast.organization.pk, job.pk, by=4)
    jobs.fail(cast.organization.pk, job.pk, note="Row 5 has no number.")
    assert state(job, cast) == (Job.State.FAILED, 4, 5, 80, "Row 5 has no number.")

    jobs.start(cast.organization.pk, job.pk, total=5)
    assert state(job, cast) == (Job.State.RUNNING, 0, 5, 0, "")


def test_a_job_is_its_person_s_own(cast, everyone):
    job = jobs.announce("Export", by=cast.member)

    assert state(job, cast, "teammate") is None
    assert state(job, cast, "stranger") is None
    assert [found.pk for found in jobs.newest_of(cast.member)] == [job.pk]
    assert jobs.newest_of(cast.teammate) == []


def test_a_job_of_another_organisation_is_not_touched(cast, everyone):
    job = jobs.announce("Export", by=cast.member)
    jobs.finish(everyone.other.pk, job.pk)

    assert state(job, cast)[0] == Job.State.WAITING
