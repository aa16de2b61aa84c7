"""通报: drafted from a closed month, worded, signed off, read and taken as Word, PDF, Excel or a page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi.kernel.errors import Missing
from luoshi.kernel.periods import Period
from luoshi.reports import actions, queries
from luoshi.reports.formats import FORMATS
from luoshi.reports.models import Bulletin
from luoshi.reports.policy import DRAFTS, SIGNS
from luoshi.units import queries as units
from luoshi.web import charts, formats
from luoshi.web.bulletins import forms
from luoshi.web.components import (
    Badge,
    Chart,
    Column,
    Confirm,
    Empty,
    Link,
    Page,
    Proof,
    Row,
    Table,
    Tone,
)
from luoshi.web.request import Request
from luoshi.web.submitting import attempt

STATES: Mapping[str, tuple[object, Tone]] = {
    "draft": (gettext_lazy("草稿"), "yellow"), "issued": (gettext_lazy("已签发"), "green"),
}  # fmt: skip
LABELS = {
    "docx": ("Word", "file-type-docx"), "pdf": ("PDF", "file-type-pdf"),
    "xlsx": ("Excel", "file-spreadsheet"), "html": (gettext_lazy("网页"), "file-text"),
}  # fmt: skip
MOST_BARS = 40
NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?%?")


def badge(one: Bulletin) -> Badge:
    word, tone = STATES[one.state]
    return Badge(str(word), tone)


@require_GET
def index(request: Request) -> HttpResponse:
    """Bulletins, the newest first."""
    names = units.names()
    rows = [
        Row(
            {
                "title": one.content["title"], "unit": names.get(one.unit, one.unit),
                "signed": one.signed_name,
                "at": one.signed_at, "state": badge(one),
            },
            reverse("bulletins:bulletin", args=[one.id]),
        )
        for one in queries.bulletins(request.actor)
    ]  # fmt: skip
    columns = [
        Column("title", _("标题")),
        Column("unit", _("单位")),
        Column("signed", _("签发人"), phone=False),
        Column("at", _("签发时间"), "moment", phone=False),
        Column("state", _("状态"), "badge"),
    ]
    may = bool(units.reach(request.actor, *DRAFTS))
    new = Link(_("起草通报"), reverse("bulletins:draft"), "plus", strong=True)
    empty = Empty(_("还没有通报"), _("月份结账后，由公布的数据起草通报。"), new if may else None)
    page = Page(_("通报"), actions=(new,) if may else ())
    table = Table(columns, rows, _("通报"), empty=empty)
    return render(request, "bulletins/index.html", {"page": page, "table": table})


@require_http_methods(["GET", "POST"])
def draft(request: Request) -> HttpResponse:
    """Write a closed month's bulletin."""
    form = forms.Draft(request.POST or None, actor=request.actor)

    def act() -> Bulletin:
        said = form.cleaned_data
        return actions.draft(request.actor, said["unit"], Period.parse(said["period"]), said["kind"])

    if made := attempt(request, form, act):
        return redirect("bulletins:bulletin", made.id)
    page = Page(_("起草通报"), (Link(_("通报"), reverse("bulletins:index")),))
    context = {"page": page, "form": form, "submit": _("起草"), "cancel": reverse("bulletins:index")}
    return render(request, "form_page.html", context)


@require_GET
def bulletin(request: Request, number: int) -> HttpResponse:
    """A bulletin as it reads."""
    found = queries.bulletin(request.actor, number)
    content = found.content
    page = Page(
        content["title"], (Link(_("通报"), reverse("bulletins:index")),), tuple(_offers(request, found)),
        badge=badge(found), lead=_lead(found),
    )  # fmt: skip
    sections = [
        {**one, "rows": _table(one), "drawn": _chart(place, one)}
        for place, one in enumerate(content["sections"])
    ]
    where = request.build_absolute_uri(reverse("periods:period", args=[found.period]))
    context = {
        "page": page, "content": content, "sections": sections, "dialogs": [_signing(found)],
        "proof": Proof(content["digest"], where, _("数据取自结账包，清单摘要如上，可下载核对。")),
        "files": [
            Link(str(label), reverse("bulletins:file", args=[found.id, form]), icon)
            for form, (label, icon) in LABELS.items()
        ],
    }  # fmt: skip
    return render(request, "bulletins/bulletin.html", context)


def _lead(found: Bulletin) -> str:
    if found.state == "issued":
        said = {"name": found.signed_name, "at": formats.moment(found.signed_at)}
        return _("%(name)s 于 %(at)s 签发") % said
    return _("起草于 %(at)s，签发后不再改变") % {"at": formats.moment(found.drafted_at)}


def _table(section: Mapping[str, Any]) -> Table | None:
    if not section["table"]:
        return None
    heads, rows = section["table"]["heads"], section["table"]["rows"]
    columns = [
        Column(str(place), head, "number" if _numeric([row[place] for row in rows]) else "text")
        for place, head in enumerate(heads)
    ]
    shown = [Row({str(place): cell for place, cell in enumerate(row)}) for row in rows]
    return Table(columns, shown, caption=section["title"])


def _numeric(cells: list[str]) -> bool:
    """Whether a column holds numbers only, which stand to the right."""
    return all(one == formats.DASH or NUMBER.fullmatch(one) for one in cells)


def _chart(place: int, section: Mapping[str, Any]) -> Chart | None:
    chart = section.get("chart")
    if not chart:
        return None
    values = [formats.decimal(one) for one in chart["values"]][:MOST_BARS]
    option = charts.bars(chart["labels"][:MOST_BARS], {chart["title"]: values}, "%")
    caption = chart["title"]
    if chart["pace"] is not None:
        caption = _("%(title)s，序时进度 %(pace)s%%") % {"title": chart["title"], "pace": chart["pace"]}
    return Chart(f"ranking-{place}", option, caption)


def _offers(request: Request, found: Bulletin) -> list[Link]:
    if found.state != "draft":
        return []
    made = []
    if found.unit in units.reach(request.actor, *SIGNS):
        made.append(Link(_("签发"), icon="signature", strong=True, dialog="sign"))
    if found.unit in units.reach(request.actor, *DRAFTS):
        made.append(Link(_("修改文字"), reverse("bulletins:word", args=[found.id]), "edit"))
    return made


def _signing(found: Bulletin) -> Confirm:
    text = _("签发后内容不再改变，下级各单位都能看到。")
    return Confirm("sign", _("签发这份通报？"), text, reverse("bulletins:sign", args=[found.id]), _("签发"))


@require_http_methods(["GET", "POST"])
def word(request: Request, number: int) -> HttpResponse:
    """Word what people write; figures stay as published."""
    found = queries.bulletin(request.actor, number)
    form = forms.Wording(request.POST or None, bulletin=found)
    if attempt(request, form, lambda: actions.word(request.actor, number, form.texts)):
        messages.success(request, _("已保存。"))
        return redirect("bulletins:bulletin", number)
    here = reverse("bulletins:bulletin", args=[number])
    crumbs = (Link(_("通报"), reverse("bulletins:index")), Link(found.content["title"], here))
    context = {"page": Page(_("修改文字"), crumbs), "form": form, "submit": _("保存"), "cancel": here}
    return render(request, "form_page.html", context)


@require_POST
def sign(request: Request, number: int) -> HttpResponse:
    actions.sign_off(request.actor, number)
    messages.success(request, _("已签发。"))
    return redirect("bulletins:bulletin", number)


@require_GET
def file(request: Request, number: int, form: str) -> HttpResponse:
    """The bulletin in a format."""
    found = queries.bulletin(request.actor, number)
    if form not in FORMATS:
        raise Missing(_("没有这种格式"), hint=formats.listed(FORMATS))
    render_, kind = FORMATS[form]
    answer = HttpResponse(render_(found.content), content_type=kind)
    name = f"{found.content['title']}.{form}"
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return answer
