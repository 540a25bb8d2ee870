import django.db.models.deletion
from django.db import migrations, models

import everproof.kernel.ids
from everproof.kernel.records.migration import CreateTables
from everproof.kernel.tenancy.migration import ProtectByOrganization


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_filled_forms"),
        ("kernel", "0005_pdf"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="ControlledCopy",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=everproof.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("number", models.CharField(blank=True, editable=False, max_length=40, verbose_name="number")),
                        (
                            "original_number",
                            models.CharField(blank=True, editable=False, max_length=80, verbose_name="original number"),
                        ),
                        ("title", models.CharField(max_length=200, verbose_name="title")),
                        ("status", models.CharField(blank=True, editable=False, max_length=40, verbose_name="state")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("happened_at", models.DateTimeField(blank=True, null=True, verbose_name="happened")),
                        ("recorded_at", models.DateTimeField(editable=False, verbose_name="recorded")),
                        (
                            "effective_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="effective from"),
                        ),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="changed")),
                        ("voided_at", models.DateTimeField(editable=False, null=True, verbose_name="voided")),
                        ("voided_reason", models.TextField(blank=True, editable=False)),
                        ("extra", models.JSONField(blank=True, default=dict, editable=False)),
                        ("copy_number", models.PositiveSmallIntegerField(editable=False, verbose_name="copy number")),
                        (
                            "place",
                            models.CharField(
                                help_text="A machine, a board, a folder, a customer.",
                                max_length=200,
                                verbose_name="where it is",
                            ),
                        ),
                        ("purpose", models.TextField(blank=True, verbose_name="why on paper")),
                        ("issued_on", models.DateField(blank=True, editable=False, null=True, verbose_name="issued")),
                        ("recall_by", models.DateField(blank=True, editable=False, null=True, verbose_name="back by")),
                        ("settled_on", models.DateField(blank=True, null=True, verbose_name="settled")),
                        (
                            "created_by",
                            models.ForeignKey(
                                db_index=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.person",
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                                verbose_name="document",
                            ),
                        ),
                        (
                            "holder",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.person",
                                verbose_name="who has it",
                            ),
                        ),
                        (
                            "organization",
                            models.ForeignKey(
                                db_index=False,
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.organization",
                            ),
                        ),
                        (
                            "revision",
                            models.ForeignKey(
                                db_index=False,
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.documentrevision",
                                verbose_name="revision",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.site",
                                verbose_name="site",
                            ),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                db_index=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.person",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(fields=["organization", "-id"], name="controlledcopy_new"),
                            models.Index(fields=["organization", "status", "-id"], name="controlledcopy_st"),
                            models.Index(fields=["organization", "created_by", "-id"], name="controlledcopy_mk"),
                            models.Index(
                                fields=["organization", "document", "status", "copy_number"], name="copy_of_document"
                            ),
                            models.Index(fields=["organization", "holder", "status", "-id"], name="copy_of_holder"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("number", ""), _negated=True),
                                fields=("organization", "number"),
                                name="documents_controlledcopy_number_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("voided_at", None), ("voided_reason", "")),
                                    models.Q(
                                        ("voided_at__isnull", False), models.Q(("voided_reason", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="documents_controlledcopy_void_has_reason",
                            ),
                            models.UniqueConstraint(
                                fields=("organization", "document", "copy_number"), name="a_copy_has_its_own_number"
                            ),
                        ],
                    },
                ),
            ]
        ),
        ProtectByOrganization("ControlledCopy"),
    ]
