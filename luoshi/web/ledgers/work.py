"""Working on a record: report, change, correct, move, attach, decide, share, take back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Stale
from luoshi.ledgers import actions, queries
from luoshi.ledgers.records import Record, Ref
from luoshi.ledgers.stages import blocks
from luoshi.packs.spec import ledger_of
from luoshi.units import queries as units
from luoshi.web.components import Link, Page
from luoshi.web.ledgers import entry, show
from luoshi.web.request import Request
from luoshi.web.submitting import attempt

form_page = require_http_methods(["GET", "POST"])


def where(ref: Ref) -> str:
    return reverse("ledgers:record", args=[ref.ledger, ref.id])


def above(actor: Actor) -> Link:
    """The page above every ledger's: that of all ledgers, or for people of no office their own."""
    if queries.is_outside(actor):
        return Link(_("我的事项"), reverse("portal:index"))
    return Link(_("台账"), reverse("ledgers:index"))


def crumbs(actor: Actor, name: str, record: Record | None = None) -> tuple[Link, ...]:
    """台账 / 招商项目 / the record."""
    label = str(queries.ledger(name).label)
    made = (
        above(actor),
        Link(label, reverse("ledgers:list", args=[name])),
    )
    return (*made, Link(record.title, where(record.ref))) if record else made


def back(request: Request, record: Record, said: str) -> HttpResponseRedirect:
    messages.success(request, said)
    return redirect(where(record.ref))


def about(request: Request, record: Record, title: str, form: Form, submit: str, **more: Any) -> HttpResponse:
    """A form about a record, with the way back to it."""
    context = {
        "page": Page(title, crumbs(request.actor, record.ref.ledger, record)),
        "form": form, "submit": submit, "cancel": where(record.ref), **more,
    }  # fmt: skip
    return render(request, more.pop("template", "form_page.html"), context)


@form_page
def report(request: Request, name: str) -> HttpResponse:
    """A new record; what the address says (its parent, its unit) is filled in already."""
    spec, actor = queries.ledger(name), request.actor
    initial = {} if request.method == "POST" else _given(request, name)
    form = entry.Report(request.POST or None, request.FILES or None, spec=spec, actor=actor, initial=initial)

    def act() -> Record:
        said = form.cleaned_data["reporting_unit"]
        return actions.create(actor, name, said, form.values(), files=form.attachments)

    if made := attempt(request, form, act):
        return back(request, made, _("已填报，等待审核。"))
    page = Page(_("填报%(label)s") % {"label": spec.label}, crumbs(actor, name))
    cancel = request.GET.get("back") or reverse("ledgers:list", args=[name])
    context = {"page": page, "form": form, "submit": _("填报"), "wide": True, "cancel": cancel}
    return render(request, "form_page.html", context)


def _given(request: Request, name: str) -> dict[str, Any]:
    """The parent that the address names, and its unit, so that a clerk does not type them again."""
    spec, found = queries.ledger(name), {key: str(value) for key, value in request.GET.items()}
    parent = found.get(spec.parent or "")
    if spec.parent and parent and parent.isdecimal():
        field = spec.fields[spec.parent]
        record = queries.record(request.actor, Ref(ledger_of(spec, field), int(parent)))
        found[spec.parent] = entry.said(record)
        if record.unit in queries.reach(request.actor, "report", spec):
            found["reporting_unit"] = record.unit
    return found


@require_GET
def options(request: Request, name: str) -> HttpResponse:
    """What a form offers for the words typed so far."""
    words = str(next(iter(request.GET.values()), ""))
    words = words.partition(" ")[2] if words.partition(" ")[0].isdecimal() else words
    found = queries.options(request.actor, name, words)
    names = units.names()
    offered = [(entry.said(one), names.get(one.unit, one.unit)) for one in found]
    return render(request, "ledgers/options.html", {"offered": offered})


@form_page
def edit(request: Request, name: str, number: int) -> HttpResponse:
    """Change an open fact; of a closed month the difference is booked as a correction."""
    actor, ref = request.actor, Ref(name, number)
    record = queries.record(actor, ref)
    closed = queries.lock(record.unit, record.day) is not None
    change: Callable[..., Record] = actions.adjust if closed else actions.edit
    form = entry.Edit(request.POST or None, spec=record.spec, actor=actor, record=record, reason=closed)

    def act() -> Record:
        said = form.cleaned_data
        return change(actor, ref, form.values(form.touched()), version=said["version"], why=said["why"])

    differs: list[Any] = []
    if request.method == "POST":
        try:
            if done := attempt(request, form, act):
                return back(request, done, _("已更正，差额计入当期。") if closed else _("已保存。"))
        except Stale as stale:
            form, differs = _beside(request, record, form, closed)
            form.add_error(None, str(stale))
    title = _("更正：%(title)s") if closed else _("修改：%(title)s")
    return about(
        request, record, title % {"title": record.title}, form, _("更正") if closed else _("保存"),
        wide=True, differs=differs, template="ledgers/edit.html",
    )  # fmt: skip


def _beside(
    request: Request, record: Record, sent: entry.Edit, closed: bool
) -> tuple[entry.Edit, list[tuple[str, str, str]]]:
    """What was typed, kept; what others changed meanwhile, brought up to date and told beside it."""
    data, touched, names = request.POST.copy(), sent.touched(), units.names()
    now = entry.Edit(spec=record.spec, actor=request.actor, record=record, reason=closed)
    differs = []
    for key in now.values_typed():
        current = str(now.initial.get(key, ""))
        seen = data.get(f"initial-{key}", "")
        if current != seen and key in touched and key in record.spec.fields:
            field = record.spec.fields[key]
            differs.append((str(field.label), show.words(field, record.values[key], names), str(data[key])))
        data[f"initial-{key}"] = current
        if key not in touched:
            data[key] = current
    data["version"] = str(record.version)
    form = entry.Edit(data, spec=record.spec, actor=request.actor, record=record, reason=closed)
    form.is_valid()
    return form, differs


@form_page
def move(request: Request, name: str, number: int) -> HttpResponse:
    """To a later stage; what still blocks each of them is told beforehand."""
    actor, ref = request.actor, Ref(name, number)
    record = queries.record(actor, ref, "report")
    form = entry.Move(request.POST or None, record=record, actor=actor)

    def act() -> Record:
        said = form.cleaned_data
        return actions.move(
            actor, ref, said["stage"], on=said["on"], version=said["version"], why=said["why"]
        )

    if request.method == "POST":
        try:
            if done := attempt(request, form, act):
                return back(request, done, _("已进入新阶段。"))
        except Stale as stale:
            form.add_error(None, str(stale))
    later = [key for key, _label in form.fields["stage"].choices]  # type: ignore[attr-defined]  # a choice field
    preview = [
        (stage.label, show.blocked(record.spec, blocks(record, stage.key, request.actor.today())))
        for stage in record.spec.stages
        if stage.key in later
    ]
    title = _("推进阶段：%(title)s") % {"title": record.title}
    return about(request, record, title, form, _("进入"), preview=preview, template="ledgers/move.html")


@form_page
def attach(request: Request, name: str, number: int) -> HttpResponse:
    """Another piece of evidence."""
    actor, ref = request.actor, Ref(name, number)
    record = queries.record(actor, ref, "report")
    form = entry.Upload(request.POST or None, request.FILES or None, spec=record.spec)

    def act() -> object:
        file = form.cleaned_data["file"]
        return actions.attach(actor, ref, form.cleaned_data["purpose"], file.name, file.read())

    if attempt(request, form, act) is not None:
        return back(request, record, _("佐证已上传，等待审核。"))
    return about(request, record, _("上传佐证：%(title)s") % {"title": record.title}, form, _("上传"))


@form_page
def gate(request: Request, name: str, number: int, gate: str) -> HttpResponse:
    """Pass or refuse a gate."""
    actor, ref = request.actor, Ref(name, number)
    record = queries.record(actor, ref)
    form = entry.Gate(request.POST or None, initial={"on": actor.today().isoformat(), "passed": "1"})

    def act() -> object:
        said = form.cleaned_data
        return actions.decide_gate(
            actor, ref, gate, passed=said["passed"] == "1", why=said["why"],
            document_no=said["document_no"], on=said["on"],
        )  # fmt: skip

    if attempt(request, form, act) is not None:
        return back(request, record, _("已记下决定。"))
    label = record.spec.gates[gate].label if gate in record.spec.gates else gate
    title = _("%(gate)s：%(title)s") % {"gate": label, "title": record.title}
    return about(request, record, title, form, _("决定"))


@form_page
def share(request: Request, name: str, number: int) -> HttpResponse:
    """Split the credit of a record."""
    actor, ref = request.actor, Ref(name, number)
    record = queries.record(actor, ref, "share")
    form = entry.Shares(request.POST or None, initial=_shared(request, record))

    def act() -> object:
        said = form.cleaned_data
        return actions.share(actor, ref, form.shares, from_day=said["from_day"], why=said["why"])

    if attempt(request, form, act) is not None:
        return back(request, record, _("份额已划分。"))
    return about(
        request, record, _("划分份额：%(title)s") % {"title": record.title}, form, _("划分"), wide=True
    )


def _shared(request: Request, record: Record) -> dict[str, Any]:
    held = [one for one in queries.shares(request.actor, record.ref) if one.to_day is None]
    made: dict[str, Any] = {"from_day": request.actor.today().isoformat()}
    for line, one in enumerate(held, start=1):
        made |= {f"unit_{line}": one.unit, f"percent_{line}": one.bp / 100}
    return made if held else {**made, "unit_1": record.unit}


def once(act: Callable[[Request, Ref], object], said: Promise) -> Callable[..., HttpResponse]:
    """A button on a record's page: one action, then the page again."""

    @require_POST
    def view(request: Request, name: str, number: int) -> HttpResponse:
        ref = Ref(name, number)
        act(request, ref)
        messages.success(request, str(said))
        return redirect(where(ref))

    return view


def why(request: Request) -> str:
    return request.POST.get("why", "")


verify = once(lambda request, ref: actions.verify(request.actor, ref), gettext_lazy("已审核通过。"))
reject = once(
    lambda request, ref: actions.reject(request.actor, ref, why=why(request)), gettext_lazy("已退回。")
)
withdraw = once(
    lambda request, ref: actions.withdraw(request.actor, ref, why=why(request)), gettext_lazy("已撤回。")
)
