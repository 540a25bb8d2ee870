"""What customers say without complaining, and what they are owed for it: a look, an answer, an outcome."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.customers.models.orders import CustomerOrder
from everproof.customers.models.register import Customer, CustomerContact
from everproof.kernel.people.models import Person
from everproof.kernel.records import Record


class Feedback(Record):
    """Anything a customer says about a product or service, good or bad, by whatever way (8.2.1 c, 9.1.2).

    Dissatisfaction that expects an answer is a complaint; here it stands when it was only said, such as a low score in
    a survey. `response` is the answer to a survey that brought it.
    """

    type_name = "feedback"

    class Kind(models.TextChoices):
        PRAISE = "praise", _("Compliment")
        SUGGESTION = "suggestion", _("Suggestion")
        DISSATISFACTION = "dissatisfaction", _("Dissatisfaction")
        QUESTION = "question", _("Question")

    class Channel(models.TextChoices):
        VISIT = "visit", _("Visit or meeting")
        TELEPHONE = "telephone", _("Telephone")
        MAIL = "mail", _("Mail")
        SURVEY = "survey", _("Survey")
        WEB = "web", _("Web page")
        FAIR = "fair", _("Fair or event")
        OTHER = "other", _("Another way")

    customer = models.ForeignKey(
        Customer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="feedback",
        db_index=False,
        verbose_name=_("customer"),
    )
    contact = models.ForeignKey(
        CustomerContact,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("who said it"),
    )
    order = models.ForeignKey(
        CustomerOrder, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("order")
    )
    received_on = models.DateField(_("received"))
    channel = models.CharField(_("how it came"), max_length=10, choices=Channel.choices, default=Channel.VISIT)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices, default=Kind.SUGGESTION)
    text = models.TextField(_("what was said"), blank=True)
    response = models.ForeignKey(
        "customers.SurveyResponse",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="feedback",
        db_index=False,
        editable=False,
        verbose_name=_("answer to a survey"),
    )
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("owner")
    )
    answer_needed = models.BooleanField(_("waits for an answer"), default=True)
    due_on = models.DateField(_("answer due"), null=True, blank=True)
    reviewed_on = models.DateField(_("looked at"), null=True, blank=True, editable=False)
    reviewed_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("looked at by"),
    )
    outcome = models.TextField(_("what came of it"), blank=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_on = models.DateField(_("answered"), null=True, blank=True, editable=False)

    class Meta(Record.Meta):
        verbose_name_plural = "feedback"
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "customer", "-received_on"], name="feedback_of_customer"),
            models.Index(fields=["organization", "owner", "status", "-id"], name="feedback_of_owner"),
            models.Index(fields=["organization", "due_on", "id"], name="feedback_by_due"),
            models.Index(fields=["organization", "received_on", "id"], name="feedback_by_received"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(reviewed_on=None) | models.Q(reviewed_on__gte=models.F("received_on")),
                name="feedback_looked_at_after_it_came",
                violation_error_message=_("It cannot be looked at before it came."),
            ),
            models.CheckConstraint(
                condition=models.Q(answered_on=None) | ~models.Q(answer=""),
                name="feedback_answered_with_words",
                violation_error_message=_("Say what the answer was."),
            ),
        ]
