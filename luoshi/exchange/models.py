"""Files on their way into a ledger, what people said of headings, and notices to people."""

from __future__ import annotations

from django.db import models


class Upload(models.Model):
    """A file that somebody wants in a ledger: what they said of it, and what came of it.

    `choice` is a `sheets.Choice` as JSON. A long file is checked and imported by a job; `result` then
    holds the counts, and the first of its problems and warnings.
    """

    person = models.BigIntegerField(null=True)
    ledger = models.CharField(max_length=97)
    unit = models.CharField(max_length=32, blank=True)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    choice = models.JSONField(default=dict)
    state = models.CharField(max_length=8, default="open")
    """open, then done."""
    result = models.JSONField(default=dict)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "exchange_upload"
        indexes = (models.Index(fields=["person", "id"], name="upload_by_person"),)


class KnownHeading(models.Model):
    """What a person said a heading means in a ledger, to be proposed the next time."""

    person = models.BigIntegerField(null=True)
    ledger = models.CharField(max_length=97)
    heading = models.CharField(max_length=200)
    field = models.CharField(max_length=64)

    class Meta:
        db_table = "exchange_known_heading"
        constraints = (
            models.UniqueConstraint(fields=["person", "ledger", "heading"], name="heading_known_once"),
        )


class Notice(models.Model):
    """Something that a person should know: in words, and where it is."""

    person = models.BigIntegerField()
    text = models.CharField(max_length=300)
    url = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "exchange_notice"
        indexes = (models.Index(fields=["person", "seen_at", "id"], name="notice_by_person"),)
