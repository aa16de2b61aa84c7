"""A ledger's list, a record's page, and deciding whether a fact holds."""

from __future__ import annotations

from decimal import Decimal

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from luoshi.kernel.errors import Missing
from luoshi.ledgers import files, queries
from luoshi.ledgers.records import Record, Ref
from luoshi.ledgers.stages import blocks, clocks
from luoshi.ledgers.warnings import warnings
from luoshi.units import queries as units
from luoshi.web.components import (
    Badge,
    Column,
    Empty,
    Link,
    Page,
    Pager,
    Row,
    Table,
    sorting,
    verification_badge,
)
from luoshi.web.ledgers import offers, show
from luoshi.web.ledgers.forms import Filters
from luoshi.web.ledgers.work import crumbs
from luoshi.web.request import Request

SIZE = 50


@require_GET
def index(request: Request) -> HttpResponse:
    """All ledgers, pack by pack."""
    packs = [
        (
            str(pack.label),
            [Link(str(one.label), reverse("ledgers:list", args=[one.name])) for one in pack.ledgers.values()],
        )
        for pack in queries.packs().values()
    ]
    return render(request, "ledgers/index.html", {"page": Page(_("台账")), "packs": packs})


@require_GET
def listing(request: Request, name: str) -> HttpResponse:
    """A ledger's records, searched, filtered, sorted."""
    spec = queries.ledger(name)
    form = Filters(request.GET, spec=spec)
    columns = _columns(name)
    number = int(request.GET.get("page", "1")) if request.GET.get("page", "1").isdecimal() else 1
    found = queries.page(
        request.actor,
        name,
        search=form.search,
        filters=form.filters,
        sort=sorting(request.GET, columns),
        page=max(number, 1),
        size=SIZE,
    )
    names = units.names()
    table = Table(
        columns,
        [_row(one, names) for one in found.rows],
        str(spec.label),
        total=Row({"title": _("合计 %(n)s 条") % {"n": found.total}, **found.sums}) if found.total else None,
        pager=Pager(found.page, SIZE, found.total),
        empty=Empty(_("还没有记录"), _("填报或导入后会列在这里；有筛选条件时，先清除条件。")),
        export=f"{reverse('exchange:export', args=[name])}?{request.GET.urlencode()}",
    )
    page = Page(
        str(spec.label),
        crumbs=(Link(_("台账"), reverse("ledgers:index")),),
        actions=tuple(_ledger_offers(request, name)),
    )
    return render(request, "ledgers/list.html", {"page": page, "table": table, "filters": form})


def _ledger_offers(request: Request, name: str) -> list[Link]:
    """Reporting, for whoever reports in this ledger."""
    if request.actor.is_system or not queries.reach(request.actor, "report", queries.ledger(name)):
        return []
    return [
        Link(_("填报"), reverse("ledgers:report", args=[name]), "plus", strong=True),
        Link(_("导入"), reverse("exchange:import", args=[name]), "table-import"),
    ]


def _columns(name: str) -> list[Column]:
    """The record itself, its unit, the pack's columns, its stage and whether it is verified."""
    spec = queries.ledger(name)
    keys = [key for key in spec.columns or tuple(spec.fields)[:8] if key != spec.title]
    middle = [show.column(key, spec.fields[key]) for key in keys]
    stage = [Column("stage", _("阶段"), sort=True)] if spec.stages else []
    return [
        Column("title", _("记录")),
        Column("unit", _("责任单位"), sort=True),
        *middle,
        *stage,
        Column("verification", _("审核"), "badge", sort=True),
    ]


def _row(one: Record, names: dict[str, str]) -> Row:
    labels = {stage.key: str(stage.label) for stage in one.spec.stages}
    cells = {key: show.cell(field, one.values.get(key), names) for key, field in one.spec.fields.items()}
    cells |= {
        "title": one.title,
        "unit": names.get(one.unit, one.unit),
        "stage": labels.get(one.stage or "", ""),
        "verification": verification_badge(one.verification),
    }
    return Row(cells, reverse("ledgers:record", args=[one.ref.ledger, one.ref.id]))


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
    for child, rows in queries.children(request.actor, record.ref).items():
        spec = queries.ledger(child)
        columns = [one for one in _columns(child) if one.key != spec.parent]
        total = None
        if spec.total and rows:
            amounts = [row.values[spec.total] for row in rows if row.values[spec.total] is not None]
            total = Row({"title": _("合计"), spec.total: sum(amounts)})
        table = Table(
            [Column(c.key, c.label, c.kind, c.unit, c.places) for c in columns],
            [_row(row, names) for row in rows],
            str(spec.label),
            total=total,
            empty=Empty(_("还没有记录")),
        )
        made.append((table, offers.child(request, record, child)))
    return made


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
