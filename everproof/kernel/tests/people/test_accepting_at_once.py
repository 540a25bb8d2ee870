"""One invitation, several browsers at the same moment: one login comes of it."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from everproof.kernel.errors import Refused
from everproof.kernel.people import actions, invitations
from everproof.kernel.people.models import User
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tenancy.models import Membership


def test_only_the_first_of_many_gets_in(own_database):
    with organization_scope(own_database.organization.pk):
        admin = own_database.administrator
        person = actions.add_person(name="Nia Newcomer", by=admin, email="nia@ours.example")
        url = invitations.invite(person=person, by=admin).url
    token = url.rstrip("/").rpartition("/")[2]

    def accept(number: int) -> bool:
        try:
            invitation = invitations.find(token)
            if invitation is None:
                return False
            invitations.accept_with_password(invitation, f"gravel trombone quilt {number}")
            return True
        except Refused:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        got_in = list(pool.map(accept, range(6)))

    assert got_in.count(True) == 1
    assert User.objects.filter(email_key="nia@ours.example").count() == 1
    assert Membership.objects.filter(person_id=person.pk).count() == 1
