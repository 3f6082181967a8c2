"""Who belongs to the group: people, the organisations they work for, and their standing as members."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Django asks for this name; it creates accounts and finds them by address."""

    def get_queryset(self) -> models.QuerySet["User"]:
        # Nearly every request asks for the standing: it comes with the person, in one query.
        return super().get_queryset().select_related("membership")

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        if not email:
            raise ValueError("An account needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. Being one gives no right to see other members: see `Membership`."""

    email = models.EmailField(_("e-mail address"), unique=True)
    email_verified_at = models.DateTimeField(_("e-mail address confirmed"), null=True, blank=True, editable=False)
    full_name = models.CharField(_("name"), max_length=200)
    display_name = models.CharField(_("name shown in the forums"), max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    registered_at = models.DateTimeField(_("registered"), default=timezone.now, db_default=Now(), editable=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("may open the Django admin"), default=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_per_address"),
        ]

    def __str__(self) -> str:
        return self.get_short_name()

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        """The name that other members see."""
        return self.display_name or self.full_name

    @property
    def standing(self) -> str | None:
        """The standing of this person's membership, or None before the address is verified."""
        membership = getattr(self, "membership", None)
        return membership.standing if membership else None

    @property
    def is_member(self) -> bool:
        """Whether this person is admitted, in good standing and able to sign in (P01, P05)."""
        return self.is_active and self.standing == Membership.Standing.MEMBER


class Product(models.Model):
    """One of the vendor's products, as members name what they run."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class Profile(models.Model):
    """What a person tells about themselves beyond name and address. Every field is optional (P06)."""

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="profile")
    works_for = models.CharField(_("organisation you work for"), max_length=200, blank=True)
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    city = models.CharField(_("town"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    about = models.TextField(_("about you"), max_length=2000, blank=True)
    products = models.ManyToManyField(Product, verbose_name=_("products you run"), blank=True, related_name="+")

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")

    def __str__(self) -> str:
        return f"Profile of person {self.person_id}"


class Organisation(models.Model):
    """A company or body whose people belong to the group."""

    class Kind(models.TextChoices):
        USER = "user", _("user organisation")
        PARTNER = "partner", _("partner of the vendor")
        VENDOR = "vendor", _("vendor")

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.USER)
    country = models.CharField(_("country"), max_length=2, blank=True)
    in_good_standing = models.BooleanField(_("in good standing"), default=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="one_organisation_per_name")]

    def __str__(self) -> str:
        return self.name


class OrganisationDomain(models.Model):
    """An e-mail domain of an organisation. Addresses under it admit at once when it is verified (P01)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(_("domain"), max_length=253, unique=True)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)

    class Meta:
        verbose_name = _("e-mail domain")
        verbose_name_plural = _("e-mail domains")
        constraints = [models.CheckConstraint(condition=Q(domain=Lower("domain")), name="domain_is_lower_case")]

    def __str__(self) -> str:
        return self.domain


class Affiliation(models.Model):
    """A person's time with an organisation. It ends when they leave; the person and their posts remain."""

    class Role(models.TextChoices):
        USER_MEMBER = "user", _("user member, who votes for the organisation")
        ADD_ON_MEMBER = "add_on", _("add-on member")

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="affiliations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="affiliations")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.ADD_ON_MEMBER)
    started_on = models.DateField(_("since"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        ordering = ["-started_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="affiliation_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(role="user", ended_on__isnull=True),
                name="one_user_member_per_organisation",
            ),
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=Q(ended_on__isnull=True),
                name="one_current_affiliation_per_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"Affiliation of person {self.person_id} with organisation {self.organisation_id}"


class Membership(models.Model):
    """A person's standing in the group. Written only by `members.people.actions`."""

    class Standing(models.TextChoices):
        APPLICANT = "applicant", _("waiting for admission")
        REFUSED = "refused", _("not admitted")
        MEMBER = "member", _("member")
        SUSPENDED = "suspended", _("suspended")
        TERMINATED = "terminated", _("terminated")
        DEACTIVATED = "deactivated", _("deactivated")

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="membership")
    standing = models.CharField(_("standing"), max_length=12, choices=Standing.choices, default=Standing.APPLICANT)
    standing_since = models.DateTimeField(_("since"), default=timezone.now, db_default=Now())
    standing_before = models.CharField(
        _("standing before deactivation"), max_length=12, choices=Standing.choices, blank=True
    )
    reason = models.TextField(_("reason given"), blank=True)
    applied_at = models.DateTimeField(_("applied"), default=timezone.now, db_default=Now())
    refused_at = models.DateTimeField(_("last refused"), null=True, blank=True)
    admitted_at = models.DateTimeField(_("admitted"), null=True, blank=True)
    admitted_by = models.ForeignKey(
        User, verbose_name=_("admitted by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.CheckConstraint(
                condition=~Q(standing__in=["member", "suspended"]) | Q(admitted_at__isnull=False),
                name="member_was_admitted",
            ),
            models.CheckConstraint(
                condition=Q(standing="deactivated") ^ Q(standing_before=""),
                name="deactivated_remembers_its_standing",
            ),
            models.CheckConstraint(
                condition=~Q(standing__in=["refused", "suspended", "terminated"]) | ~Q(reason=""),
                name="what_was_taken_has_a_reason",
            ),
        ]
        indexes = [
            # The treasurer's queue, oldest first.
            models.Index(fields=["applied_at", "id"], condition=Q(standing="applicant"), name="waiting_applications"),
        ]

    def __str__(self) -> str:
        return f"Membership of person {self.person_id}"
