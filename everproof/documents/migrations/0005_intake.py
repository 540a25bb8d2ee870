"""Documents that are brought in, and which clause each may answer."""

import django.db.models.deletion
import everproof.kernel.ids
from django.db import migrations, models

from everproof.kernel.records.migration import CreateTables
from everproof.kernel.tenancy.migration import ProtectByOrganization


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0004_controlled_copies"),
        ("kernel", "0005_pdf"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Intake",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=everproof.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("title", models.CharField(max_length=200)),
                        ("uploads", models.JSONField(null=True)),
                        ("sheet_map", models.JSONField(default=dict)),
                        ("since", models.DateField(null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("running", "Running"),
                                    ("planned", "Checked"),
                                    ("done", "Brought in"),
                                    ("undone", "Undone"),
                                ],
                                default="running",
                                max_length=10,
                            ),
                        ),
                        ("counts", models.JSONField(default=dict)),
                        ("problem", models.TextField(blank=True)),
                        ("left_out", models.JSONField(default=list)),
                        ("types_made", models.JSONField(default=list)),
                        ("progress", models.PositiveIntegerField(default=0)),
                        ("total", models.PositiveIntegerField(default=0)),
                        ("created_at", models.DateTimeField()),
                        ("done_at", models.DateTimeField(null=True)),
                        ("undone_at", models.DateTimeField(null=True)),
                        (
                            "organization",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.organization",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.person",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="IntakeItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveIntegerField()),
                        ("path", models.CharField(max_length=400)),
                        ("sha256", models.CharField(max_length=64)),
                        ("size", models.BigIntegerField(default=0)),
                        ("claims", models.JSONField(default=dict)),
                        ("kind", models.CharField(blank=True, max_length=20)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("new", "New"),
                                    ("changed", "Changed"),
                                    ("unchanged", "Unchanged"),
                                    ("problem", "Problem"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("becomes", models.CharField(blank=True, max_length=300)),
                        ("held", models.JSONField(default=dict)),
                        ("lost", models.JSONField(default=list)),
                        ("problems", models.JSONField(default=list)),
                        ("document_id", models.UUIDField(null=True)),
                        ("revision_id", models.UUIDField(null=True)),
                        ("facts", models.JSONField(default=dict)),
                        ("taken_at", models.DateTimeField(null=True)),
                        ("undone_at", models.DateTimeField(null=True)),
                        (
                            "intake",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="items",
                                to="documents.intake",
                            ),
                        ),
                        (
                            "organization",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.organization",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="ClauseProposal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("standard", models.CharField(max_length=40)),
                        ("clause", models.CharField(max_length=20)),
                        ("rank", models.PositiveSmallIntegerField()),
                        ("score", models.FloatField()),
                        ("heading", models.CharField(blank=True, max_length=200)),
                        ("passage", models.TextField()),
                        (
                            "decision",
                            models.CharField(
                                choices=[("open", "Proposed"), ("confirmed", "Confirmed"), ("rejected", "Rejected")],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("decided_by_id", models.UUIDField(null=True)),
                        ("decided_at", models.DateTimeField(null=True)),
                        (
                            "document",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "organization",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.organization",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["organization", "document", "decision"], name="clause_proposal_of_document"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organization", "standard", "clause", "document"), name="clause_proposal_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_at", None), ("decision", "open")),
                                    models.Q(
                                        models.Q(("decision", "open"), _negated=True), ("decided_at__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="clause_proposal_decided_has_a_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GapReading",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("standard", models.CharField(max_length=40)),
                        (
                            "state",
                            models.CharField(
                                choices=[("running", "Running"), ("done", "Read")], default="running", max_length=10
                            ),
                        ),
                        ("documents", models.PositiveIntegerField(default=0)),
                        ("passages", models.PositiveIntegerField(default=0)),
                        ("started_at", models.DateTimeField()),
                        ("done_at", models.DateTimeField(null=True)),
                        (
                            "organization",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.organization",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organization", "standard"), name="gap_reading_once_a_standard"
                            )
                        ],
                    },
                ),
                migrations.AddIndex(
                    model_name="intake",
                    index=models.Index(fields=["organization", "-created_at"], name="intake_newest"),
                ),
                migrations.AddIndex(
                    model_name="intakeitem",
                    index=models.Index(fields=["organization", "intake", "position"], name="intake_item_in_order"),
                ),
                migrations.AddIndex(
                    model_name="intakeitem",
                    index=models.Index(fields=["organization", "revision_id"], name="intake_item_of_revision"),
                ),
                migrations.AddIndex(
                    model_name="intakeitem",
                    index=models.Index(fields=["organization", "document_id"], name="intake_item_of_document"),
                ),
                migrations.AddIndex(
                    model_name="intakeitem",
                    index=models.Index(fields=["organization", "sha256"], name="intake_item_by_content"),
                ),
                migrations.AddIndex(
                    model_name="intakeitem",
                    index=models.Index(fields=["organization", "path"], name="intake_item_by_path"),
                ),
            ]
        ),
        ProtectByOrganization("ClauseProposal", "GapReading", "Intake", "IntakeItem"),
    ]
