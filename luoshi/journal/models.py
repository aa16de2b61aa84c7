"""Entries that are only ever added, the seals that chain them, and the personal values that entries vouch
for.

Triggers refuse UPDATE and DELETE on the first two, so that not even a slip in the program can rewrite what
was said; the third refuses UPDATE, for what it holds is deleted where the law asks.
"""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One thing that happened: who, when, to what, from which day it holds, and why.

    `data` carries stored values (whole 分, ISO dates) as `{"field": [before, after]}` or plain facts.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    person = models.BigIntegerField(null=True)
    name = models.CharField(max_length=64)
    subject = models.CharField(max_length=120)
    verb = models.CharField(max_length=32)
    data = models.JSONField()
    holds_from = models.DateField(null=True)
    why = models.TextField(blank=True)

    class Meta:
        db_table = "journal_entry"
        indexes = (
            models.Index(fields=["subject", "id"], name="journal_by_subject"),
            models.Index(fields=["person", "id"], name="journal_by_person"),
        )


class Seal(models.Model):
    """An entry's place in the chain: `hash` covers the entry and the hash before it (SHA-256, hex)."""

    place = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="seal")
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "journal_seal"


class Private(models.Model):
    """The personal values of an entry, whose `data` has their hashes over `salt`."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="private")
    salt = models.CharField(max_length=64)
    values = models.JSONField()

    class Meta:
        db_table = "journal_private"
