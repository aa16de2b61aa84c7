"""The roll and the course of an election. The ballots are not here and nothing here leads to one: they are in
a file of their own (`box`), and neither knows the other's names, numbers or times."""

from __future__ import annotations

from django.db import models


class Election(models.Model):
    """A vote of one round. `rules` is `ballots.Rules`; `head` is that of the record as published so far;
    `result` what was declared, as the record states it, with what is to be voted again."""

    unit = models.CharField(max_length=32)
    title = models.CharField(max_length=120)
    rules = models.JSONField()
    blind = models.BooleanField(default=False)
    """Whether papers are signed blindly."""
    phase = models.CharField(max_length=8, default="draft")
    round = models.IntegerField(default=1)
    before = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="after")
    settled = models.BooleanField(default=False)
    cut_off = models.DateField(null=True)
    roll_digest = models.CharField(max_length=64, blank=True)
    roll_size = models.IntegerField(default=0)
    present = models.IntegerField(null=True)
    head = models.CharField(max_length=64, blank=True)
    result = models.JSONField(null=True)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "election"
        ordering = ("-id",)


class Voter(models.Model):
    """Somebody on the roll. That a paper was taken, how, and on which day: never when, never which."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="voters")
    name = models.CharField(max_length=64)
    branch = models.CharField(max_length=80, blank=True)
    card = models.CharField(max_length=32, blank=True)
    person = models.BigIntegerField(null=True, db_index=True)
    taken = models.CharField(max_length=8, blank=True)
    taken_on = models.DateField(null=True)

    class Meta:
        db_table = "election_voter"
        ordering = ("branch", "name", "card")
        constraints = (
            models.UniqueConstraint(fields=["election", "name", "branch", "card"], name="voter_once"),
            models.UniqueConstraint(fields=["election", "person"], name="voter_person_once"),
        )


class Nomination(models.Model):
    """How many of a branch recommended somebody."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="nominations")
    branch = models.CharField(max_length=80)
    name = models.CharField(max_length=40)
    count = models.IntegerField()

    class Meta:
        db_table = "election_nomination"
        ordering = ("branch", "name")
        constraints = (
            models.UniqueConstraint(fields=["election", "branch", "name"], name="nomination_once"),
        )


class Candidate(models.Model):
    """A candidate, by number on the ballot."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="candidates")
    number = models.IntegerField()
    name = models.CharField(max_length=40)
    note = models.CharField(max_length=120, blank=True)
    """Unit and post, as they stand beside the name."""

    class Meta:
        db_table = "election_candidate"
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["election", "number"], name="candidate_once"),)


class Official(models.Model):
    """A teller or a scrutineer of an election."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="officials")
    person = models.BigIntegerField(db_index=True)
    name = models.CharField(max_length=64)
    office = models.CharField(max_length=12)

    class Meta:
        db_table = "election_official"
        ordering = ("office", "id")
        constraints = (models.UniqueConstraint(fields=["election", "person"], name="official_once"),)


class Count(models.Model):
    """A count sheet as a teller handed it in: each is kept, also those that did not agree."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="counts")
    table = models.CharField(max_length=40)
    person = models.BigIntegerField(null=True)
    name = models.CharField(max_length=64)
    sheet = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        db_table = "election_count"
        ordering = ("id",)


class Signature(models.Model):
    """A scrutineer's word for a result; `digest` is of the sum that was signed."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="signatures")
    person = models.BigIntegerField(null=True)
    name = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        db_table = "election_signature"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["election", "person", "digest"], name="signature_once"),
        )


class Motion(models.Model):
    """A proposal voted on openly. `question` is `resolving.Question`; `votes` what was counted, by name where
    it is a vote by name (voter's number → mark); `outcome` the state and its arithmetic."""

    unit = models.CharField(max_length=32)
    title = models.CharField(max_length=200)
    election = models.ForeignKey(Election, null=True, on_delete=models.PROTECT, related_name="motions")
    """Of whose roll the named voters are."""
    question = models.JSONField()
    due = models.IntegerField()
    present = models.IntegerField(null=True)
    named = models.BooleanField(default=False)
    votes = models.JSONField(null=True)
    outcome = models.JSONField(null=True)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "election_motion"
        ordering = ("-id",)
