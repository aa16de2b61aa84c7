"""A draft as its firm writes it: fields kept as they change, budget lines in place, people and files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from luoshi.calls import applying, policy, queries
from luoshi.calls.policy import MEMBER, PARTNER, SOURCE, USE
from luoshi.kernel.errors import InputError, LuoshiError, Stale
from luoshi.kernel.numbers import plain
from luoshi.ledgers import bars, stages
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.errors import Block
from luoshi.ledgers.records import Record
from luoshi.units import queries as units
from luoshi.web import below, formats
from luoshi.web.calls import forms, show
from luoshi.web.calls.views import crumbs
from luoshi.web.components import Confirm, Link, Page
from luoshi.web.ledgers import show as of_ledgers
from luoshi.web.request import Request
from luoshi.web.submitting import attempt

SIDES = {"source": SOURCE, "use": USE}


@require_http_methods(["GET", "POST"])
def write(request: Request, number: int) -> HttpResponse:
    """The page on which a firm writes; without a script it is kept by the button."""
    found = queries.own(request.actor, number)
    if found.stage not in policy.WRITTEN or found.withdrawn:
        return redirect("calls:application", number)
    form = forms.Write(request.POST or None, actor=request.actor, record=found, save=_to("save", number))

    def act() -> Record:
        seen = request.POST.get("seen", "")
        changed = form.values(form.touched())
        return applying.save(request.actor, number, changed, seen=int(seen) if seen.isdecimal() else 0)

    try:
        if attempt(request, form, act):
            messages.success(request, _("已保存。"))
            return redirect("calls:write", number)
    except Stale as fault:
        form.add_error(None, below.told(fault))
    return render(request, "calls/write.html", _context(request, queries.own(request.actor, number), form))


def _to(name: str, number: int) -> str:
    return reverse(f"calls:{name}", args=[number])


def _context(request: Request, found: Record, form: forms.Write) -> dict[str, Any]:
    above, actor, number = queries.call_of(found), request.actor, found.ref.id
    lead = f"{found.values['host']} · {_('截止')} {show.until(above)} · {show.left(above, actor.now())}"
    if found.stage == "returned":
        said = {"day": found.values["complete_by"]}
        lead = f"{found.values['host']} · {_('补正期限 %(day)s，当天算在内') % said}"
    page = Page(
        found.title, crumbs(above), (Link(_("预览"), _to("application", number), "eye"),),
        badge=show.stage(found), lead=lead,
    )  # fmt: skip
    return {
        "page": page, "form": form, "application": found, "call": above, "number": number,
        "budget": _budget(found), "files": _files(found), **state(request, found),
        "members": _lines(request, found, MEMBER), "partners": _lines(request, found, PARTNER),
        "standings": [show.standing(actor, *one) for one in queries.standings(actor, found)],
        "dialogs": _dialogs(found),
    }  # fmt: skip


def _dialogs(found: Record) -> list[Confirm]:
    where, returned = [found.ref.id], found.stage == "returned"
    text = (
        _("提交后不能修改；截止之前可以撤回再改。") if not returned else _("补正只有这一次，提交后不能再改。")
    )
    return [
        Confirm(
            "submit", _("提交申报") if not returned else _("提交补正"), text,
            reverse("calls:complete" if returned else "calls:submit", args=where), _("提交"),
        ),
        Confirm(
            "discard", _("作废草稿"), _("草稿作废后不能恢复。"), reverse("calls:discard_draft", args=where),
            _("作废"), danger=True, reason=_("原因"),
        ),
    ]  # fmt: skip


def state(
    request: Request, found: Record, *, saved: datetime | None = None, wrong: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """What stands beside the draft: what is lacking, who wrote last, whether it can be handed in."""
    blocks = queries.lacking(request.actor, found) if found.stage == "draft" else _to_complete(request, found)
    roles = queries.submitters(queries.call_of(found))
    return {
        "application": found, "saved": saved, "wrong": wrong or {}, "money": queries.budget(found),
        "lacking": [
            {"what": below.said(said), "where": _where(found, one), "right": below.said(one.right)}
            for one, said in zip(blocks, of_ledgers.blocked(found.spec, blocks), strict=True)
        ],
        "edits": [
            {"at": one.at, "name": one.name, "words": formats.listed(one.what)}
            for one in queries.edits(request.actor, found, 5)
        ], "number": found.ref.id,
        "may_submit": found.unit in units.reach(request.actor, *roles),
    }  # fmt: skip


def _to_complete(request: Request, found: Record) -> list[Block]:
    return [
        *stages.blocks(found, "completed", request.actor.today()),
        *bars.blocks(found, "completed", request.actor.today()),
    ]


def _where(found: Record, one: Block) -> str:
    """The part of the page where something that is lacking is filled in."""
    if one.kind == "evidence":
        return f"#files-{one.key}"
    if one.kind == "field":
        return f"#id_{one.key}" if one.key in forms.WRITTEN else "#fields"
    if one.kind == "bar":
        return "#bars"
    if one.kind == "check":
        when = found.spec.checks[int(one.key) - 1].when
        return (
            "#members"
            if "member" in when
            else "#budget"
            if "_source" in when or "_use" in when
            else "#fields"
        )
    return ""


def _budget(found: Record) -> list[dict[str, Any]]:
    """Both sides of the budget, a line for each choice there is."""
    money, made = queries.budget(found), []
    for side, lines in (("source", money.sources), ("use", money.uses)):
        labels = ledgers.ledger(SIDES[side]).fields["kind"].choices
        rows = [
            {
                "key": f"{side}-{kind}", "kind": kind, "label": labels[kind],
                "amount": plain(one.values["amount"]) if one else "",
                "note": (one.values["note"] or "") if one else "", "seen": one.version if one else 0,
                "line": one.ref.id if one else "",
            }
            for kind, one in lines.items()
        ]  # fmt: skip
        made.append(
            {"side": side, "label": _("经费来源") if side == "source" else _("经费支出"), "rows": rows}
        )
    return made


def _files(found: Record) -> list[dict[str, Any]]:
    """Each purpose with its files; those that handing in asks for are marked."""
    held, names = queries.files(found), units.person_names()
    asked = next(one.needs.evidence for one in found.spec.stages if one.key == "submitted")
    return [
        {
            "key": key,
            "purpose": purpose,
            "required": key in asked,
            "files": [
                {"id": one.id, "shown": of_ledgers.files(found, [one], names)[0]}
                for one in held
                if one.purpose == key
            ],
        }
        for key, purpose in found.spec.evidence.items()
    ]


def _lines(request: Request, found: Record, ledger: str) -> dict[str, Any]:
    form = forms.Line(actor=request.actor, ledger=ledger)
    return {
        "form": form,
        "ledger": ledger,
        "lines": queries.read_lines(request.actor, found, ledger),
        "keys": forms.LINES[ledger],
    }


def _panel(request: Request, number: int, wrong: Mapping[str, str], **more: Any) -> HttpResponse:
    found = queries.own(request.actor, number)
    saved = None if wrong else request.actor.now()
    context = {**state(request, found, saved=saved, wrong=wrong), "swapped": True, **more}
    return render(request, "calls/state.html", context)


@require_POST
def save(request: Request, number: int) -> HttpResponse:
    """Keep the one field that was changed, and tell how the draft stands."""
    values = {key: one for key, one in request.POST.items() if key in forms.WRITTEN}
    seen, wrong = request.POST.get("seen", ""), dict[str, str]()
    try:
        applying.save(request.actor, number, values, seen=int(seen) if seen.isdecimal() else 0)
    except LuoshiError as fault:
        key = next(iter(values), "")
        wrong[key] = _words(fault)
        if isinstance(fault, Stale):
            now = queries.own(request.actor, number)
            there = of_ledgers.words(now.spec.fields[key], now.values[key], {})
            wrong[key] += _("。对方填的是：%(value)s") % {"value": there}
    return _panel(request, number, wrong, fields=list(values))


def _words(fault: LuoshiError) -> str:
    problems = fault.problems if isinstance(fault, InputError) else ()
    said = [_("；").join(filter(None, (below.said(one.what), below.said(one.right)))) for one in problems]
    return " ".join(said) or below.told(fault)


@require_POST
def budget(request: Request, number: int) -> HttpResponse:
    """Keep one line of the budget: made, changed, or taken out when its amount is emptied."""
    said, wrong = request.POST, dict[str, str]()
    side, kind = said.get("side", ""), said.get("kind", "")
    ledger = SIDES.get(side, SOURCE)
    amount, note = said.get("amount", "").strip(), said.get("note", "").strip()
    try:
        line = said.get("line", "")
        seen = said.get("seen", "")
        _put(request, number, ledger, {"kind": kind, "amount": amount, "note": note}, (line, seen))
    except LuoshiError as fault:
        wrong[f"{side}-{kind}"] = _words(fault)
    found = queries.own(request.actor, number)
    row = next(
        (row for part in _budget(found) for row in part["rows"] if row["key"] == f"{side}-{kind}"), None
    )
    return _panel(request, number, wrong, row=row, fields=[f"{side}-{kind}"])


def _put(
    request: Request, number: int, ledger: str, values: dict[str, str], known: tuple[str, str]
) -> None:  # fmt: skip
    line, seen = (int(one) if one.isdecimal() else 0 for one in known)
    if not line:
        if values["amount"]:
            applying.put_line(request.actor, number, ledger, {k: v for k, v in values.items() if v})
        return
    if not values["amount"]:
        applying.drop_line(request.actor, number, ledger, line)
        return
    changed = {"amount": values["amount"], "note": values["note"] or None}
    applying.put_line(request.actor, number, ledger, changed, line=line, seen=seen)


@require_POST
def line(request: Request, number: int) -> HttpResponse:
    """Add a member or a partner."""
    ledger = PARTNER if request.POST.get("ledger") == PARTNER else MEMBER
    form = forms.Line(request.POST, actor=request.actor, ledger=ledger)
    if not attempt(request, form, lambda: applying.put_line(request.actor, number, ledger, form.said())):
        for key, said in form.errors.items():
            label = form.fields[key].label if key in form.fields else ""
            messages.error(request, f"{label} {' '.join(str(one) for one in said)}".strip())
    return _back(number, "members" if ledger == MEMBER else "partners")


@require_POST
def drop(request: Request, number: int) -> HttpResponse:
    """Take a member or a partner out again."""
    ledger = PARTNER if request.POST.get("ledger") == PARTNER else MEMBER
    try:
        applying.drop_line(request.actor, number, ledger, int(request.POST.get("line", "0")))
    except LuoshiError as fault:
        messages.error(request, below.told(fault))
    return _back(number, "members" if ledger == MEMBER else "partners")


def _back(number: int, part: str) -> HttpResponse:
    return redirect(f"{_to('write', number)}#{part}")


@require_POST
def upload(request: Request, number: int) -> HttpResponse:
    """Add a file for a purpose."""
    form = forms.Upload(request.POST, request.FILES, ledger=policy.APPLICATION)

    def act() -> object:
        sent = form.cleaned_data["file"]
        return applying.attach(request.actor, number, form.cleaned_data["purpose"], sent.name, sent.read())

    if not attempt(request, form, act):
        messages.error(request, " ".join(str(one) for said in form.errors.values() for one in said))
    return _back(number, f"files-{request.POST.get('purpose', '')}")


@require_POST
def take_off(request: Request, number: int) -> HttpResponse:
    """Take a file off again."""
    try:
        applying.take_off(request.actor, number, int(request.POST.get("file", "0")))
    except LuoshiError as fault:
        messages.error(request, below.told(fault))
    return _back(number, f"files-{request.POST.get('purpose', '')}")
