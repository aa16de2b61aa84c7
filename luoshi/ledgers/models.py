"""The tables that all ledgers share. A ledger's own table is made from its pack (`tables`)."""

from __future__ import annotations

from django.db import models


class AdoptedPack(models.Model):
    """A pack version that the site works by, or once worked by."""

    pack = models.CharField(max_length=48)
    version = models.IntegerField()
    digest = models.CharField(max_length=64)
    body = models.TextField()
    adopted_at = models.DateTimeField()
    current = models.BooleanField()

    class Meta:
        db_table = "adopted_pack"
        constraints = (
            models.UniqueConstraint(fields=["pack", "digest"], name="pack_once"),
            models.UniqueConstraint(
                fields=["pack"], condition=models.Q(current=True), name="pack_one_current"
            ),
        )


class Share(models.Model):
    """A unit's credit for a record, in basis points, from a day to a day (exclusive)."""

    ledger = models.CharField(max_length=97)
    record = models.BigIntegerField()
    unit = models.CharField(max_length=32)
    bp = models.IntegerField()
    from_day = models.DateField()
    to_day = models.DateField(null=True)

    class Meta:
        db_table = "share"
        indexes = (models.Index(fields=["ledger", "record"], name="share_of_record"),)


class Evidence(models.Model):
    """A file kept by its SHA-256, attached to a record for a purpose."""

    ledger = models.CharField(max_length=97)
    record = models.BigIntegerField()
    purpose = models.CharField(max_length=48)
    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=200)
    size = models.BigIntegerField()
    state = models.CharField(max_length=10, default="pending")
    added_by = models.BigIntegerField(null=True)
    added_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    why = models.TextField(blank=True)

    class Meta:
        db_table = "evidence"
        indexes = (models.Index(fields=["ledger", "record"], name="evidence_of_record"),)


class GateDecision(models.Model):
    """A gate decided; the newest of a gate counts."""

    ledger = models.CharField(max_length=97)
    record = models.BigIntegerField()
    gate = models.CharField(max_length=48)
    passed = models.BooleanField()
    on = models.DateField()
    by = models.BigIntegerField(null=True)
    name = models.CharField(max_length=64)
    why = models.TextField()
    document_no = models.CharField(max_length=80, blank=True)

    class Meta:
        db_table = "gate_decision"
        indexes = (models.Index(fields=["ledger", "record"], name="gate_of_record"),)


class Comment(models.Model):
    """Something said about a record."""

    ledger = models.CharField(max_length=97)
    record = models.BigIntegerField()
    person = models.BigIntegerField(null=True)
    name = models.CharField(max_length=64)
    text = models.TextField()
    at = models.DateTimeField()
    changed = models.BooleanField(default=False)
    removed = models.BooleanField(default=False)

    class Meta:
        db_table = "record_comment"
        indexes = (models.Index(fields=["ledger", "record"], name="comment_of_record"),)


class Mention(models.Model):
    """Somebody asked by name in a comment, until they have looked."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE)
    person = models.BigIntegerField()
    seen = models.BooleanField(default=False)

    class Meta:
        db_table = "record_mention"
        indexes = (models.Index(fields=["person", "seen"], name="mention_by_person"),)
        constraints = (models.UniqueConstraint(fields=["comment", "person"], name="mention_once"),)


class SavedView(models.Model):
    """A way of looking at a ledger's list: what is asked, the columns, the order, as the address says it.

    `unit` is set when it is shared: everybody in the unit's subtree is offered it.
    """

    ledger = models.CharField(max_length=97)
    name = models.CharField(max_length=60)
    query = models.TextField(blank=True)
    person = models.BigIntegerField()
    by = models.CharField(max_length=64)
    unit = models.CharField(max_length=32, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_view"
        indexes = (models.Index(fields=["ledger", "person"], name="view_by_ledger"),)
        constraints = (models.UniqueConstraint(fields=["ledger", "person", "name"], name="view_named_once"),)


class Lock(models.Model):
    """Days of a unit and all below it that are closed: who closed them, why, and who can lift it."""

    unit = models.CharField(max_length=32, db_index=True)
    start = models.DateField()
    end = models.DateField()
    why = models.TextField()
    lifts = models.CharField(max_length=48)
    review = models.BooleanField(default=False)
    """Only while the facts are reviewed, before the period closes."""
    lifted = models.BooleanField(default=False)
    lifted_why = models.TextField(blank=True)

    class Meta:
        db_table = "ledger_lock"


class Counter(models.Model):
    """The last number given of a series of a ledger; whoever numbers a record holds the row until the end of
    the transaction, so that a save that fails takes no number."""

    ledger = models.CharField(max_length=97)
    series = models.CharField(max_length=80)
    last = models.BigIntegerField(default=0)

    class Meta:
        db_table = "numbering"
        constraints = (models.UniqueConstraint(fields=["ledger", "series"], name="series_once"),)


class Extension(models.Model):
    """More time asked for a record before its deadline, and how that was decided."""

    ledger = models.CharField(max_length=97)
    record = models.BigIntegerField()
    stage = models.CharField(max_length=48, default="")
    """The stage whose limit it is; empty: the record's deadline."""
    old = models.DateField()
    new = models.DateField()
    reason = models.TextField()
    progress = models.TextField()
    state = models.CharField(max_length=8, default="asked")
    """asked, granted or refused."""
    by = models.BigIntegerField(null=True)
    name = models.CharField(max_length=64)
    at = models.DateTimeField()
    decided_by = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)
    why = models.TextField(blank=True)

    class Meta:
        db_table = "extension"
        indexes = (models.Index(fields=["ledger", "record"], name="extension_of_record"),)
        constraints = (
            models.UniqueConstraint(
                fields=["ledger", "record"], condition=models.Q(state="asked"), name="extension_asked_once"
            ),
        )
