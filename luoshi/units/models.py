"""The tree of units with its closure, the people, and the roles they hold."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class Unit(models.Model):
    """A responsible unit. `code` is ours: a GB/T 2260 code where there is one, else made up."""

    code = models.CharField(max_length=32, primary_key=True)
    name = models.CharField(max_length=80)
    short = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=16)
    rank_class = models.CharField(max_length=32, blank=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    gb_code = models.CharField(max_length=12, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    position = models.IntegerField(default=0)

    class Meta:
        db_table = "unit"
        ordering = ("position", "code")

    def __str__(self) -> str:
        return self.name


class Closure(models.Model):
    """Every unit with each unit above it, itself included: what subtree questions join."""

    ancestor = models.CharField(max_length=32)
    descendant = models.CharField(max_length=32)

    class Meta:
        db_table = "unit_closure"
        constraints = (models.UniqueConstraint(fields=["ancestor", "descendant"], name="closure_once"),)
        indexes = (models.Index(fields=["descendant", "ancestor"], name="closure_up"),)


class Alias(models.Model):
    """Another name of a unit: 工信局 for 工业和信息化局."""

    name = models.CharField(max_length=80, db_index=True)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="aliases")

    class Meta:
        db_table = "unit_alias"
        constraints = (models.UniqueConstraint(fields=["name", "unit"], name="alias_once"),)


class Person(AbstractBaseUser):
    """Somebody who logs in."""

    id = models.BigAutoField(primary_key=True)
    login = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=64)
    is_active = models.BooleanField(default=True)

    objects = BaseUserManager["Person"]()

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        db_table = "person"

    def __str__(self) -> str:
        return self.name


class RoleHolding(models.Model):
    """A role held in a unit, from a day to a day (exclusive)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holdings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="holdings")
    role = models.CharField(max_length=48)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "role_holding"
        constraints = (models.UniqueConstraint(fields=["person", "unit", "role"], name="holding_once"),)


class Token(models.Model):
    """A key to the API that acts as its person. Only the SHA-256 of the secret is kept."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=80)
    """What it is for: 数据中心同步."""
    sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_on = models.DateField()
    """The last day on which it is good."""
    revoked = models.BooleanField(default=False)

    class Meta:
        db_table = "token"
        ordering = ("-id",)


class Session(AbstractBaseSession):
    """A browser that the site knows. Its key is a digest of what the browser keeps, so that a copy of this
    table opens nothing; its data, person and times are written by `sessions.SessionStore`."""

    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="sessions")
    """Who is logged in; nobody, in a browser of which only something passing is known."""
    device = models.CharField(max_length=200, blank=True)
    """What the browser says of itself."""
    address = models.CharField(max_length=45, blank=True)
    began_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "session"

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        from luoshi.units.session_store import SessionStore

        return SessionStore


class SecondFactor(models.Model):
    """What somebody has beside a password: an app that shows codes, and codes on paper."""

    person = models.OneToOneField(
        Person, primary_key=True, on_delete=models.PROTECT, related_name="second_factor"
    )
    sealed = models.TextField()
    """The app's secret, enciphered."""
    since = models.DateTimeField(null=True)
    """From when on it is asked for; none while it is being set up."""
    last_step = models.BigIntegerField(default=0)
    """The half minute whose code was used last: neither it nor one before is taken again."""
    recovery = models.JSONField(default=list)
    """Keyed digests of the codes on paper that are left."""
    failed = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "second_factor"


class Outline(models.Model):
    """Where a unit lies: its GeoJSON geometry, drawn on maps."""

    unit = models.OneToOneField(Unit, primary_key=True, on_delete=models.PROTECT, related_name="outline")
    geometry = models.JSONField()

    class Meta:
        db_table = "unit_outline"


class Registration(models.Model):
    """Somebody of no office who asks to be let in: a firm's first person, somebody who joins a firm that is
    there, an expert, a farmer. The password is kept hashed, and only while it waits."""

    kind = models.CharField(max_length=8)
    state = models.CharField(max_length=8, default="waiting")
    place = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="registrations")
    """The office unit whose science office looks at it; a farmer's township."""
    code = models.CharField(max_length=18, blank=True, db_index=True)
    """The firm's credit code."""
    organization = models.CharField(max_length=80, blank=True)
    """The firm as it calls itself, or an expert's employer."""
    name = models.CharField(max_length=64)
    phone = models.CharField(max_length=30, db_index=True)
    email = models.CharField(max_length=254, blank=True)
    login = models.CharField(max_length=64, unique=True)
    password = models.CharField(max_length=128, blank=True)
    details = models.JSONField(default=dict)
    """What a kind asks besides: an expert's field and title, a farmer's village."""
    paper = models.CharField(max_length=64, blank=True)
    """SHA-256 of the business licence."""
    paper_name = models.CharField(max_length=120, blank=True)
    secret = models.CharField(max_length=64, unique=True)
    """SHA-256 of what stands in the address where whoever asked looks how it stands."""
    asked_at = models.DateTimeField(db_index=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=64, blank=True)
    reason = models.TextField(blank=True)
    person = models.OneToOneField(Person, null=True, on_delete=models.PROTECT, related_name="registration")

    class Meta:
        db_table = "registration"
        ordering = ("id",)
        indexes = (models.Index(fields=["state", "kind", "place"], name="registration_waiting"),)
