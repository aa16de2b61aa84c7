"""What came from the phones of inspectors: each thing typed on site arrives once."""

from __future__ import annotations

from django.db import models


class Arrival(models.Model):
    """A finding that arrived: `client` is the number the phone gave it, `digest` the SHA-256 of what it says.

    Sent again, it is known by its number and changes nothing.
    """

    client = models.CharField(max_length=64, unique=True)
    check_record = models.BigIntegerField(db_index=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "inspection_arrival"
