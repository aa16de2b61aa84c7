"""异议: filed in the house for a unit, read, answered, the answer printed."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from luoshi.assessment import course as courses
from luoshi.assessment import objections
from luoshi.assessment.course import Course
from luoshi.assessment.policy import ASSESSES, READS
from luoshi.ledgers.actions import NewFile
from luoshi.ledgers.records import Record
from luoshi.reports import award_docx
from luoshi.units import queries as units
from luoshi.web import formats
from luoshi.web.assessment import common, forms, papers, results, steps, workbook
from luoshi.web.components import Badge, Column, Empty, Fact, Link, Page, Row, Table
from luoshi.web.languages import in_chinese
from luoshi.web.request import Request
from luoshi.web.submitting import attempt


def badge(one: Record) -> Badge:
    """How an objection stands."""
    said = one.values["decision"]
    if one.stage != "answered":
        return Badge(_("待答复"), "yellow")
    words = {"upheld": (_("成立"), "green"), "partly": (_("部分成立"), "blue")}
    return Badge(*words.get(str(said), (_("不成立"), "grey")))


def table(found: Iterable[Record], course: Course, *, person: bool = True, leads: bool = True) -> Table:
    """Objections in their order; outside the house without the person who signed."""
    names = units.names()
    rows = [
        Row(
            {
                "number": one.values["number"], "about": names.get(str(one.values["about"])),
                "item": one.values["item"] or _("总分"), "filed": one.values["filed_on"],
                "signed": one.values["signed"], "state": badge(one), "change": one.values["change"],
                "answer": one.values["answer"],
            },
            reverse("assessment:objection", args=[course.run.id, one.ref.id]) if leads else "",
        )
        for one in found
    ]  # fmt: skip
    columns = [
        Column("number", _("编号")),
        Column("about", _("被异议单位")),
        Column("item", _("异议项目")),
        Column("filed", _("提出日期"), "date", phone=False),
        *([Column("signed", _("署名"), phone=False)] if person else []),
        Column("state", _("处理"), "badge"),
        Column("change", _("更正"), phone=False),
        *([] if person else [Column("answer", _("答复"))]),
    ]
    empty = Empty(_("没有异议"), _("公示期内署名提出的异议列在这里，逐条答复。"))
    return Table(columns, rows, _("异议"), empty=empty)


@require_GET
def index(request: Request, number: int) -> HttpResponse | FileResponse:
    """The objections that a person may read."""
    course = courses.seen(request.actor, number)
    context = common.around(request, course, "objections")
    made = table(courses.my_objections(request.actor, number), course)
    if request.GET.get("form") == "xlsx":
        with in_chinese():
            return workbook.sent(made, _("第%(n)s号考核异议") % {"n": number})
    export = f"{reverse('assessment:objections', args=[number])}?form=xlsx" if made.rows else ""
    context["table"] = Table(made.columns, made.rows, made.caption, empty=made.empty, export=export)
    return render(request, "assessment/course.html", context)


@require_http_methods(["GET", "POST"])
def file(request: Request, number: int) -> HttpResponse:
    """An objection by a unit's own people."""
    course, names = courses.whole(request.actor, number), units.names()
    own = [(code, names[code]) for code in steps.mine(request.actor, course)]
    initial = {"unit": own[0][0], "about": own[0][0]} if own else {}
    form = forms.UnitObject(
        request.POST or None, request.FILES or None, course=course, own=own,
        initial=initial | {"signed": request.actor.name},
    )  # fmt: skip

    def act() -> Record:
        proof = form.cleaned_data["proof"]
        files = [NewFile("proof", proof.name, proof.read())] if proof else []
        unit = form.cleaned_data["unit"]
        return objections.file_objection(request.actor, number, form.filing, unit=unit, files=files)

    if made := attempt(request, form, act):
        said = {"number": made.values["number"]}
        messages.success(request, _("异议已受理，编号 %(number)s。") % said)
        return redirect("assessment:objections", number)
    cancel = reverse("assessment:objections", args=[number])
    page = Page(_("提出异议"), common.crumbs(course))
    context = {"page": page, "form": form, "submit": _("提出"), "cancel": cancel}
    return render(request, "form_page.html", context)


@require_http_methods(["GET", "POST"])
def objection(request: Request, number: int, record: int) -> HttpResponse:
    """One objection; the assessor answers it here."""
    course, one = courses.whole(request.actor, number), courses.objection(request.actor, number, record)
    standing = course.standing(str(one.values["about"]))
    form = None
    answers = standing.unit in units.reach(request.actor, *ASSESSES)
    sees = standing.unit in units.reach(request.actor, *READS)
    if one.stage != "answered" and answers:
        form = forms.Answer(request.POST or None, standing=standing)
        if attempt(request, form, lambda: _answer(request, number, record, form)):
            messages.success(request, _("已答复。"))
            return redirect("assessment:objection", number, record)
    back = Link(_("异议"), reverse("assessment:objections", args=[number]))
    letter = Link(_("下载答复书"), reverse("assessment:answer", args=[number, record]), "file-type-docx")
    page = Page(
        _("异议 %(number)s") % {"number": one.values["number"]}, (*common.crumbs(course), back),
        (letter,) if one.stage == "answered" else (), badge=badge(one),
    )  # fmt: skip
    context = {
        "page": page, "facts": _facts(one), "form": form,
        "table": results.three_hands(standing) if sees else None,
        "evidence": _evidence(one) if answers else None,
    }  # fmt: skip
    return render(request, "assessment/objection.html", context)


def _evidence(one: Record) -> Link:
    return Link(_("台账记录和证据"), reverse("ledgers:record", args=[one.ref.ledger, one.ref.id]))


def _answer(request: Request, number: int, record: int, form: forms.Answer) -> Record:
    said = form.cleaned_data
    return objections.answer(
        request.actor, number, record, said["decision"], said["answer"], item=said["item"],
        points=said["points"],
    )  # fmt: skip


def _facts(one: Record) -> list[Fact]:
    names, said = units.names(), one.values
    filer = names.get(str(said["filing_unit"] or ""), "") or _("个人")
    facts = [
        Fact(_("被异议单位"), names.get(str(said["about"]))),
        Fact(_("异议项目"), said["item"] or _("总分")),
        Fact(_("提出方"), filer),
        Fact(_("署名"), said["signed"]),
        Fact(_("联系电话"), said["phone"], _("不公开")),
        Fact(_("提出日期"), formats.day(said["filed_on"])),
        Fact(_("异议理由"), said["reason"], wide=True),
        Fact(_("证据说明"), said["material"], wide=True),
    ]
    if one.stage == "answered":
        facts += [
            Fact(_("答复日期"), formats.day(said["answered_on"])),
            Fact(_("更正"), said["change"]),
            Fact(_("答复"), said["answer"], wide=True),
        ]
    return facts


@require_GET
def answer(request: Request, number: int, record: int) -> HttpResponse:
    """The answer as a letter."""
    return papers.sent(award_docx.answer_letter(request.actor, number, record))
