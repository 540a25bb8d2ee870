"""The process with what goes in, what comes out and the steps between: the landscape of the company."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.kernel.people.models import Person, Role
from everproof.kernel.records import Record


class Process(Record):
    """A set of activities that turns inputs into outputs (4.4).

    Its predecessors and successors are not kept a second time: they follow from the sources of its inputs and the
    receivers of its outputs. Risks, documents and the like belong to higher rooms and are linked with it.
    """

    type_name = "process"

    class Group(models.TextChoices):
        MANAGEMENT = "management", _("Management")
        CORE = "core", _("Core")
        SUPPORT = "support", _("Support")

    class EvaluationResult(models.TextChoices):
        ACHIEVING = "achieving", _("Achieves what is intended")
        NOT_ACHIEVING = "not-achieving", _("Does not achieve what is intended")

    group = models.CharField(_("group"), max_length=12, choices=Group.choices, default=Group.CORE)
    purpose = models.TextField(_("purpose"), blank=True)
    in_scope = models.BooleanField(_("inside the quality system"), default=True)
    applies_to = models.JSONField(_("where it applies"), default=list, blank=True)
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("owner")
    )
    manager_role = models.ForeignKey(
        Role, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("role in charge")
    )
    criteria = models.TextField(_("criteria"), blank=True)
    methods = models.TextField(_("methods"), blank=True)
    resources = models.TextField(_("resources"), blank=True)
    documents_not_needed_reason = models.TextField(_("why it needs no document"), blank=True)
    record_types = models.JSONField(_("records it leaves"), default=list, blank=True)
    outsourced = models.BooleanField(_("carried out by an external provider"), default=False)
    special = models.BooleanField(_("its output cannot be checked afterwards"), default=False)
    evaluated_on = models.DateField(_("evaluated"), null=True, blank=True)
    evaluation_result = models.CharField(
        _("result of the evaluation"), max_length=15, choices=EvaluationResult.choices, blank=True
    )
    evaluation_rationale = models.TextField(_("what the result rests on"), blank=True)
    reviewed_on = models.DateField(_("reviewed"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("place in its band of the map"), default=0)

    class Meta(Record.Meta):
        verbose_name_plural = "processes"
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "group", "position", "id"], name="process_on_map"),
            models.Index(fields=["organization", "owner", "id"], name="process_of_owner"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(evaluation_result="") | models.Q(evaluated_on__isnull=False),
                name="process_result_has_a_day",
            ),
        ]

    @property
    def name(self) -> str:
        return self.title


class ProcessPart(Record):
    """What belongs to one process and is edited on its page, in an order of its own."""

    process: models.ForeignKey[Process, Process]
    position = models.PositiveSmallIntegerField(_("place"), default=0)

    class Meta(Record.Meta):
        abstract = True


class ContractSide(ProcessPart):
    """What is asked of an item that passes from one process to another, in words and, where it can be, in numbers.

    `limit` is in `unit`; `bound` says on which side of it the value has to be.
    """

    class Bound(models.TextChoices):
        AT_MOST = "at-most", _("at most")
        AT_LEAST = "at-least", _("at least")

    criterion = models.TextField(_("criterion"), blank=True)
    measure = models.CharField(_("measured by"), max_length=120, blank=True)
    bound = models.CharField(_("bound"), max_length=8, choices=Bound.choices, blank=True)
    limit = models.DecimalField(_("limit"), max_digits=14, decimal_places=4, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)

    class Meta(ProcessPart.Meta):
        abstract = True


class ProcessOutput(ContractSide):
    """An item that a process delivers, to one receiver: a process, or somebody outside. The giver's side of a contract.

    An item with several receivers is several outputs, because each receiver may need something else of it.
    """

    type_name = "process-output"

    process = models.ForeignKey(
        Process, models.PROTECT, related_name="outputs", db_index=False, verbose_name=_("process")
    )
    receiver = models.ForeignKey(
        Process, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("receiver")
    )
    external_receiver = models.CharField(_("receiver outside"), max_length=120, blank=True)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "process", "position"], name="processoutput_of_process"),
            models.Index(fields=["organization", "receiver"], name="processoutput_of_receiver"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(receiver=None) | models.Q(external_receiver=""),
                name="process_output_has_one_receiver",
            ),
            models.CheckConstraint(
                condition=models.Q(receiver=None) | ~models.Q(receiver=models.F("process")),
                name="process_output_leaves_its_process",
            ),
            models.CheckConstraint(
                condition=models.Q(bound="", limit=None) | (~models.Q(bound="") & models.Q(limit__isnull=False)),
                name="process_output_bound_has_a_limit",
            ),
        ]


class ProcessInput(ContractSide):
    """An item that a process needs, from one source: a process, or somebody outside. The receiver's side of a contract.

    `output` is the giver's output that it is met by; without one the source does not know of the need.
    """

    type_name = "process-input"

    process = models.ForeignKey(
        Process, models.PROTECT, related_name="inputs", db_index=False, verbose_name=_("process")
    )
    source = models.ForeignKey(
        Process, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("source")
    )
    external_source = models.CharField(_("source outside"), max_length=120, blank=True)
    output = models.ForeignKey(
        ProcessOutput,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="uses",
        db_index=False,
        verbose_name=_("output that meets it"),
    )

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "process", "position"], name="processinput_of_process"),
            models.Index(fields=["organization", "source"], name="processinput_of_source"),
            models.Index(fields=["organization", "output"], name="processinput_of_output"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(source=None) | models.Q(external_source=""),
                name="process_input_has_one_source",
            ),
            models.CheckConstraint(
                condition=models.Q(source=None) | ~models.Q(source=models.F("process")),
                name="process_input_comes_from_elsewhere",
            ),
            models.CheckConstraint(
                condition=models.Q(bound="", limit=None) | (~models.Q(bound="") & models.Q(limit__isnull=False)),
                name="process_input_bound_has_a_limit",
            ),
        ]


class ProcessStep(ProcessPart):
    """One step of a process: who does it, how it is kept under control, what it leaves behind.

    `raci` says what each role has to do with the step: role id to letters out of R (does it), A (answers for it),
    C (is asked) and I (is told). `role`, who does it, has the letter R.
    """

    type_name = "process-step"

    process = models.ForeignKey(
        Process, models.PROTECT, related_name="steps", db_index=False, verbose_name=_("process")
    )
    role = models.ForeignKey(
        Role, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("done by")
    )
    control = models.TextField(_("control"), blank=True)
    record = models.CharField(_("record"), max_length=120, blank=True)
    document = models.CharField(_("document"), max_length=120, blank=True)
    raci = models.JSONField(_("who does, answers, is asked and is told"), default=dict, blank=True, editable=False)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "process", "position"], name="processstep_of_process"),
        ]
