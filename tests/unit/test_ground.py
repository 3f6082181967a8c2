"""The ground the tests stand on is the real one."""

import pytest
from django.db import ProgrammingError, connection

from members.models import User


@pytest.mark.django_db
def test_the_web_role_may_not_truncate():
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute("TRUNCATE members_user CASCADE")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", [1, 2])
def test_a_committed_row_does_not_outlive_its_test(attempt):
    assert User.objects.count() == 0
    User.objects.create_user("dee@example.org", full_name="Dee")


@pytest.mark.django_db
def test_a_row_does_not_outlive_its_test():
    assert User.objects.count() == 0


def test_the_cast_plays_its_parts(ada, bea, cem, dee, eve, vic, mo, root):
    assert [person.is_member for person in (ada, bea, cem, dee, vic, mo)] == [True] * 6
    assert [person.is_member for person in (eve, root)] == [False, False]
