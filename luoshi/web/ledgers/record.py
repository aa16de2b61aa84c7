"""A record's page: stage bar, what blocks, fields, evidence, gates, children, shares, talk, history."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from luoshi.honesty import queries as honesty
from luoshi.ledgers import answering, comments, queries
from luoshi.ledgers.models import Share
from luoshi.ledgers.policy import is_verified
from luoshi.ledgers.records import Record, Ref
from luoshi.ledgers.stages import blocks, clocks
from luoshi.ledgers.warnings import warnings
from luoshi.units import queries as units
from luoshi.web import formats
from luoshi.web.components import Address, Badge, Empty, Page, verification_badge
from luoshi.web.ledgers import children, counted, course, layout, offers, show, supervised, talk
from luoshi.web.ledgers.work import crumbs
from luoshi.web.request import Request

EVENTS = 30
"""What of a history is shown at first, and at each press after that."""


@require_GET
def record(request: Request, name: str, number: int) -> HttpResponse:
    """A record, all that belongs to it, and what may be done with it."""
    ref = Ref(name, number)
    found = queries.record(request.actor, ref)
    names, people = units.names(), units.person_names()
    limits = clocks(found, request.actor.today())
    page = Page(
        found.title,
        crumbs(request.actor, name),
        actions=tuple(offers.offers(request, found)),
        badge=_badge(found),
    )
    decided, held = queries.gates(request.actor, ref), queries.children(request.actor, ref)
    context = {
        "page": page,
        "steps": show.steps(found, limits),
        "blocks": _next_blocks(found, request.actor.today()),
        "warnings": warnings(request.actor, found),
        "suspicions": honesty.about(request.actor, ref),
        "facts": show.facts(found, names, layout.named(request.actor, found)),
        "files": show.files(found, queries.evidence(request.actor, ref), people),
        "no_files": Empty(_("还没有佐证"), _("进入有要求的阶段前要先上传。")),
        "attach": offers.evidence(request, found),
        "gates": show.gates(found, decided, _deciders(found)),
        "deciding": offers.gates(request, found),
        "children": children.tables(request, found, held),
        "marks": course.marks(found, held),
        "chart": course.chart(found, held),
        "passing": _passing(request, found),
        "light": supervised.badge(request, found),
        "extensions": supervised.table(request, found),
        "extending": supervised.decisions(request, found),
        "counted": counted.lines(request, found),
        "shares": _shares(queries.shares(request.actor, ref), names),
        "said": talk.said(request, ref),
        "audience": talk.names(found),
        "asked": any(
            (one.comment.ledger, one.comment.record) == (ref.ledger, ref.id)
            for one in comments.asked(request.actor)
        ),
        "ref": ref,
        "longest": comments.LONGEST,
        "dialogs": offers.dialogs(found),
        **_events(request, found, names, None),
    }
    return render(request, "ledgers/record.html", context)


@require_GET
def history(request: Request, name: str, number: int) -> HttpResponse:
    """What happened before an entry: the next part of a long history."""
    found = queries.record(request.actor, Ref(name, number))
    said = request.GET.get("before", "")
    before = int(said) if said.isdecimal() and len(said) < 19 else None
    return render(request, "ledgers/history.html", _events(request, found, units.names(), before))


def _events(request: Request, found: Record, names: dict[str, str], before: int | None) -> dict[str, object]:
    """A part of the history, and where the next one is."""
    entries = queries.history_page(request.actor, found.ref, EVENTS + 1, before)
    shown = entries[:EVENTS]
    more = reverse("ledgers:history", args=[found.ref.ledger, found.ref.id])
    return {
        "events": show.events(found, shown, names),
        "earlier": f"{more}?before={shown[-1].id}" if len(entries) > EVENTS else "",
    }


def _passing(request: Request, found: Record) -> Address | None:
    """The address at which whoever it was done for says how it was, to be passed on to them."""
    words = answering.to_pass_on(request.actor, found)
    if not words:
        return None
    url = request.build_absolute_uri(reverse("public:rate", args=[words]))
    return Address(url, _("请服务对象评价"), _("把网址或二维码发给对方；不用登录，评价一次。"))


def _badge(found: Record) -> Badge | None:
    """Whether it was taken back, or how its verification stands where anybody verifies."""
    if found.withdrawn:
        return Badge(_("已撤回"))
    return verification_badge(found.verification) if is_verified(found.spec) else None


def _deciders(found: Record) -> dict[str, str]:
    """Who decides each gate: the role, and the people who hold it. One query for all gates."""
    roles = {gate.decided_by for gate in found.spec.gates.values()}
    held = units.held_by(roles, units.above(found.unit)) if roles else {}
    made = {}
    for key, gate in found.spec.gates.items():
        people = formats.listed(held.get(gate.decided_by, ()))
        label = queries.role_label(gate.decided_by)
        made[key] = formats.aside(label, people)
    return made


def _shares(held: list[Share], names: dict[str, str]) -> list[tuple[str, Decimal, Share]]:
    """Every split of the record's credit, those that hold first."""
    ordered = sorted(held, key=lambda one: (one.to_day is not None, one.from_day, one.unit))
    return [(names.get(one.unit, one.unit), Decimal(one.bp) / 100, one) for one in ordered]


def _next_blocks(found: Record, today: date) -> tuple[str, list[str]] | None:
    """The next stage and what still keeps the record from it."""
    following = next((one for one in found.spec.onward(found.stage) if not (one.aside or one.detour)), None)
    if following is None:
        return None
    return str(following.label), show.blocked(found.spec, blocks(found, following.key, today))
