"""Runs of a sheet: what every unit scored, and how, on closed periods."""

from __future__ import annotations

from django.db import models


class Assessment(models.Model):
    """One run of 考核细则 on the figures published at the end of `through`; never changed.

    `body` is a list of units with their items (`scoring.Scored.to_json`), `digest` its SHA-256;
    `manifest` names the package the figures come from.
    """

    sheet = models.CharField(max_length=97)
    pack_digest = models.CharField(max_length=64)
    year = models.IntegerField()
    through = models.CharField(max_length=8)
    manifest = models.CharField(max_length=64)
    body = models.JSONField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "assessment"
        ordering = ("-id",)
