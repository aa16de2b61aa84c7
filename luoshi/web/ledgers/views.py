"""A ledger's list, a record's page, and deciding whether a fact holds."""

from __future__ import annotations

from decimal import Decimal

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from luoshi.kernel.errors import Missing
from luoshi.ledgers import actions, files, queries
from luoshi.ledgers.records import Record, Ref
from luoshi.ledgers.stages import blocks, clocks
from luoshi.ledgers.warnings import warnings
from luoshi.units import queries as units
from luoshi.web.components import (
    Column,
    Confirm,
    Empty,
    Link,
    Page,
    Pager,
    Row,
    Table,
    sorting,
    verification_badge,
)
from luoshi.web.ledgers import show
from luoshi.web.ledgers.forms import Filters
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
    number = int(request.GET.get("page", "1")) if request.GET.get("page", "1").isdigit() else 1
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
    )
    page = Page(str(spec.label), crumbs=(Link(_("台账"), reverse("ledgers:index")),))
    return render(request, "ledgers/list.html", {"page": page, "table": table, "filters": form})


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
    crumbs = (
        Link(_("台账"), reverse("ledgers:index")),
        Link(str(found.spec.label), reverse("ledgers:list", args=[name])),
    )
    page = Page(
        found.title,
        crumbs,
        actions=tuple(_offers(request, found)),
        badge=verification_badge(found.verification),
    )
    context = {
        "page": page,
        "steps": show.steps(found, limits),
        "blocks": _next_blocks(found),
        "warnings": warnings(found),
        "facts": show.facts(found, names),
        "files": show.files(found, queries.evidence(request.actor, ref), people),
        "no_files": Empty(_("还没有佐证"), _("进入有要求的阶段前要先上传。")),
        "gates": show.gates(found, queries.gates(request.actor, ref)),
        "children": _children(request, ref, names),
        "shares": _shares(request, ref, names),
        "events": show.events(found, queries.history(request.actor, ref), names),
        "dialogs": _dialogs(found),
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
    return str(following.label), [block.what for block in blocks(found, following.key)]


def _children(request: Request, ref: Ref, names: dict[str, str]) -> list[Table]:
    made = []
    for child, rows in queries.children(request.actor, ref).items():
        spec, columns = queries.ledger(child), [one for one in _columns(child) if one.key != "project"]
        total = None
        if spec.total and rows:
            amounts = [row.values[spec.total] for row in rows if row.values[spec.total] is not None]
            total = Row({"title": _("合计"), spec.total: sum(amounts)})
        made.append(
            Table(
                [Column(c.key, c.label, c.kind, c.unit, c.places) for c in columns],
                [_row(row, names) for row in rows],
                str(spec.label),
                total=total,
                empty=Empty(_("还没有记录")),
            )
        )
    return made


def _offers(request: Request, found: Record) -> list[Link]:
    """What the person may do here now."""
    if found.verification != "pending" or found.unit not in queries.reach(
        request.actor, "verify", found.spec
    ):
        return []
    return [
        Link(_("审核通过"), icon="check", strong=True, dialog="verify"),
        Link(_("退回"), icon="x", danger=True, dialog="reject"),
    ]


def _dialogs(found: Record) -> list[Confirm]:
    where = [found.ref.ledger, found.ref.id]
    return [
        Confirm(
            "verify",
            _("审核通过？"),
            _("通过后这条数据计入统计，其待审佐证一并通过。"),
            reverse("ledgers:verify", args=where),
            _("审核通过"),
        ),
        Confirm(
            "reject",
            _("退回这条数据？"),
            _("填报单位会看到退回原因。"),
            reverse("ledgers:reject", args=where),
            _("退回"),
            danger=True,
            reason=_("退回原因"),
        ),
    ]


@require_POST
def verify(request: Request, name: str, number: int) -> HttpResponse:
    actions.verify(request.actor, Ref(name, number))
    return redirect("ledgers:record", name, number)


@require_POST
def reject(request: Request, name: str, number: int) -> HttpResponse:
    actions.reject(request.actor, Ref(name, number), why=request.POST.get("reason", ""))
    return redirect("ledgers:record", name, number)


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
