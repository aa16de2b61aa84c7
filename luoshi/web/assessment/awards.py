"""奖惩: what rules propose, who approved it, whether it was carried out, and the letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi.assessment import awards
from luoshi.assessment import course as courses
from luoshi.assessment.course import AWARDS, Course
from luoshi.assessment.proposals import told
from luoshi.journal import queries as journal
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.actions import NewFile
from luoshi.ledgers.records import Record
from luoshi.packs.spec import Sheet
from luoshi.reports import award_docx
from luoshi.units import queries as units
from luoshi.web import formats
from luoshi.web.assessment import common, forms, papers, workbook
from luoshi.web.components import Badge, Column, Confirm, Empty, Fact, Link, Page, Row, Table, Tone, sorting
from luoshi.web.languages import in_chinese
from luoshi.web.request import Request
from luoshi.web.submitting import attempt

KINDS: dict[str, Tone] = {
    "commend": "green", "bonus": "green", "talk": "yellow", "account": "red", "criticism": "red",
}  # fmt: skip


def kind(one: Record) -> Badge:
    """What it is, by the ledger's own word."""
    said = str(one.values["kind"])
    return Badge(str(one.spec.fields["kind"].choices[said]), KINDS[said])


def state(one: Record) -> Badge:
    """How far it has come."""
    if one.verification == "rejected":
        return Badge(_("已撤销"), "grey")
    if courses.waits(one):
        return Badge(_("待审批"), "yellow")
    words: dict[str | None, tuple[str, Tone]] = {
        "approved": (_("已批准"), "blue"), "carried": (_("已兑现"), "green"),
    }  # fmt: skip
    return Badge(*words.get(one.stage, (_("待审批"), "yellow")))


def _unit() -> str:
    """In what amounts are told."""
    known = ledgers.ledgers().get(AWARDS)
    return str(known.fields["amount"].unit) if known else ""


def table(found: Sequence[Record], course: Course, order: tuple[str, ...] = (), export: str = "") -> Table:
    """Awards and measures with the state of each."""
    names = units.names()
    rows = [
        Row(
            {
                "title": one.values["title"], "target": names.get(str(one.values["target"])),
                "kind": kind(one), "amount": one.values["amount"], "basis": one.values["basis"],
                "state": state(one),
            },
            reverse("assessment:award", args=[course.run.id, one.ref.id]),
        )
        for one in found
    ]  # fmt: skip
    if order:
        key = order[0].removeprefix("-")
        rows.sort(key=lambda row: _plain(row.cells[key]), reverse=order[0].startswith("-"))
    hint = _("定稿后，由考核员按细则的奖惩条款提出，领导审批。")
    return Table(_columns(), rows, _("奖惩"), empty=Empty(_("没有奖惩"), hint), export=export)


def _plain(value: object) -> str:
    return value.label if isinstance(value, Badge) else str(value or "")


def _columns() -> list[Column]:
    return [
        Column("title", _("事由")),
        Column("target", _("单位"), sort=True),
        Column("kind", _("方式"), "badge", sort=True),
        Column("amount", _("金额"), "number", _unit(), phone=False),
        Column("basis", _("依据"), phone=False),
        Column("state", _("状态"), "badge", sort=True),
    ]


def clauses(sheet: Sheet) -> Table:
    """What a sheet proposes, clause by clause."""
    pack = ledgers.packs()[sheet.pack]
    lights = {one.key: one.label for one in pack.lights}
    kinds = ledgers.ledgers()[AWARDS].fields["kind"].choices if AWARDS in ledgers.ledgers() else {}
    rows = [
        Row(
            {
                "label": str(one.label), "kind": Badge(str(kinds.get(one.kind, one.kind)), KINDS[one.kind]),
                "amount": one.amount, "told": told(one, lights),
            }
        )
        for one in sheet.consequences
    ]  # fmt: skip
    columns = [
        Column("label", _("奖惩条款")),
        Column("kind", _("方式"), "badge"),
        Column("amount", _("金额"), "number", _unit(), phone=False),
        Column("told", _("条件")),
    ]
    return Table(columns, rows, _("奖惩条款"))


@require_GET
def index(request: Request, number: int) -> HttpResponse | FileResponse:
    """Everything that follows from a run, as far as a person may read it."""
    course, found = courses.seen(request.actor, number), courses.my_awards(request.actor, number)
    order = sorting(request.GET, _columns())
    if request.GET.get("form") == "xlsx":
        with in_chinese():
            return workbook.sent(table(found, course, order), _("第%(n)s号考核奖惩") % {"n": number})
    export = f"{reverse('assessment:awards', args=[number])}?form=xlsx" if found else ""
    context = common.around(request, course, "awards") | {"table": table(found, course, order, export)}
    return render(request, "assessment/course.html", context)


@require_POST
def propose(request: Request, number: int) -> HttpResponse:
    """Propose what the sheet says."""
    made = awards.propose(request.actor, number)
    messages.success(request, _("已提出 %(n)s 条，等待领导审批。") % {"n": len(made)})
    return redirect("assessment:awards", number)


@require_GET
def award(request: Request, number: int, record: int) -> HttpResponse:
    """One award or measure: its basis, who decided, what is next."""
    course, one = courses.whole(request.actor, number), courses.award(request.actor, number, record)
    back = Link(_("奖惩"), reverse("assessment:awards", args=[number]))
    page = Page(
        str(one.values["title"]), (*common.crumbs(course), back), tuple(_offers(request, course, one)),
        badge=state(one),
    )  # fmt: skip
    context = {"page": page, "facts": _facts(one), "dialogs": _dialogs(number, record)}
    return render(request, "assessment/award.html", context)


def _offers(request: Request, course: Course, one: Record) -> list[Link]:
    """What may be done now, by whom."""
    at = [course.run.id, one.ref.id]
    made: list[Link] = []
    if one.verification == "rejected":
        return made
    leads, assesses = courses.leads(request.actor, course), courses.assesses(request.actor, course)
    if courses.waits(one) and leads and one.reported_by != request.actor.person:
        made.append(Link(_("批准"), icon="gavel", strong=True, dialog="approve"))
    if one.stage == "approved" and courses.stands(one) and assesses:
        made.append(Link(_("登记兑现"), reverse("assessment:carry_out", args=at), "check", strong=True))
    if courses.stands(one):
        made.append(Link(_("下载 Word"), reverse("assessment:letter", args=at), "file-type-docx"))
    if one.stage != "carried" and leads and one.reported_by != request.actor.person:
        made.append(Link(_("撤销"), icon="ban", danger=True, dialog="drop"))
    return made


def _dialogs(number: int, record: int) -> list[Confirm]:
    at = [number, record]
    approving = _("批准后由考核办打印文书并兑现；不能批准自己提出的。")
    dropping = _("撤销后不再兑现，理由留在记录里。")
    return [
        Confirm("approve", _("批准这条奖惩？"), approving, reverse("assessment:approve", args=at), _("批准")),
        Confirm(
            "drop", _("撤销这条奖惩？"), dropping, reverse("assessment:drop", args=at), _("撤销"),
            danger=True, reason=_("理由"),
        ),
    ]  # fmt: skip


def _facts(one: Record) -> list[Fact]:
    names, people, said = units.names(), units.person_names(), one.values
    facts = [
        Fact(_("单位"), names.get(str(said["target"]))),
        Fact(_("方式"), kind(one)),
        Fact(_("金额"), formats.amount(said["amount"], _unit())),
        Fact(_("提出"), _who(people, one.reported_by), formats.day(said["proposed_on"])),
        Fact(_("依据"), said["basis"], wide=True),
    ]
    for entry in journal.of_subjects([one.ref.subject], ("verify", "reject", "move")):
        titles = {"verify": _("批准人"), "reject": _("撤销人")}
        title = titles.get(entry.verb) or (_("兑现") if _carries(entry.data) else "")
        if title:
            facts.append(Fact(title, entry.name, f"{formats.day(entry.at)} {entry.why}".strip()))
    return facts


def _carries(data: Mapping[str, Any]) -> bool:
    return bool(data.get("stage", [None, None])[1] == "carried")


def _who(people: dict[int, str], number: int | None) -> str:
    return people.get(number or 0, _("系统"))


@require_POST
def approve(request: Request, number: int, record: int) -> HttpResponse:
    """A leader's approval."""
    awards.approve(request.actor, number, record)
    messages.success(request, _("已批准。"))
    return redirect("assessment:award", number, record)


@require_POST
def drop(request: Request, number: int, record: int) -> HttpResponse:
    """Dropped with a reason."""
    awards.drop(request.actor, number, record, why=request.POST.get("why", ""))
    messages.success(request, _("已撤销。"))
    return redirect("assessment:award", number, record)


@require_http_methods(["GET", "POST"])
def carry_out(request: Request, number: int, record: int) -> HttpResponse:
    """Carried out, with its proof."""
    course, one = courses.whole(request.actor, number), courses.award(request.actor, number, record)
    initial = {"on": request.actor.today()}
    form = forms.CarryOut(request.POST or None, request.FILES or None, initial=initial)

    def act() -> Record:
        said = form.cleaned_data
        proof = NewFile("proof", said["proof"].name, said["proof"].read())
        return awards.carry_out(request.actor, number, record, proof, on=said["on"], why=said["why"])

    if attempt(request, form, act):
        messages.success(request, _("已登记兑现。"))
        return redirect("assessment:award", number, record)
    here = reverse("assessment:award", args=[number, record])
    page = Page(_("登记兑现"), (*common.crumbs(course), Link(str(one.values["title"]), here)))
    context = {"page": page, "form": form, "submit": _("保存"), "cancel": here}
    return render(request, "form_page.html", context)


@require_GET
def letter(request: Request, number: int, record: int) -> HttpResponse:
    """The letter of an approved award or measure."""
    return papers.sent(award_docx.award_letter(request.actor, number, record))
