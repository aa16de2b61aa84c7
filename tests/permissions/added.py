"""What the demonstration has none of and an address asks about: made by the product's own actions."""

from __future__ import annotations

from datetime import date

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from luoshi.exchange import uploads
from luoshi.exchange.channels import actions as channels
from luoshi.kernel.actor import Actor
from luoshi.kernel.periods import Period
from luoshi.ledgers import saved_views
from luoshi.ops import actions as jobs
from luoshi.ops.worker import perform
from luoshi.periods import keys, registering
from luoshi.reports import actions as reports
from luoshi.units import tokens
from luoshi.units.queries import actor_for, person


def lacking() -> None:
    """An upload, a view and a job of a clerk, a channel with a message, a sender's key, a correction."""
    system, clerk = Actor.system(settings.CLOCK), actor_for(person("clerk"), settings.CLOCK)
    book = uploads.receive(clerk, "investment.project", "LX0102", "项目名称\n果汁厂\n".encode(), "项目.csv")
    jobs.start(clerk, "import", "项目.csv", {"number": book.id})
    _exported(clerk)
    tokens.issue_token(clerk, "同步", clerk.today())
    saved_views.keep_view(clerk, "investment.project", "在谈", "stage=talks")
    made = channels.add(
        system, "webhook", "数据中心", "LX01", "https://hooks.example.com/x", secret="", kinds=["bulletin"]
    )
    channels.try_out(system, made.id)
    public = keys.public_hex(Ed25519PrivateKey.generate())
    registering.register(system, "LX07", public, since=Period.parse("2026-08"), valid_from=date(2026, 8, 1))
    reports.correct(actor_for(person("supervisor"), settings.CLOCK), 1, "第一段的数应为五百万元", why="笔误")


def _exported(clerk: Actor) -> None:
    """A long list that a clerk had written in the background, and that waits to be fetched."""
    asked = {"ledger": "investment.project", "search": "", "filters": {}, "sort": [], "columns": []}
    perform.call(jobs.start(clerk, "export", "招商项目", asked).id)
