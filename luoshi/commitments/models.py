"""What units owe, the texts it comes from, and the letters that are signed for it."""

from __future__ import annotations

from django.db import models

from luoshi.journal.fields import ExactDecimal


class Document(models.Model):
    """A text that sets targets and tasks, kept as read; spans count its code points."""

    unit = models.CharField(max_length=32)
    title = models.CharField(max_length=200)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=24)
    issued_on = models.DateField(null=True)
    added_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "document"
        constraints = (models.UniqueConstraint(fields=["unit", "sha256"], name="document_once"),)

    def __str__(self) -> str:
        return self.title


class Proposal(models.Model):
    """Something a reader found in a text, until somebody decides: open, confirmed, changed or refused.

    `body` is what the reader said of it; `made` are the journal subjects that came of it.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="proposals")
    kind = models.CharField(max_length=16)
    start = models.IntegerField()
    end = models.IntegerField()
    body = models.JSONField()
    confidence = ExactDecimal(null=True)
    rule = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, default="open")
    decided_by = models.BigIntegerField(null=True)
    why = models.TextField(blank=True)
    made = models.JSONField(default=list)

    class Meta:
        db_table = "proposal"
        ordering = ("start", "end")
        constraints = (
            models.UniqueConstraint(fields=["document", "kind", "start", "end"], name="proposal_once"),
        )

    @property
    def text(self) -> str:
        """The words themselves."""
        return self.document.text[self.start : self.end]


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


class Letter(models.Model):
    """责任书 between two units for a year: issued, signed by both sides, replaced by a later version.

    `content` is frozen when issued and `digest` is its SHA-256; a signature names the digest it signs.
    """

    year = models.IntegerField()
    from_unit = models.CharField(max_length=32)
    to_unit = models.CharField(max_length=32)
    version = models.IntegerField()
    state = models.CharField(max_length=10, default="issued")
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    signatures = models.JSONField(default=list)
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")

    class Meta:
        db_table = "letter"
        ordering = ("-year", "to_unit", "-version")
        constraints = (
            models.UniqueConstraint(fields=["year", "from_unit", "to_unit", "version"], name="letter_once"),
        )
