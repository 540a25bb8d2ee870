"""Tables of a room are made at once, and are the same as one by one."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState
from django.db.utils import IntegrityError

from everproof.kernel.records.migration import CreateTables
from everproof.kernel.testing import databases


def operations():
    """Two tables that name each other, with what a migration adds to them afterwards."""
    key = ("id", models.BigAutoField(primary_key=True))
    return [
        migrations.CreateModel("Nut", [key, ("size", models.IntegerField())]),
        migrations.CreateModel(
            "Bolt", [key, ("size", models.IntegerField()), ("nut", models.ForeignKey("kernel.nut", models.CASCADE))]
        ),
        migrations.AddField("nut", "best", models.ForeignKey("kernel.bolt", models.SET_NULL, null=True)),
        migrations.AddIndex("bolt", models.Index(fields=["nut", "size"], name="bolt_by_nut")),
        migrations.AddConstraint("nut", models.UniqueConstraint(fields=["size"], name="one_nut_a_size")),
        migrations.AddConstraint(
            "bolt", models.CheckConstraint(condition=models.Q(size__gt=0), name="bolt_has_a_size")
        ),
    ]


def apply(operations):
    """Carry out the operations on an empty database; gives the models."""
    state = ProjectState()
    with connection.schema_editor() as editor:
        for operation in operations:
            before = state.clone()
            operation.state_forwards("kernel", state)
            operation.database_forwards("kernel", editor, before, state)
    return state.apps


def described(table):
    """Columns and constraints of a table; names of unnamed ones and the order are the database's own."""
    with connection.cursor() as cursor:
        columns = {(one.name, one.null_ok) for one in connection.introspection.get_table_description(cursor, table)}
        found = connection.introspection.get_constraints(cursor, table)
    kinds = ("primary_key", "unique", "foreign_key", "check", "index")
    return columns, {
        (tuple(sorted(one["columns"] or ())), *(one[kind] for kind in kinds)) for one in found.values()
    } | {name for name in found if name in ("bolt_by_nut", "one_nut_a_size", "bolt_has_a_size")}


def test_they_are_the_same_as_made_one_by_one(own_database):
    with databases.empty():
        apply(operations())
        singly = [described(table) for table in ("kernel_nut", "kernel_bolt")]
    with databases.empty():
        apply([CreateTables(operations())])
        together = [described(table) for table in ("kernel_nut", "kernel_bolt")]

    assert together == singly


def test_they_name_each_other_and_keep_their_constraints(own_database):
    with databases.empty():
        apps = apply([CreateTables(operations())])
        nut = apps.get_model("kernel", "nut").objects.create(size=8)
        bolt = apps.get_model("kernel", "bolt").objects.create(size=8, nut=nut)
        nut.best = bolt
        nut.save()

        with pytest.raises(IntegrityError):
            apps.get_model("kernel", "nut").objects.create(size=8)


def test_going_back_removes_them(own_database):
    with databases.empty():
        operation, state = CreateTables(operations()), ProjectState()
        before = state.clone()
        operation.state_forwards("kernel", state)
        with connection.schema_editor() as editor:
            operation.database_forwards("kernel", editor, before, state)
        with connection.schema_editor() as editor:
            operation.database_backwards("kernel", editor, state, before)

        assert connection.introspection.table_names() == []


def test_a_table_of_another_migration_is_refused():
    with pytest.raises(ValueError, match="person"):
        CreateTables([migrations.AddField("person", "size", models.IntegerField())])
