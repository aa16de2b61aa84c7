"""What must not be a ledger: who reads what and how they scored, seen by phase and not by unit."""

from __future__ import annotations

from django.db import models


class Panel(models.Model):
    """A review of some records of a ledger. `plan` is what was decided when it was opened
    (`opening.NewPanel`), `pool` the frozen pool's canonical JSON, `gone` who gave a seat up, in order."""

    unit = models.CharField(max_length=32)
    title = models.CharField(max_length=120)
    purpose = models.CharField(max_length=16)
    ledger = models.CharField(max_length=97)
    above = models.BigIntegerField(null=True)
    """The call that the applications answer."""
    blind = models.BooleanField()
    plan = models.JSONField()
    phase = models.CharField(max_length=12, default="open")
    pool = models.TextField(blank=True)
    root = models.CharField(max_length=64, blank=True)
    gone = models.JSONField(default=list)
    drawn_by = models.BigIntegerField(null=True)
    signed_by = models.BigIntegerField(null=True)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    score_by = models.DateField(null=True)
    """The day by which scores are to be in."""
    ranking = models.JSONField(null=True)

    class Meta:
        db_table = "review_panel"
        ordering = ("-id",)


class Subject(models.Model):
    """A record under review. `code` is what it is called where names are hidden: by lot, not in the order in
    which applications came. `asked` in 分."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="subjects")
    record = models.BigIntegerField()
    code = models.CharField(max_length=16, blank=True)
    domain = models.CharField(max_length=48, blank=True)
    asked = models.BigIntegerField(default=0)
    opinion = models.TextField(blank=True)
    """What the meeting said of it."""

    class Meta:
        db_table = "review_subject"
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["panel", "record"], name="subject_once"),)


class Settled(models.Model):
    """A finding of a tie (`ties.Finding.key`) that somebody decided is no conflict, and why."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="settled")
    key = models.TextField()
    why = models.TextField()
    by = models.BigIntegerField(null=True)
    name = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        db_table = "review_settled"
        ordering = ("id",)


class Seat(models.Model):
    """An expert who was drawn. `state`: drawn, declared, gone (with the reason)."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="seats")
    expert = models.BigIntegerField()
    person = models.BigIntegerField(null=True, db_index=True)
    domain = models.CharField(max_length=48, blank=True)
    key = models.CharField(max_length=64)
    state = models.CharField(max_length=8, default="drawn")
    why = models.TextField(blank=True)
    declared_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "review_seat"
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["panel", "expert"], name="seat_once"),)


class Reading(models.Model):
    """An application that an expert reads and scores. `state`: open, final, recused. `points` by criterion as
    exact text; what the meeting changed stands in `before`, newest last."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="readings")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="readings")
    state = models.CharField(max_length=8, default="open")
    points = models.JSONField(default=dict)
    comment = models.TextField(blank=True)
    final_at = models.DateTimeField(null=True)
    before = models.JSONField(default=list)

    class Meta:
        db_table = "review_reading"
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["subject", "seat"], name="reading_once"),)


class Meeting(models.Model):
    """The panel's meeting: who was there (seats), and its minutes."""

    panel = models.OneToOneField(Panel, on_delete=models.PROTECT, related_name="meeting")
    held_on = models.DateField()
    present = models.JSONField()
    minutes = models.TextField()
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "review_meeting"


class Paper(models.Model):
    """A file of an application as reviewers may have it: its number, and whether it is shown. `left` lists
    the names found in it, for the secretary."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="papers")
    evidence = models.BigIntegerField()
    number = models.IntegerField()
    shown = models.BooleanField()
    left = models.JSONField(default=list)
    why = models.TextField(blank=True)
    """Why it is not shown, or was let through."""

    class Meta:
        db_table = "review_paper"
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["subject", "number"], name="paper_once"),)
