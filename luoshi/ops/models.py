"""Long work that somebody asked for, and how far it is."""

from __future__ import annotations

from django.db import models


class Job(models.Model):
    """A piece of work in the background. `arguments` say what, `result` what came of it.

    `beat_at` moves on while it runs: a job that has not moved for long has lost its worker.
    """

    kind = models.CharField(max_length=32)
    label = models.CharField(max_length=200)
    person = models.BigIntegerField(null=True)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=8, default="waiting")
    step = models.CharField(max_length=80, blank=True)
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    message = models.TextField(blank=True)
    result = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "job"
        ordering = ("-id",)
