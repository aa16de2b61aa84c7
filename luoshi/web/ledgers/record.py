"""A record's page: stage bar, what blocks, fields, evidence, gates, children, shares, history."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from luoshi.kernel.errors import Missing
from luoshi.ledgers import files, queries
from luoshi.ledgers.readable import readable
from luoshi.ledgers.records import Record, Ref
from luoshi.ledgers.stages import blocks, clocks
from luoshi.ledgers.warnings import warnings
from luoshi.units import queries as units
from luoshi.web.components import Badge, Column, Empty, Link, Page, Row, Table, verification_badge
from luoshi.web.ledgers import offers, rows, show
from luoshi.web.ledgers.work import crumbs
from luoshi.web.request import Request


@require_GET
def record(request: Request, name: str, number: int) -> HttpResponse:
    """A record: stage bar, what blocks, fields, evidence, gates, children, shares, history."""
    ref = Ref(name, number)
    found = queries.record(request.actor, ref)
    names, people = units.names(), units.person_names()
    limits = clocks(found, request.actor.today())
    page = Page(
        found.title,
        crumbs(name),
        actions=tuple(offers.offers(request, found)),
        badge=Badge(_("已撤回")) if found.withdrawn else verification_badge(found.verification),
    )
    context = {
        "page": page,
        "steps": show.steps(found, limits),
        "blocks": _next_blocks(found),
        "warnings": warnings(request.actor, found),
        "facts": show.facts(found, names),
        "files": show.files(found, queries.evidence(request.actor, ref), people),
        "no_files": Empty(_("还没有佐证"), _("进入有要求的阶段前要先上传。")),
        "attach": offers.evidence(request, found),
        "gates": show.gates(found, queries.gates(request.actor, ref)),
        "deciding": offers.gates(request, found),
        "children": _children(request, found, names),
        "shares": _shares(request, ref, names),
        "events": show.events(found, queries.history(request.actor, ref), names),
        "dialogs": offers.dialogs(found),
    }
    return render(request, "ledgers/record.html", context)


def _shares(request: Request, ref: Ref, names: dict[str, str]) -> list[tuple[str, Decimal]]:
    """The units that share the record now, with their percentages."""
    held = [one for one in queries.shares(request.actor, ref) if one.to_day is None]
    return [(names.get(one.unit, one.unit), Decimal(one.bp) / 100) for one in held]


def _next_blocks(found: Record) -> tuple[str, list[str]] | None:
    """The next stage and what still keeps the record from it."""
    keys = [stage.key for stage in found.spec.stages]
    if found.stage not in keys or found.stage == keys[-1]:
        return None
    following = found.spec.stages[keys.index(found.stage) + 1]
    return str(following.label), show.blocked(found.spec, blocks(found, following.key))


def _children(request: Request, record: Record, names: dict[str, str]) -> list[tuple[Table, Link | None]]:
    """The record's children, ledger by ledger, with the button to report another."""
    made = []
    for child, held in queries.children(request.actor, record.ref).items():
        spec = queries.ledger(child)
        columns = [one for one in rows.columns(child) if one.key != spec.parent]
        opens = readable(request.actor, child, [row.ref.id for row in held])
        total = None
        if spec.total and held:
            amounts = [row.values[spec.total] for row in held if row.values[spec.total] is not None]
            total = Row({"title": _("合计"), spec.total: sum(amounts)})
        table = Table(
            [Column(c.key, c.label, c.kind, c.unit, c.places) for c in columns],
            [_child_row(row, names, opens) for row in held],
            str(spec.label),
            total=total,
            empty=Empty(_("还没有记录")),
        )
        made.append((table, offers.child(request, record, child)))
    return made


def _child_row(child: Record, names: dict[str, str], opens: set[int]) -> Row:
    """A child's row; it leads to the child for whoever may open it."""
    made = rows.row(child, names)
    return made if child.ref.id in opens else replace(made, url="")


@require_GET
def file(request: Request, name: str, number: int, evidence: int) -> FileResponse:
    """A piece of evidence, served as a download that no browser runs."""
    held = {one.id: one for one in queries.evidence(request.actor, Ref(name, number))}
    if evidence not in held:
        raise Missing(_("没有这个佐证文件"))
    files.content(held[evidence].sha256)
    stream = files.path(held[evidence].sha256).open("rb")
    answer = FileResponse(stream, as_attachment=True, filename=held[evidence].name)
    answer["Content-Type"] = "application/octet-stream"
    return answer
