"""通报: drafted from a closed month, worded, signed step by step, opened, corrected, taken as a file."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi.dispatch import actions as dispatch
from luoshi.exchange import announcing
from luoshi.kernel.errors import Missing
from luoshi.kernel.periods import Period
from luoshi.reports import actions, queries, subscribers
from luoshi.reports.formats import FORMATS
from luoshi.reports.models import Bulletin
from luoshi.reports.policy import DRAFTS
from luoshi.units import queries as units
from luoshi.web import formats
from luoshi.web.bulletins import forms, offers, show
from luoshi.web.components import Badge, Column, Confirm, Empty, Link, Page, Proof, Row, Table
from luoshi.web.request import Request
from luoshi.web.submitting import attempt


@require_GET
def index(request: Request) -> HttpResponse:
    """Bulletins, the newest first."""
    names = units.names()
    rows = [
        Row(
            {
                "title": one.title or one.content["title"], "unit": names.get(one.unit, one.unit),
                "signed": one.signed_name, "at": one.signed_at, "share": formats.decimal(share),
                "state": show.badge(one),
                "public": Badge(_("公开"), "green") if one.public_at else None,
            },
            reverse("bulletins:bulletin", args=[one.id]),
        )
        for one, share in queries.listed(request.actor)
    ]  # fmt: skip
    columns = [
        Column("title", _("标题")),
        Column("unit", _("单位"), phone=False),
        Column("signed", _("签发人"), phone=False),
        Column("at", _("签发时间"), "moment", phone=False),
        Column("share", _("系统生成的占"), "percent", places=1, phone=False),
        Column("public", _("是否公开"), "badge", phone=False),
        Column("state", _("状态"), "badge"),
    ]
    may = bool(units.reach(request.actor, *DRAFTS))
    new = Link(_("起草通报"), reverse("bulletins:draft"), "plus", strong=True)
    empty = Empty(_("还没有通报"), _("月份结账后，由公布的数据起草通报。"), new if may else None)
    follow, asking = _following(request)
    outside = Link(_("公开页面"), reverse("public:index"), "external-link")
    own = Link(_("工作报告"), reverse("bulletins:report"), "file-text")
    page = Page(_("通报"), actions=(*((new,) if may else ()), own, follow, outside))
    table = Table(columns, rows, _("通报"), empty=empty)
    return render(request, "bulletins/index.html", {"page": page, "table": table, "dialogs": [asking]})


def _following(request: Request) -> tuple[Link, Confirm]:
    """The button by which a person is told of bulletins, or no longer."""
    if subscribers.mine(request.actor):
        text = _("以后签发通报时不再通知您。")
        asked = Confirm("follow", _("不再订阅通报？"), text, reverse("bulletins:unfollow"), _("退订"))
        return Link(_("退订"), icon="bell", dialog="follow"), asked
    text = _("以后每签发一份您能看到的通报，系统都会通知您。")
    asked = Confirm("follow", _("订阅通报？"), text, reverse("bulletins:follow"), _("订阅"))
    return Link(_("订阅"), icon="bell", dialog="follow"), asked


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
    """A bulletin as it reads, how its sign-off stands, and what corrects it."""
    found = queries.bulletin(request.actor, number)
    content, offered = found.content, offers.offers(request.actor, found)
    corrected = offers.corrections(request.actor, found)
    page = Page(
        content["title"], (Link(_("通报"), reverse("bulletins:index")),),
        tuple(link for link, _dialog in offered), badge=show.badge(found), lead=_lead(found),
    )  # fmt: skip
    dialogs = [dialog for _link, dialog in offered] + [dialog for *_rest, dialog in corrected]
    where = request.build_absolute_uri(reverse("periods:period", args=[found.period]))
    context = {
        **show.body(content),
        "page": page,
        "steps": show.steps(found),
        "returned": found.returned,
        "corrections": corrected,
        "cells": show.cells(content),
        "public": reverse("public:bulletin", args=[found.id]) if found.public_at else "",
        "dialogs": [one for one in dialogs if one],
        "proof": Proof(content["digest"], where, _("数据取自结账包，清单摘要如上，可下载核对。")),
        "files": [
            Link(str(label), reverse("bulletins:file", args=[found.id, form]), icon)
            for form, (label, icon) in show.LABELS.items()
        ],
    }
    return render(request, "bulletins/bulletin.html", context)


def _lead(found: Bulletin) -> str:
    if found.state == "issued":
        said = {"name": found.signed_name, "at": formats.moment(found.signed_at)}
        return _("%(name)s 于 %(at)s 签发") % said
    return _("起草于 %(at)s，签发后不再改变") % {"at": formats.moment(found.drafted_at)}


@require_http_methods(["GET", "POST"])
def word(request: Request, number: int) -> HttpResponse:
    """Word what people write; figures stay as published."""
    found = queries.bulletin(request.actor, number)
    form = forms.Wording(request.POST or None, bulletin=found)
    if attempt(request, form, lambda: actions.word(request.actor, number, form.texts)):
        messages.success(request, _("已保存。"))
        return redirect("bulletins:bulletin", number)
    return _form(request, found, _("修改文字"), form, _("保存"))


def _form(request: Request, found: Bulletin, title: str, form: object, submit: str) -> HttpResponse:
    here = reverse("bulletins:bulletin", args=[found.id])
    crumbs = (Link(_("通报"), reverse("bulletins:index")), Link(found.content["title"], here))
    context = {"page": Page(title, crumbs), "form": form, "submit": submit, "cancel": here}
    return render(request, "form_page.html", context)


@require_POST
def again(request: Request, number: int) -> HttpResponse:
    """Draft it anew from the same month."""
    found = queries.bulletin(request.actor, number)
    actions.draft(request.actor, found.unit, Period.parse(found.period), found.kind)
    messages.success(request, _("已重新起草。"))
    return redirect("bulletins:bulletin", number)


@require_POST
def ask(request: Request, number: int) -> HttpResponse:
    """Ask the units that lag why, and what they do next."""
    found = queries.bulletin(request.actor, number)
    asked = dispatch.ask_accounts(request.actor, Period.parse(found.period))
    said = _("已要求说明 %(count)s 项；答复后请重新起草。") if asked else _("没有还要问的单位。")
    messages.success(request, said % {"count": len(asked)} if asked else said)
    return redirect("bulletins:bulletin", number)


@require_POST
def sign(request: Request, number: int) -> HttpResponse:
    found = announcing.sign_off(request.actor, number)
    messages.success(request, _("已签发。") if found.state == "issued" else _("已签，转下一步。"))
    return redirect("bulletins:bulletin", number)


@require_POST
def send_back(request: Request, number: int) -> HttpResponse:
    actions.send_back(request.actor, number, why=request.POST.get("why", ""))
    messages.success(request, _("已退回。"))
    return redirect("bulletins:bulletin", number)


@require_POST
def open_(request: Request, number: int) -> HttpResponse:
    """Let everybody read it."""
    announcing.open_to_all(request.actor, number)
    messages.success(request, _("已公开。"))
    return redirect("bulletins:bulletin", number)


@require_POST
def hide(request: Request, number: int) -> HttpResponse:
    actions.keep_inside(request.actor, number, why=request.POST.get("why", ""))
    messages.success(request, _("已从公开页面撤下。"))
    return redirect("bulletins:bulletin", number)


@require_http_methods(["GET", "POST"])
def correct(request: Request, number: int) -> HttpResponse:
    """Draft a correction notice."""
    found = queries.bulletin(request.actor, number)
    form = forms.Correcting(request.POST or None)

    def act() -> object:
        said = form.cleaned_data
        return actions.correct(request.actor, number, said["text"], why=said["why"])

    if attempt(request, form, act):
        messages.success(request, _("更正已起草，等待签发。"))
        return redirect("bulletins:bulletin", number)
    return _form(request, found, _("更正通报"), form, _("提交"))


@require_POST
def issue_correction(request: Request, number: int, correction: int) -> HttpResponse:
    made = announcing.issue_correction(request.actor, number, correction)
    messages.success(request, _("更正（第%(number)s号）已签发。") % {"number": made.number})
    return redirect("bulletins:bulletin", number)


@require_POST
def follow(request: Request) -> HttpResponse:
    subscribers.follow(request.actor)
    messages.success(request, _("已订阅。"))
    return redirect("bulletins:index")


@require_POST
def unfollow(request: Request) -> HttpResponse:
    subscribers.unfollow(request.actor)
    messages.success(request, _("已退订。"))
    return redirect("bulletins:index")


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
