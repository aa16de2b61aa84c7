"""What units owe."""

from __future__ import annotations

from django.db import models

from luoshi.journal.fields import ExactDecimal


class Commitment(models.Model):
    """A unit owes an indicator's value by a date: 确保 `base`, 争取 `stretch`, or a place in its class.

    Never changed: a change is a new commitment that `replaces` the old one, whose `state` then
    is `replaced`. `document`, `start` and `end` say which words of which text it comes from.
    """

    unit = models.CharField(max_length=32)
    indicator = models.CharField(max_length=97)
    year = models.IntegerField()
    deadline = models.DateField()
    comparator = models.CharField(max_length=8, default="ge")
    base = ExactDecimal(null=True)
    stretch = ExactDecimal(null=True)
    place = models.IntegerField(null=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    state = models.CharField(max_length=10, default="set")
    document = models.CharField(max_length=64, blank=True)
    start = models.IntegerField(null=True)
    end = models.IntegerField(null=True)

    class Meta:
        db_table = "commitment"
        constraints = (
            models.UniqueConstraint(
                fields=["unit", "indicator", "year"],
                condition=models.Q(state="set"),
                name="commitment_once",
            ),
        )
