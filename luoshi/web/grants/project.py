"""A project's page: its money, milestones, instalments, looks, changes, performance, and what comes next."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi.calls import queries as calls
from luoshi.grants import accounts, diligence, queries
from luoshi.grants.policy import CHANGE, DECIDES, FIRM, MONEY, OFFICE, PAYS, PERFORMANCE, REFUND, RUNS
from luoshi.ledgers import queries as records
from luoshi.ledgers.records import Record
from luoshi.reports import contract_docx
from luoshi.units import queries as units
from luoshi.web import formats
from luoshi.web.components import Fact, Link, Page
from luoshi.web.grants import forms, show
from luoshi.web.grants.doing import STEPS
from luoshi.web.ledgers import show as of_ledgers
from luoshi.web.request import Request
from luoshi.web.submitting import attempt

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_GET
def project(request: Request, number: int) -> HttpResponse:
    """A project as its firm and the offices see it."""
    found = queries.project(request.actor, number)
    can = _can(request, found)
    goals, parts = queries.milestones(found), queries.instalments(found)
    looks = queries.looks(found)
    changes = records.beneath(CHANGE, number)
    years = records.beneath(PERFORMANCE, number)
    money = records.beneath(MONEY, number)
    back, account = records.beneath(REFUND, number), accounts.account(found)
    context = {
        "page": Page(found.title, show.crumbs(), _next(found, can), badge=show.badge(found)),
        "steps": of_ledgers.steps(found, []), "facts": show.facts(found),
        "balance": show.balance(account, accounts.sources(account, money)),
        "milestones": show.milestones(goals, _of_goals(goals, can)),
        "instalments": show.instalments(
            parts, {one.ref.id: one.title for one in goals}, _of_parts(parts, can)
        ),
        "looks": show.looks(looks, _steps("look", looks, "due", can & {"office", "pays"})) if looks else None,
        "changes": show.changes(changes, _steps("ruling", changes, "asked", can & {"office"}))
        if changes else None,
        "performance": show.performance(years, _of_years(years, can))
        if years else None,
        "sources": show.sources(money, _steps("raise", money, None, can & {"office"})) if money else None,
        "refunds": show.refunds(back) if back else None,
        "files": of_ledgers.files(found, calls.files(found), units.person_names()),
    }  # fmt: skip
    return render(request, "grants/project.html", context)


def _can(request: Request, found: Record) -> set[str]:
    """What the person is to a project: firm, office, pays, decides."""
    actor, above = request.actor, queries.call_of_project(found)
    held = {
        "office": calls.runs(actor, above, OFFICE), "pays": calls.runs(actor, above, PAYS),
        "decides": calls.runs(actor, above, DECIDES), "firm": found.unit in units.reach(actor, *FIRM),
    }  # fmt: skip
    return {key for key, holds in held.items() if holds}


def _next(found: Record, can: set[str]) -> tuple[Link, ...]:
    """What comes next: stages in which, who does it, and the step."""
    number, made = found.ref.id, list[Link]()
    for stages, who, verb, label, icon in _OFFERS:
        if found.stage in stages and who in can and (verb != "sign" or found.values["contract_no"]):
            strong = not made and verb not in ("change", "stop", "back")
            made.append(Link(str(label), _step(verb, number), icon, strong=strong, danger=verb == "stop"))
    if found.values["contract_no"]:
        made.append(Link(_("下载任务书"), reverse("grants:contract", args=[number]), "download"))
    return tuple(made)


_OFFERS: tuple[tuple[tuple[str, ...], str, str, Promise, str], ...] = (
    (("approved",), "office", "contract", gettext_lazy("拟定任务书"), "writing"),
    (("approved",), "office", "sign", gettext_lazy("登记签订"), "signature"),
    (RUNS, "office", "accept", gettext_lazy("登记验收"), "checks"),
    (RUNS, "firm", "change", gettext_lazy("申请变更"), "edit"),
    (RUNS, "decides", "stop", gettext_lazy("终止项目"), "ban"),
    (("running", "accepted", "ended"), "pays", "back", gettext_lazy("收回结余"), "arrow-back-up"),
    (("accepted",), "office", "follow", gettext_lazy("转入绩效跟踪"), "arrow-right"),
)
"""Stages, who does it, the step, and how it is offered."""


def _step(verb: str, number: int) -> str:
    return reverse("grants:step", args=[verb, number])


def _link(verb: str, number: int) -> Link:
    return Link(str(STEPS[verb].title), _step(verb, number))


def _of_goals(found: list[Record], can: set[str]) -> dict[int, Link]:
    made = {}
    for one in found:
        if "firm" in can and one.stage in ("planned", "mending"):
            made[one.ref.id] = _link("report", one.ref.id)
        if "office" in can and one.stage in ("reported", "again"):
            made[one.ref.id] = _link("check", one.ref.id)
    return made


def _of_parts(found: list[Record], can: set[str]) -> dict[int, Link]:
    made = {}
    for one in found:
        if "office" in can and one.stage == "planned":
            made[one.ref.id] = _link("release", one.ref.id)
        if "pays" in can and one.stage == "released":
            made[one.ref.id] = _link("pay", one.ref.id)
    return made


def _of_years(found: list[Record], can: set[str]) -> dict[int, Link]:
    due = _steps("performance", found, "due", can & {"firm"})
    return due | _steps("confirm", found, "reported", can & {"office"})


def _steps(verb: str, found: list[Record], stage: str | None, may: set[str]) -> dict[int, Link]:
    if not may:
        return {}
    return {one.ref.id: _link(verb, one.ref.id) for one in found if one.stage == stage}


@require_GET
def contract(request: Request, number: int) -> HttpResponse:
    """The contract as Word, to be signed and sealed."""
    answer = HttpResponse(contract_docx.render(request.actor, number), content_type=DOCX)
    answer["Content-Disposition"] = f'attachment; filename="contract-{number}.docx"'
    return answer


@require_http_methods(["GET", "POST"])
def due_diligence(request: Request, number: int) -> HttpResponse:
    """The due diligence sheet of an application: its items, both scores, and the form for the next item."""
    actor = request.actor
    application = queries.diligence_led(actor, number, OFFICE)
    sheet = queries.diligence(actor, number)
    looking = sheet is not None and sheet.record.stage == "looking"
    form = forms.Item(request.POST or None, request.FILES or None) if looking else None

    def act() -> object:
        assert form is not None
        said = form.cleaned_data
        look = diligence.Look(said["item"], said["score"], said["found"], said["paper"])
        return diligence.score(actor, number, look)

    if form is not None and attempt(request, form, act) is not None:
        return redirect("grants:diligence", number)
    facts = [
        Fact(_("申报单位"), application.values["host"]),
        Fact(_("申请资助"), formats.amount(application.values["asked"], show.UNIT)),
    ]
    if sheet is not None:
        facts += [Fact(_("潜力分"), sheet.score("potential")), Fact(_("风险分"), sheet.score("risk"))]
        if sheet.record.values["conclusion"]:
            facts.append(Fact(_("结论"), sheet.record.values["conclusion"], wide=True))
    sign = Link(_("签字"), _step("conclude", number), "signature", strong=True)
    badge = show.badge(sheet.record) if sheet else None
    where = Link(application.title, reverse("calls:application", args=[number]))
    context = {
        "page": Page(_("尽职调查"), (show.crumb(), where), (sign,) if looking else (), badge=badge),
        "facts": facts, "items": show.items(sheet) if sheet else None, "form": form,
        "begin": reverse("grants:begin_diligence", args=[number]) if sheet is None else "",
    }  # fmt: skip
    return render(request, "grants/diligence.html", context)


@require_POST
def begin_diligence(request: Request, number: int) -> HttpResponse:
    """Begin to look into an application."""
    diligence.begin(request.actor, number)
    return redirect("grants:diligence", number)
