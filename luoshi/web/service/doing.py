"""What is done with an approval, a form each: applied for, handed in, told, handed over, reviewed."""

from __future__ import annotations

from collections.abc import Callable

from django import forms as django
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record, Ref
from luoshi.service import approving, queries
from luoshi.service.policy import HANDOVER, MATERIAL, SESSION
from luoshi.web.components import Page
from luoshi.web.request import Request
from luoshi.web.service import forms
from luoshi.web.service.views import crumbs
from luoshi.web.submitting import attempt

form_page = require_http_methods(["GET", "POST"])


def _page(
    request: Request,
    form: django.Form,
    act: Callable[[], object],
    title: str,
    said: str,
    item: Record | None,
    matter: Record,
) -> HttpResponse:
    """A form, and back to the approval or the project when it is done."""
    up = reverse("service:item", args=[item.ref.id]) if item else None
    back = up or reverse("service:matter", args=[matter.ref.id])
    if attempt(request, form, act) is not None:
        messages.success(request, said)
        return redirect(back)
    context = {"page": Page(title, crumbs(matter, item)), "form": form, "submit": title, "cancel": back}
    return render(request, "form_page.html", context)


def _of(request: Request, item: int) -> tuple[Record, Record]:
    found = queries.item(request.actor, item)
    return found, queries.whole(found)


def _under(request: Request, name: str, number: int) -> tuple[Record, Record, Record]:
    """A record under an approval, the approval, and the project."""
    one = ledgers.record(request.actor, Ref(name, number))
    return one, *_of(request, int(one.values["item"]))


@form_page
def assign(request: Request, number: int) -> HttpResponse:
    found = queries.matter(request.actor, number)
    form = forms.Guide(request.POST or None, guides=queries.guides(found))

    def act() -> Record:
        return approving.assign(request.actor, number, form.cleaned_data["guide"])

    return _page(request, form, act, _("安排帮办员"), _("已安排帮办员。"), None, found)


@form_page
def apply(request: Request, number: int) -> HttpResponse:
    found = queries.matter(request.actor, number)
    form = forms.Apply(request.POST or None)

    def act() -> Record:
        said = form.cleaned_data
        values = {"kind": said["kind"], "name": said["name"]}
        return approving.apply(request.actor, number, said["unit"], values, said["papers"])

    return _page(request, form, act, _("申请事项"), _("已申请，请提交材料。"), None, found)


@form_page
def hand_in(request: Request, number: int) -> HttpResponse:
    one, item, matter = _under(request, MATERIAL, number)
    form = forms.Paper(request.POST or None, request.FILES or None)

    def act() -> Record:
        file = form.cleaned_data["file"]
        return approving.hand_in(request.actor, number, file.name, file.read())

    title = _("提交：%(name)s") % {"name": one.title}
    return _page(request, form, act, title, _("材料已提交。"), item, matter)


@form_page
def check(request: Request, number: int) -> HttpResponse:
    one, item, matter = _under(request, MATERIAL, number)
    form = forms.Checked(request.POST if request.method == "POST" else None)
    title = _("查验齐全：%(name)s") % {"name": one.title}
    return _page(
        request, form, lambda: approving.check(request.actor, number), title, _("材料齐全。"), item, matter
    )


@form_page
def notify(request: Request, number: int) -> HttpResponse:
    item, matter = _of(request, number)
    materials = queries.line(request.actor, number).tellable
    form = forms.Lacking(request.POST if request.method == "POST" else None, materials=materials)

    def act() -> Record:
        return approving.notify(request.actor, number, form.said)

    said = _("已一次告知，补正期间暂停计时。")
    return _page(request, form, act, _("补正告知"), said, item, matter)


@form_page
def hand_over(request: Request, number: int) -> HttpResponse:
    item, matter = _of(request, number)
    form = forms.HandOver(request.POST or None)

    def act() -> Record:
        said = form.cleaned_data
        return approving.hand_over(request.actor, number, said["unit"], why=said["why"])

    said = _("已移交；对方接收以前仍由本部门负责。")
    return _page(request, form, act, _("移交"), said, item, matter)


@form_page
def take(request: Request, number: int) -> HttpResponse:
    _one, item, matter = _under(request, HANDOVER, number)
    form = forms.Checked(request.POST if request.method == "POST" else None)
    said = _("已接收，由本部门负责。")
    return _page(request, form, lambda: approving.take(request.actor, number), _("接收"), said, item, matter)


@form_page
def decline(request: Request, number: int) -> HttpResponse:
    _one, item, matter = _under(request, HANDOVER, number)
    form = forms.Why(request.POST or None)

    def act() -> Record:
        return approving.decline(request.actor, number, why=form.cleaned_data["why"])

    return _page(request, form, act, _("不接收"), _("已退回移交部门。"), item, matter)


@form_page
def convene(request: Request, number: int) -> HttpResponse:
    item, matter = _of(request, number)
    form = forms.Convene(request.POST or None)

    def act() -> Record:
        said = form.cleaned_data
        return approving.convene(request.actor, number, said["kind"], said["subject"])

    said = _("已暂停计时，申请人已书面告知。")
    return _page(request, form, act, _("组织评审听证"), said, item, matter)


@form_page
def conclude(request: Request, number: int) -> HttpResponse:
    _one, item, matter = _under(request, SESSION, number)
    form = forms.Conclude(request.POST or None, initial={"held_on": request.actor.today().isoformat()})

    def act() -> Record:
        said = form.cleaned_data
        return approving.conclude(request.actor, number, said["held_on"], outcome=said["outcome"])

    return _page(request, form, act, _("评审结束"), _("已恢复计时。"), item, matter)
