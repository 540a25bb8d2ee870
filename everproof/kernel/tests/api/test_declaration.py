"""What the API declares is in force."""

from everproof.kernel import modules


def test_old_keys_are_forgotten_by_themselves():
    assert "forget-old-api-requests" in {schedule.name for schedule in modules.declared("schedules")}
