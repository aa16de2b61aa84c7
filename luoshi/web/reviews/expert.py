"""评审: what an expert does, phone first: declare, read, score, keep away."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi.kernel.errors import Missing
from luoshi.reviews import blinding, judging, queries, showing
from luoshi.reviews.blinding import Line, Part
from luoshi.reviews.models import Reading, Seat
from luoshi.web.components import Badge, Column, Confirm, Empty, Fact, Link, Page, Row, Table
from luoshi.web.ledgers import show as records
from luoshi.web.request import Request
from luoshi.web.reviews import forms, show
from luoshi.web.submitting import attempt

HOME = "reviews:index"


@require_GET
def seat(request: Request, number: int) -> HttpResponse:
    """A seat: the declaration first, then what is to be read."""
    mine = queries.seat(request.actor, number, declared=False)
    page = Page(mine.panel.title, (Link(_("专家评审"), reverse(HOME)),), badge=show.phase(mine.panel))
    context = {
        "page": page,
        "number": number,
        "dialogs": _dialogs(mine),
        "declared": mine.state == "declared",
    }
    if mine.state == "declared":
        context["readings"] = _readings(queries.readings(request.actor, number))
        context["score_by"] = mine.panel.score_by
    return render(request, "reviews/seat.html", context)


def _dialogs(mine: Seat) -> list[Confirm]:
    where = reverse("reviews:decline", args=[mine.panel_id])
    text = _("由备选补上。有利害关系的请写明。")
    return [Confirm("decline", _("退出评审"), text, where, _("退出"), danger=True, reason=_("原因"))]


def _readings(found: list[Reading]) -> Table:
    rows = [
        Row(
            {
                "code": _("%(code)s 号") % {"code": one.subject.code},
                "state": Badge(_("已提交"), "green") if one.state == "final"
                else Badge(_("已暂存"), "blue") if one.points else Badge(_("待评"), "yellow"),
            },
            reverse("reviews:reading", args=[one.id]),
        )
        for one in found
    ]  # fmt: skip
    columns = [Column("code", _("申报书")), Column("state", _("状态"), "badge")]
    return Table(columns, rows, _("我评的申报书"), empty=Empty(_("还没有分发"), _("分发以后列在这里。")))


@require_POST
def declare(request: Request, number: int) -> HttpResponse:
    """Declare and promise."""
    said = request.POST
    judging.declare(request.actor, number, none="none" in said, secret="secret" in said)
    messages.success(request, _("已申报。"))
    return redirect("reviews:seat", number)


@require_POST
def decline(request: Request, number: int) -> HttpResponse:
    """Give the seat up."""
    judging.decline(request.actor, number, why=request.POST.get("why", ""))
    messages.success(request, _("已退出这次评审。"))
    return redirect(HOME)


@require_http_methods(["GET", "POST"])
def reading(request: Request, number: int) -> HttpResponse:
    """An application as it is read, and its score."""
    actor = request.actor
    one = queries.reading(actor, number)
    revising = one.seat.panel.phase == "meeting" and one.state == "final"
    may = revising or (one.seat.panel.phase == "scoring" and one.state == "open")
    form = forms.Score(request.POST or None, one=one, revised=revising) if may else None
    if form is not None and (
        done := attempt(request, form, lambda: _scored(request, number, form, revising))
    ):
        final = done.state == "final"
        messages.success(request, _("评分已提交。") if final else _("已暂存，还没有提交。"))
        return redirect("reviews:seat", one.seat.panel_id) if final else redirect("reviews:reading", number)
    if request.method == "GET":
        showing.look(actor, number)
    sheet = blinding.sheet(actor, number)
    panel = one.seat.panel
    crumbs = (Link(_("专家评审"), reverse(HOME)), Link(panel.title, reverse("reviews:seat", args=[panel.id])))
    actions = (Link(_("回避这一份"), icon="hand-stop", dialog="recuse"),) if may and not revising else ()
    context = {
        "page": Page(_("%(code)s 号申报书") % {"code": sheet.code}, crumbs, actions),
        "parts": [_part(part) for part in sheet.parts], "papers": _papers(sheet), "withheld": sheet.withheld,
        "form": form, "revising": revising, "final": _final(one), "dialogs": _recuse(number),
    }  # fmt: skip
    return render(request, "reviews/reading.html", context)


def _scored(request: Request, number: int, form: forms.Score, revising: bool) -> Reading:
    said, points = form.cleaned_data, form.points()
    if revising:
        return judging.revise(request.actor, number, points, comment=said["comment"], why=said["why"])
    if request.POST.get("do") == "draft":
        return judging.save(request.actor, number, points, comment=said["comment"])
    return judging.hand_in(request.actor, number, points, comment=said["comment"])


def _part(part: Part) -> dict[str, object]:
    """One record as facts, several as a table."""
    if len(part.lines) == 1:
        return {"label": part.label, "facts": _facts(part.lines[0]), "table": None}
    fields = [field for field, _value in part.lines[0].values]
    columns = [Column(str(at), str(field.label)) for at, field in enumerate(fields)]
    rows = [
        Row({str(at): records.words(field, value, {}) for at, (field, value) in enumerate(line.values)})
        for line in part.lines
    ]
    return {"label": part.label, "facts": None, "table": Table(columns, rows, part.label)}


def _facts(line: Line) -> list[Fact]:
    return [
        Fact(str(field.label), records.words(field, value, {}), wide=field.type == "long_text")
        for field, value in line.values
    ]


def _papers(sheet: blinding.Sheet) -> list[Link]:
    return [
        Link(
            _("附件%(n)s") % {"n": one.number},
            reverse("reviews:paper", args=[sheet.reading.id, one.number]), "paperclip",
        )
        for one in sheet.papers
    ]  # fmt: skip


def _final(one: Reading) -> list[Fact]:
    if one.state != "final":
        return []
    labels = {each.key: each.label for each in queries.criteria(one.seat.panel)}
    made = [Fact(labels.get(key, key), value) for key, value in one.points.items()]
    return [*made, Fact(_("评语"), one.comment, wide=True)]


def _recuse(number: int) -> list[Confirm]:
    text = _("看出申报人是谁、并有利害关系的，不评这一份。")
    where = reverse("reviews:recuse", args=[number])
    return [Confirm("recuse", _("回避这一份"), text, where, _("回避"), danger=True, reason=_("原因"))]


@require_POST
def recuse(request: Request, number: int) -> HttpResponse:
    """Keep away from one application."""
    one = judging.recuse(request.actor, number, why=request.POST.get("why", ""))
    messages.success(request, _("这一份不再由您评。"))
    return redirect("reviews:seat", one.seat.panel_id)


@require_GET
def paper(request: Request, number: int, paper: int) -> HttpResponse:
    """A file by its number, cleaned; told to the journal."""
    opened = showing.look(request.actor, number, paper)
    if opened is None:
        raise Missing(_("没有这份附件"))
    answer = HttpResponse(opened.content, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(opened.name)}"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
