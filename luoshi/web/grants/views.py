"""立项拨款: decisions of calls, projects with their money, and one page for every step."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from luoshi.calls import queries as calls
from luoshi.grants import deciding, noticing, queries, terms
from luoshi.grants.policy import (
    DECIDES,
    DECISION,
    DILIGENCE,
    INSTALMENT,
    LINE,
    LOOK,
    MONEY,
    OFFICE,
    PROJECT,
    WATCHES,
)
from luoshi.kernel.errors import Missing
from luoshi.ledgers import queries as records
from luoshi.ledgers.records import Record
from luoshi.web import formats
from luoshi.web.components import Empty, Fact, Link, Page
from luoshi.web.grants import forms, show
from luoshi.web.grants.doing import STEPS
from luoshi.web.request import Request
from luoshi.web.stepping import Step
from luoshi.web.submitting import attempt


@require_GET
def index(request: Request) -> HttpResponse:
    """What waits to be decided, decisions, projects; for a firm its own projects."""
    actor = request.actor
    if not queries.kept():
        empty = Empty(_("没有启用科技创新台账包"), _("请系统管理员在管理页启用。"))
        return render(request, "grants/index.html", {"page": Page(_("立项拨款")), "empty": empty})
    office = actor.has(*WATCHES)
    projects = queries.projects(actor) if office else queries.mine(actor)
    context = {
        "page": Page(_("立项拨款"), lead=_("按评审排序拟定，公示五个工作日，批准后签任务书，凭里程碑拨款。")),
        "undecided": show.calls(queries.waiting_calls(actor)) if actor.has(*OFFICE) else None,
        "decisions": show.decisions(queries.decisions(actor)),
        "projects": show.projects(projects),
    }  # fmt: skip
    return render(request, "grants/index.html", context)


@require_http_methods(["GET", "POST"])
def propose(request: Request, call: int) -> HttpResponse:
    """Draw up a decision of a call."""
    above = calls.led(request.actor, call)
    if begun := queries.unfinished(call):
        return redirect("grants:decision", begun.ref.id)
    title = _("%(call)s立项方案") % {"call": above.title}
    form = forms.Propose(request.POST or None, initial={"title": title})
    made = attempt(request, form, lambda: deciding.propose(request.actor, call, form.cleaned_data["title"]))
    if made:
        messages.success(request, _("方案已拟定，按评审排序列入。"))
        return redirect("grants:decision", made.ref.id)
    facts = [Fact(_("申报通知"), above.title, wide=True)]
    return _page(request, _("拟定立项方案"), form, _("拟定"), reverse("grants:index"), facts)


@require_GET
def decision(request: Request, number: int) -> HttpResponse:
    """A decision: what it proposes, objections, what comes next."""
    actor, found = request.actor, queries.decision(request.actor, number)
    above = queries.call_of(found)
    watches = calls.runs(actor, above, WATCHES)
    proposed = queries.lines(found)
    said, names = found.values, {one.ref.id: one.title for one in proposed}
    facts = [
        Fact(_("申报通知"), above.title, url=reverse("calls:call", args=[above.ref.id])),
        Fact(_("资金总额"), formats.amount(above.values["budget"], show.UNIT)),
    ]
    if said["last_day"]:
        span = f"{formats.day(said['opened_on'])} — {formats.day(said['last_day'])}"
        facts.append(Fact(_("公示期"), span))
    if said["number"]:
        facts += [Fact(_("立项文号"), said["number"]), Fact(_("批准人"), said["decided_by"])]
        facts.append(Fact(_("集体研究意见"), said["opinion"], wide=True))
    objected = queries.objections(actor, found) if watches else []
    answers = calls.runs(actor, above)
    context = {
        "page": Page(found.title, show.crumbs(), _next(request, found, above), badge=show.badge(found)),
        "facts": facts, "lines": show.lines(
            proposed, watches, answers and found.stage == "draft",
            decided=found.stage == "decided",
        ),
        "objections": show.objections(objected, names, answers) if objected else None,
    }  # fmt: skip
    return render(request, "grants/decision.html", context)


def _next(request: Request, found: Record, above: Record) -> tuple[Link, ...]:
    actor, number = request.actor, found.ref.id
    made: list[Link] = []
    if found.stage == "draft" and calls.runs(actor, above):
        made.append(Link(_("公示方案"), _step("notice", number), "speakerphone", strong=True))
        made.append(Link(_("列入项目"), reverse("grants:line", args=[number]), "plus"))
        made.append(Link(_("撤销方案"), _step("discard", number), "trash", danger=True))
    if found.stage == "notice" and calls.runs(actor, above, DECIDES):
        made.append(Link(_("批准立项"), _step("decide", number), "checks", strong=True))
    if found.stage in ("notice", "decided"):
        made.append(Link(_("公示页"), reverse("grants:public_one", args=[number]), "external-link"))
    return tuple(made)


def _step(verb: str, number: int) -> str:
    return reverse("grants:step", args=[verb, number])


@require_http_methods(["GET", "POST"])
def line(request: Request, number: int) -> HttpResponse:
    """Put an application on a draft, or change its amount."""
    found = queries.drafted(request.actor, number)
    open_to = ("admitted", "ranked", "proposed")
    named = [
        (str(one.ref.id), formats.aside(one.title, one.values["host"]))
        for one in calls.applications(request.actor, int(found.values["call"]), stages=open_to)
    ]
    form = forms.Line(request.POST or None, applications=named)

    def act() -> Record:
        said = form.cleaned_data
        return deciding.put_line(
            request.actor, number, int(said["application"]), said["amount"], why=said["why"]
        )

    if attempt(request, form, act):
        messages.success(request, _("已列入。"))
        return redirect("grants:decision", number)
    back = reverse("grants:decision", args=[number])
    return _page(request, _("列入项目"), form, _("列入"), back, [], show.crumbs(found))


@require_http_methods(["GET", "POST"])
def answer(request: Request, number: int, objection: int) -> HttpResponse:
    """Answer an objection."""
    found = queries.led(request.actor, number)
    one = next((each for each in queries.objections(request.actor, found) if each.ref.id == objection), None)
    if one is None:
        raise Missing(_("没有这条异议"))
    form = forms.Answer(request.POST or None)

    def act() -> Record:
        said = form.cleaned_data
        return noticing.answer(request.actor, number, objection, said["verdict"], said["reply"])

    if attempt(request, form, act):
        messages.success(request, _("已答复。"))
        return redirect("grants:decision", number)
    names = {each.ref.id: each.title for each in queries.lines(found)}
    facts = [
        Fact(_("项目"), names.get(int(one.values["line"]), "")),
        Fact(_("署名"), formats.aside(one.values["signed"], one.values["phone"])),
        Fact(_("异议理由"), one.values["reason"], wide=True),
    ]
    back = reverse("grants:decision", args=[number])
    return _page(request, _("答复异议"), form, _("答复"), back, facts, show.crumbs(found))


@require_http_methods(["GET", "POST"])
def step(request: Request, verb: str, number: int) -> HttpResponse:
    """Any step of a grant: its form, and what it is about."""
    doing = STEPS.get(verb)
    if doing is None:
        raise Http404
    about, above, back = _about(request, doing, number)
    initial = {"paid_on": request.actor.today(), "on": request.actor.today()} | _initial(doing, about)
    sent = request.method == "POST"
    form = doing.form(request.POST if sent else None, request.FILES if sent else None, initial=initial)

    def act() -> object:
        said: Mapping[str, Any] = form.cleaned_data
        if isinstance(form, forms.Contract):
            said = {**said, "terms": form.terms()}
        return doing.act(request.actor, number, said)

    if attempt(request, form, act):
        messages.success(request, str(doing.said))
        return redirect(back)
    facts = _facts(about)
    return _page(request, str(doing.title), form, str(doing.button), back, facts, show.crumbs(above))


def _initial(doing: Step, about: Record) -> dict[str, Any]:
    if doing.form is not forms.Contract:
        return {}
    said = about.values
    written = terms.written(
        queries.milestones(about), queries.instalments(about), records.beneath(MONEY, about.ref.id)
    )
    dates = {"starts_on": said["starts_on"], "ends_on": said["ends_on"]}
    return {"number": said["contract_no"], **dates, **written}


def _about(request: Request, doing: Step, number: int) -> tuple[Record, Record | None, str]:
    """The record of a step, the decision or project above it, and the page that leads back."""
    actor = request.actor
    if doing.of == DECISION:
        found = queries.decision(actor, number)
        return found, found, reverse("grants:decision", args=[number])
    if doing.of == DILIGENCE:
        found = queries.diligence_led(actor, number)
        return found, None, reverse("grants:diligence", args=[number])
    if doing.of == PROJECT:
        found = queries.project(actor, number)
        return found, found, reverse("grants:project", args=[number])
    one = queries.part(doing.of, number)
    if doing.of == LINE:
        found = queries.led(actor, int(one.values["decision"]))
        return one, found, reverse("grants:decision", args=[found.ref.id])
    paid = queries.part(INSTALMENT, int(one.values["instalment"])) if doing.of == LOOK else one
    above = queries.project(actor, int(paid.values["project"]))
    return one, above, reverse("grants:project", args=[above.ref.id])


def _facts(about: Record) -> list[Fact]:
    """What is known of the record, in the pack's order; people's own data aside."""
    shown = [
        Fact(str(field.label), _said(about.values[key], field.unit), wide=field.type == "long_text")
        for key, field in about.spec.fields.items()
        if about.values[key] not in (None, "") and field.type in PLAIN and not field.personal
    ]
    return shown[:MOST_FACTS]


def _said(value: Any, unit: str | None) -> str:
    return formats.amount(value, unit) if unit and isinstance(value, Decimal) else str(value)


PLAIN = ("text", "long_text", "money", "date", "integer", "organization", "phone")
MOST_FACTS = 12


def _page(
    request: Request, title: str, form: django_forms.Form, submit: str, back: str, facts: list[Fact],
    crumbs: tuple[Link, ...] = (),
) -> HttpResponse:  # fmt: skip
    context = {
        "page": Page(title, crumbs or show.crumbs()), "form": form, "submit": submit, "facts": facts,
        "cancel": back,
    }  # fmt: skip
    return render(request, "reviews/step.html", context)
