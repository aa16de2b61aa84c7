"""Files on their way into a ledger, what people said of headings, notices to people, and the outbox."""

from __future__ import annotations

from django.db import models


class Upload(models.Model):
    """A file that somebody wants in a ledger: what they said of it, and what came of it.

    `choice` is a `sheets.Choice` as JSON. A long file is checked and imported by a job; `result` then
    holds the counts, and the first of its problems and warnings.
    """

    person = models.BigIntegerField(null=True)
    ledger = models.CharField(max_length=97)
    unit = models.CharField(max_length=32, blank=True)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    choice = models.JSONField(default=dict)
    state = models.CharField(max_length=8, default="open")
    """open, then done."""
    result = models.JSONField(default=dict)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "exchange_upload"
        indexes = (models.Index(fields=["person", "id"], name="upload_by_person"),)


class KnownHeading(models.Model):
    """What a person said a heading means in a ledger, to be proposed the next time."""

    person = models.BigIntegerField(null=True)
    ledger = models.CharField(max_length=97)
    heading = models.CharField(max_length=200)
    field = models.CharField(max_length=64)

    class Meta:
        db_table = "exchange_known_heading"
        constraints = (
            models.UniqueConstraint(fields=["person", "ledger", "heading"], name="heading_known_once"),
        )


class Notice(models.Model):
    """Something that a person should know: in words, and where it is."""

    person = models.BigIntegerField()
    kind = models.CharField(max_length=12, default="job")
    text = models.CharField(max_length=300)
    more = models.TextField(blank=True)
    """What there is to say beyond the line."""
    url = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "exchange_notice"
        indexes = (models.Index(fields=["person", "seen_at", "id"], name="notice_by_person"),)


class Reminding(models.Model):
    """What the site set of reminders, in its only row: without it the defaults of the rules hold."""

    rules = models.JSONField(default=dict)
    """As `outbox_policy.Rules` writes them."""

    class Meta:
        db_table = "exchange_reminding"


class Preference(models.Model):
    """How a person wants to be told. What they do not say is the site's."""

    person = models.BigIntegerField(unique=True)
    email = models.CharField(max_length=254, blank=True)
    """Empty: nothing is mailed."""
    muted = models.JSONField(default=list)
    """Kinds that are not mailed; they still stand among the notices."""
    digest = models.BooleanField(default=False)
    """One mail a day instead of one for each."""
    quiet = models.JSONField(null=True)
    """As `outbox_policy.Quiet` writes them."""

    class Meta:
        db_table = "exchange_preference"


class Channel(models.Model):
    """A robot in a chat group, or another system, that is told what concerns a unit and all below it."""

    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    unit = models.CharField(max_length=32)
    kinds = models.JSONField(default=list)
    host = models.CharField(max_length=253)
    """All of its address that is shown; the rest of it is a secret."""
    sealed = models.TextField()
    """Address and secret, enciphered with the site's key."""
    active = models.BooleanField(default=True)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "exchange_channel"
        ordering = ("id",)


class Message(models.Model):
    """Something to be told to one recipient, once: `person:12`, `channel:3` or `email:a@b.cn`."""

    key = models.CharField(max_length=200)
    to = models.CharField(max_length=270)
    kind = models.CharField(max_length=12)
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    link = models.CharField(max_length=300, blank=True)
    urgent = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "exchange_message"
        constraints = (models.UniqueConstraint(fields=["key", "to"], name="message_once"),)


class Told(models.Model):
    """A reminder that a message stands for, so that no other tells it again."""

    key = models.CharField(max_length=200)
    to = models.CharField(max_length=270)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="stands_for")

    class Meta:
        db_table = "exchange_told"
        constraints = (models.UniqueConstraint(fields=["key", "to"], name="told_once"),)


class Delivery(models.Model):
    """A message on its way along one channel: inbox, email or robot.

    waiting → sending → sent, failed or dropped. Whoever takes it from waiting to sending alone sends it.
    """

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="deliveries")
    via = models.CharField(max_length=8)
    state = models.CharField(max_length=8, default="waiting")
    next_at = models.DateTimeField()
    """Not before this."""
    digest = models.BooleanField(default=False)
    tries = models.IntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "exchange_delivery"
        constraints = (models.UniqueConstraint(fields=["message", "via"], name="delivered_once"),)
        indexes = (models.Index(fields=["state", "next_at"], name="delivery_by_state"),)
