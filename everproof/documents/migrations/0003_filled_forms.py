import django.db.models.deletion
from django.db import migrations, models

import everproof.kernel.ids
from everproof.kernel.records.migration import CreateTables
from everproof.kernel.tenancy.migration import ProtectByOrganization


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_protection"),
        ("kernel", "0005_pdf"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="FilledForm",
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
                        ("answers", models.JSONField(blank=True, default=dict, verbose_name="answers")),
                        ("remarks", models.JSONField(blank=True, default=dict, verbose_name="remarks")),
                        (
                            "outside",
                            models.PositiveSmallIntegerField(
                                default=0, editable=False, verbose_name="values outside their limits"
                            ),
                        ),
                        (
                            "signed_as",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("authorship", "Authorship"),
                                    ("review", "Review"),
                                    ("approval", "Approval"),
                                    ("release", "Release"),
                                    ("verification", "Verification"),
                                    ("performance", "Performance"),
                                ],
                                editable=False,
                                max_length=20,
                                verbose_name="signature that ends it",
                            ),
                        ),
                        (
                            "completed_on",
                            models.DateField(blank=True, editable=False, null=True, verbose_name="finished"),
                        ),
                        (
                            "keep_until",
                            models.DateField(blank=True, editable=False, null=True, verbose_name="kept at least until"),
                        ),
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
                                verbose_name="form",
                            ),
                        ),
                        (
                            "filled_by",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.person",
                                verbose_name="filled in by",
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
                            "retention_rule",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.retentionrule",
                                verbose_name="retention rule",
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
                                verbose_name="revision of the form",
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
                            models.Index(fields=["organization", "-id"], name="filledform_new"),
                            models.Index(fields=["organization", "status", "-id"], name="filledform_st"),
                            models.Index(fields=["organization", "created_by", "-id"], name="filledform_mk"),
                            models.Index(fields=["organization", "document", "-id"], name="filled_of_form"),
                            models.Index(
                                fields=["organization", "filled_by", "status", "-id"], name="filled_by_person"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("number", ""), _negated=True),
                                fields=("organization", "number"),
                                name="documents_filledform_number_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("voided_at", None), ("voided_reason", "")),
                                    models.Q(
                                        ("voided_at__isnull", False), models.Q(("voided_reason", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="documents_filledform_void_has_reason",
                            ),
                        ],
                    },
                ),
            ]
        ),
        ProtectByOrganization("FilledForm"),
    ]
