"""Tables of people: logins are global, persons belong to one organisation."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from everproof.kernel import clock
from everproof.kernel.access.roles import ACCESS_ROLES
from everproof.kernel.records.models import Record


def email_key(email: str) -> str:
    """The form in which two addresses are the same login.

    Case, full-width letters, spaces and characters that cannot be seen make no difference.
    """
    plain = unicodedata.normalize("NFKC", email).casefold()
    return "".join(character for character in plain if unicodedata.category(character)[0] not in "CZ")


def normalized_password(raw: str | None) -> str | None:
    """The form in which a password is checked and hashed: one keyboard writes é as one character, another as two.

    NIST SP 800-63B-4, 3.1.1.2: Unicode passwords are normalized (NFC) before they are hashed.
    """
    return None if raw is None else unicodedata.normalize("NFC", raw)


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email_key=email_key(username or ""))

    @transaction.atomic
    def create_user(self, email: str, password: str | None = None) -> User:
        """A login of an address that is known to be its owner's. Without a password it is entered in other ways."""
        user = self.model(email=email, email_key=email_key(email), date_joined=clock.now())
        user.set_password(password)
        user.save()
        # Only now: the sign-in library's models need this one.
        from allauth.account.models import EmailAddress

        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user


class User(AbstractBaseUser):
    """A login: global, never recycled, without any right of its own. Rights come from memberships."""

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    email_key = models.CharField(max_length=254, unique=True, editable=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(editable=False)
    theme = models.CharField(max_length=10, blank=True)
    density = models.CharField(max_length=12, blank=True)
    language = models.CharField(max_length=16, blank=True)
    last_organization = models.ForeignKey(
        "kernel.Organization", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(email_key=""), name="user_has_address")]

    def __str__(self) -> str:
        return self.email

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        # Whoever writes a login (sign-in library, command) gets the same key; the unique constraint decides.
        self.email = self.email.strip().lower()
        self.email_key = email_key(self.email)
        self.date_joined = self.date_joined or clock.now()
        if update_fields is not None and "email" in update_fields:
            update_fields = {*update_fields, "email_key"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(normalized_password(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        return super().check_password(normalized_password(raw_password) or "")


class Site(Record):
    """A place of the organisation, with its own time zone and working days."""

    type_name = "site"

    zone = models.CharField(_("time zone"), max_length=64)
    address = models.TextField(_("address"), blank=True)
    workdays = models.JSONField(_("working days"), default=list, help_text=_("0 is Monday, 6 is Sunday."))
    active = models.BooleanField(_("active"), default=True)

    def clean(self) -> None:
        errors = {}
        if not clock.is_zone(self.zone):
            errors["zone"] = _("There is no time zone of this name. Write it like Europe/Berlin.")
        if any(day not in range(7) for day in self.workdays) or len(set(self.workdays)) != len(self.workdays):
            errors["workdays"] = _("Days are 0 (Monday) to 6 (Sunday), each once.")
        if errors:
            raise ValidationError(errors)


class Holiday(models.Model):
    """A day without work, at one site or everywhere."""

    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    day = models.DateField()
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "site", "day"], name="holiday_once_at_site"),
            models.UniqueConstraint(
                fields=["organization", "day"], name="holiday_once_everywhere", condition=models.Q(site=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class Person(Record):
    """Someone who works under the control of the organisation, employed or not; with or without a login."""

    type_name = "person"

    class MailRhythm(models.TextChoices):
        AT_ONCE = "at-once", _("At once, each by itself")
        DAILY = "daily", _("Once a day, all in one mail")
        NEVER = "never", _("Never; I look here")

    email = models.EmailField(_("e-mail address"), blank=True, max_length=254)
    phone = models.CharField(_("phone"), blank=True, max_length=40)
    job_title = models.CharField(_("job title"), blank=True, max_length=120)
    department = models.CharField(_("department"), blank=True, max_length=120)
    supervisor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("supervisor")
    )
    active = models.BooleanField(_("active"), default=True)
    started_on = models.DateField(_("started"), null=True, blank=True)
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    external = models.BooleanField(_("external"), default=False)
    affects_quality = models.BooleanField(_("affects quality"), default=True)
    mail_kinds = models.JSONField(default=dict, blank=True, editable=False)
    mail_rhythm = models.CharField(max_length=10, choices=MailRhythm.choices, default="at-once", editable=False)
    # On the clock of the person's site; a mail that would come between the two waits for the second.
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True, editable=False)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True, editable=False)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "title"], name="person_by_name"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(started_on=None)
                | models.Q(ended_on=None)
                | models.Q(ended_on__gte=models.F("started_on")),
                name="person_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(quiet_from=None, quiet_until=None)
                | models.Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="person_quiet_hours_begin_and_end",
            ),
        ]

    @property
    def name(self) -> str:
        return self.title


class Role(Record):
    """A named function with duties and powers in the quality system; not an access role."""

    type_name = "role"

    class Duty(models.TextChoices):
        ACCOUNTABILITY = "accountability", _("Accountability for the system")
        SYSTEM_CONFORMITY = "system-conformity", _("The system conforms to the standard")
        PROCESS_OUTPUTS = "process-outputs", _("Processes deliver what is intended")
        PERFORMANCE_REPORTING = "performance-reporting", _("Reporting on performance")
        IMPROVEMENT_REPORTING = "improvement-reporting", _("Reporting on improvement")
        CUSTOMER_FOCUS = "customer-focus", _("Customer focus")
        CHANGE_INTEGRITY = "change-integrity", _("The system stays whole through change")

    responsibilities = models.TextField(_("responsibilities"), blank=True)
    authorities = models.JSONField(_("authorities"), default=list, blank=True)
    qms_duties = models.JSONField(_("duties in the quality system"), default=list, blank=True)
    top_management = models.BooleanField(_("top management"), default=False)
    required_headcount = models.PositiveSmallIntegerField(_("people needed"), default=1)

    @property
    def name(self) -> str:
        return self.title


class Responsibility(Record):
    """A role, or a subject such as a process, given to a person for a period; a deputy stands in for the holder."""

    type_name = "responsibility"

    role = models.ForeignKey(
        Role, models.PROTECT, null=True, blank=True, related_name="holders", db_index=False, verbose_name=_("role")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="responsibilities", db_index=False, verbose_name=_("person")
    )
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.UUIDField(null=True, blank=True)
    is_deputy = models.BooleanField(_("deputy"), default=False)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"), null=True, blank=True)
    communicated_on = models.DateField(_("communicated"), null=True, blank=True)
    acknowledged_on = models.DateField(_("acknowledged"), null=True, blank=True)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "person"], name="responsibility_of_person"),
            models.Index(fields=["organization", "role"], name="responsibility_of_role"),
            models.Index(fields=["organization", "subject_type", "subject_id"], name="responsibility_of_subject"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(to_on=None) | models.Q(to_on__gte=models.F("from_on")),
                name="responsibility_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(role__isnull=False) | models.Q(subject_id__isnull=False),
                name="responsibility_for_something",
            ),
        ]


class AccessAssignment(Record):
    """An access role given to a person, or to all holders of a role, at one site or all, until a day or for good."""

    type_name = "access-assignment"

    access_role = models.CharField(_("access role"), max_length=40)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("person")
    )
    role = models.ForeignKey(
        Role, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("role")
    )
    at_site = models.ForeignKey(
        Site, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("only at site")
    )
    party_type = models.CharField(max_length=60, blank=True)
    party_id = models.UUIDField(null=True, blank=True)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"), null=True, blank=True)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "person"], name="assignment_of_person"),
            models.Index(fields=["organization", "role"], name="assignment_of_role"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, role=None) | models.Q(person=None, role__isnull=False),
                name="assignment_to_person_or_role",
            ),
            models.CheckConstraint(
                condition=models.Q(to_on=None) | models.Q(to_on__gte=models.F("from_on")),
                name="assignment_ends_after_start",
            ),
        ]

    @property
    def role_label(self) -> Any:
        """The access role in words; its name where no such role exists any more."""
        role = ACCESS_ROLES.get(self.access_role)
        return role.label if role else self.access_role
