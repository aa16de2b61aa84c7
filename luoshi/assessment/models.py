"""Runs of a sheet: what every unit scored, and how, on closed periods."""

from __future__ import annotations

from django.db import models


class Assessment(models.Model):
    """One run of 考核细则 on the figures published at the end of `through`; never changed.

    `body` is a list of units with their items (`scoring.Scored.to_json`), `digest` its SHA-256;
    `manifest` names the package the figures come from, `corrects` the final run that this one puts right.
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
    corrects = models.BigIntegerField(null=True)

    class Meta:
        db_table = "assessment"
        ordering = ("-id",)


class Hand(models.Model):
    """What one hand says of a line of a unit's assessment, or of its total (`item` empty); never changed.

    `hand`: self 自评, assessor 考核办评, leader 领导调整. `verdict`: set, confirm (as computed or as the unit
    scored itself), lift (a veto does not stand; no points). Of a line `points` are its points, of the total
    what is added to it, exact decimals as text. `objection` is the record that led to it.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="hands")
    unit = models.CharField(max_length=32)
    item = models.CharField(max_length=48, blank=True)
    hand = models.CharField(max_length=8)
    verdict = models.CharField(max_length=8)
    points = models.CharField(max_length=32, null=True)
    why = models.TextField(blank=True)
    objection = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    name = models.CharField(max_length=64)

    class Meta:
        db_table = "assessment_hand"
        ordering = ("id",)
        indexes = (models.Index(fields=["assessment", "unit"], name="hand_of_unit"),)


class Notice(models.Model):
    """Results laid open (公示) up to `last_day`, and what they were on the first day (`body`)."""

    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="notice")
    opened_on = models.DateField()
    last_day = models.DateField()
    body = models.JSONField()
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    name = models.CharField(max_length=64)

    class Meta:
        db_table = "assessment_notice"
        ordering = ("-id",)


class Final(models.Model):
    """Results that stand (定稿): every unit's as they then were, and their SHA-256."""

    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="final")
    body = models.JSONField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    name = models.CharField(max_length=64)

    class Meta:
        db_table = "assessment_final"
        ordering = ("-id",)
