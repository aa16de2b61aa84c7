"""Bulletins as they were drafted, signed and issued; what corrects them; who is told of them."""

from __future__ import annotations

from django.db import models


class Bulletin(models.Model):
    """A month's bulletin for a unit: a draft that may be worded, signed step by step, then never changed.

    `content` is what every format is set from; `digest` the SHA-256 of it once issued.
    """

    unit = models.CharField(max_length=32)
    period = models.CharField(max_length=8)
    kind = models.CharField(max_length=97)
    state = models.CharField(max_length=8, default="draft")
    """draft, signing (somebody has signed, and somebody has still to), issued."""
    content = models.JSONField()
    digest = models.CharField(max_length=64, blank=True)
    drafted_by = models.BigIntegerField(null=True)
    drafted_at = models.DateTimeField()
    signed_by = models.BigIntegerField(null=True)
    signed_name = models.CharField(max_length=64, blank=True)
    signed_at = models.DateTimeField(null=True)
    chain = models.JSONField(default=list)
    """The steps of its sign-off as the pack had them when it was drafted: key, label, role."""
    signatures = models.JSONField(default=list)
    """Who signed: step, label, person, name, at, digest of what was signed."""
    returned = models.JSONField(null=True)
    """Why it was last sent back: step, label, person, name, at, why. None once it is signed again."""
    title = models.CharField(max_length=200, blank=True)
    """The content's, for lists."""
    words = models.TextField(blank=True)
    """All that it says, to be searched; filled when it is issued."""
    public_at = models.DateTimeField(null=True)
    """Since when anybody may read it; None: only the house."""

    class Meta:
        db_table = "bulletin"
        ordering = ("-period", "kind", "unit")
        constraints = (models.UniqueConstraint(fields=["unit", "period", "kind"], name="bulletin_once"),)
        indexes = (models.Index(fields=["public_at"], name="bulletin_public"),)


class Correction(models.Model):
    """更正: a numbered notice on an issued bulletin's page. It has its number once it is issued."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="corrections")
    number = models.PositiveIntegerField(null=True)
    text = models.TextField()
    why = models.TextField()
    drafted_by = models.BigIntegerField(null=True)
    drafted_at = models.DateTimeField()
    issued_by = models.BigIntegerField(null=True)
    issued_name = models.CharField(max_length=64, blank=True)
    issued_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    """SHA-256 of the bulletin's digest, the number and the text."""

    class Meta:
        db_table = "bulletin_correction"
        ordering = ("bulletin", "id")
        constraints = (
            models.UniqueConstraint(fields=["bulletin", "number"], name="bulletin_correction_once"),
        )


class Subscriber(models.Model):
    """Who is told when a bulletin is issued: a person of the house, or an outside address that confirmed.

    Whoever ends it is deleted; the journal never holds an address.
    """

    person = models.BigIntegerField(null=True, unique=True)
    email = models.CharField(max_length=254, null=True, unique=True)
    pack = models.CharField(max_length=48, blank=True)
    """Only this pack's bulletins; empty: all."""
    nonce = models.CharField(max_length=32, unique=True)
    """What its links are made of."""
    made_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    """When the confirming mail was last sent."""
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "bulletin_subscriber"
