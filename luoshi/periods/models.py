"""Hand-ins, closings, and what was published, imported or entered."""

from __future__ import annotations

from django.db import models

from luoshi.journal.fields import ExactDecimal


class HandIn(models.Model):
    """A unit's month: handed in, returned, accepted or excused. No row: still open."""

    unit = models.CharField(max_length=32)
    period = models.CharField(max_length=8)
    state = models.CharField(max_length=10)
    at = models.DateTimeField()
    late = models.BooleanField(default=False)
    by = models.BigIntegerField(null=True)
    why = models.TextField(blank=True)

    class Meta:
        db_table = "hand_in"
        constraints = (models.UniqueConstraint(fields=["unit", "period"], name="hand_in_once"),)


class HandInPart(models.Model):
    """What a unit handed in of one ledger for a month. A part that was in time and is handed in again after
    it was returned stays in time."""

    unit = models.CharField(max_length=32)
    period = models.CharField(max_length=8)
    ledger = models.CharField(max_length=97)
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    late = models.BooleanField(default=False)
    returned = models.BooleanField(default=False)

    class Meta:
        db_table = "hand_in_part"
        constraints = (
            models.UniqueConstraint(fields=["unit", "period", "ledger"], name="hand_in_part_once"),
        )


class Stated(models.Model):
    """What a unit's people filled in during a closed month: how often, and how many values."""

    period = models.CharField(max_length=8)
    unit = models.CharField(max_length=32)
    times = models.IntegerField()
    fields = models.IntegerField()

    class Meta:
        db_table = "stated"
        constraints = (models.UniqueConstraint(fields=["period", "unit"], name="stated_once"),)


class Closing(models.Model):
    """A closed period: its package's digest and the journal's root at that time."""

    period = models.CharField(max_length=8, unique=True)
    digest = models.CharField(max_length=64)
    size = models.BigIntegerField()
    root = models.CharField(max_length=64)
    closed_at = models.DateTimeField()
    by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "closing"


class PublishedFigure(models.Model):
    """A figure as published; never changed. `body` is the figure as `figures --json` gives it."""

    period = models.CharField(max_length=8)
    indicator = models.CharField(max_length=97)
    unit = models.CharField(max_length=32)
    ytd = ExactDecimal(null=True)
    body = models.TextField()

    class Meta:
        db_table = "published_figure"
        constraints = (
            models.UniqueConstraint(fields=["period", "indicator", "unit"], name="published_once"),
        )


class History(models.Model):
    """A year-to-date from before the site was there, for comparison, with its source."""

    period = models.CharField(max_length=8)
    indicator = models.CharField(max_length=97)
    unit = models.CharField(max_length=32)
    ytd = ExactDecimal()
    source = models.TextField()

    class Meta:
        db_table = "history"
        constraints = (models.UniqueConstraint(fields=["period", "indicator", "unit"], name="history_once"),)


class Entered(models.Model):
    """A value that comes from a document (R&D/GDP from the statistics office), for a period."""

    period = models.CharField(max_length=8)
    indicator = models.CharField(max_length=97)
    unit = models.CharField(max_length=32)
    value = ExactDecimal()
    source = models.TextField()

    class Meta:
        db_table = "entered"
        constraints = (models.UniqueConstraint(fields=["period", "indicator", "unit"], name="entered_once"),)


class Board(models.Model):
    """A person's dashboard as they arranged it: its tiles, in order, as JSON."""

    person = models.BigIntegerField(unique=True)
    tiles = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "board"


class Sender(models.Model):
    """A unit that works on a site of its own and sends its closed packages: it and all below it are counted
    from them, and from nothing else, of the months from `since` on (up to `until`, where it ended)."""

    unit = models.CharField(max_length=32, unique=True)
    since = models.CharField(max_length=8)
    until = models.CharField(max_length=8, blank=True)

    class Meta:
        db_table = "sender"


class SenderKey(models.Model):
    """A public key by which a sender signs, from a day to a day (both inclusive)."""

    unit = models.CharField(max_length=32)
    public = models.CharField(max_length=64, unique=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    withdrawn = models.BooleanField(default=False)
    why = models.TextField(blank=True)
    after = models.CharField(max_length=64, blank=True)
    """The key that signed for this one; empty: an administrator registered it."""

    class Meta:
        db_table = "sender_key"
        ordering = ("unit", "id")


class Received(models.Model):
    """A package received from a sender; by id in the order of its chain."""

    unit = models.CharField(max_length=32)
    period = models.CharField(max_length=8)
    digest = models.CharField(max_length=64, unique=True)
    corrects = models.CharField(max_length=64, blank=True)
    public = models.CharField(max_length=64)
    rows = models.BigIntegerField()
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "package_received"
        ordering = ("id",)


class PackageRefused(models.Model):
    """A package that somebody uploaded and that was refused, with the reason: it changed nothing else."""

    unit = models.CharField(max_length=32, blank=True)
    period = models.CharField(max_length=8, blank=True)
    why = models.TextField()
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "package_refused"
        ordering = ("-id",)


class Origin(models.Model):
    """A site whose records came in packages. Its number goes before the records' own, so that no two records
    of the lake are called alike. `theirs` is its number in the sender's packages; 0 is the sender itself."""

    sender = models.CharField(max_length=32)
    theirs = models.BigIntegerField()
    unit = models.CharField(max_length=32)

    class Meta:
        db_table = "origin"
        constraints = (models.UniqueConstraint(fields=["sender", "theirs"], name="origin_once"),)


class Correction(models.Model):
    """A new package of a closed month: what it corrects, what it follows in the chain, and why."""

    period = models.CharField(max_length=8)
    number = models.IntegerField()
    digest = models.CharField(max_length=64)
    corrects = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    why = models.TextField()

    class Meta:
        db_table = "closing_correction"
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["period", "number"], name="correction_once"),)
