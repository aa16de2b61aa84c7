"""Bulletins as they were drafted and issued."""

from __future__ import annotations

from django.db import models


class Bulletin(models.Model):
    """A month's bulletin for a unit: a draft that may be worded, then signed and never changed.

    `content` is what every format is set from; `digest` the SHA-256 of it once issued.
    """

    unit = models.CharField(max_length=32)
    period = models.CharField(max_length=8)
    kind = models.CharField(max_length=97)
    state = models.CharField(max_length=8, default="draft")
    content = models.JSONField()
    digest = models.CharField(max_length=64, blank=True)
    drafted_by = models.BigIntegerField(null=True)
    drafted_at = models.DateTimeField()
    signed_by = models.BigIntegerField(null=True)
    signed_name = models.CharField(max_length=64, blank=True)
    signed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "bulletin"
        ordering = ("-period", "kind", "unit")
        constraints = (models.UniqueConstraint(fields=["unit", "period", "kind"], name="bulletin_once"),)
