"""责任书: issued, read, signed by both sides, taken as Word or PDF."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi.commitments import actions, queries
from luoshi.commitments.letters import HEAD, signers, text_of
from luoshi.commitments.models import Letter
from luoshi.commitments.policy import SETTERS, SIGNERS
from luoshi.kernel.errors import Missing
from luoshi.reports import letter_docx, letter_pdf, official
from luoshi.units import queries as units
from luoshi.web import formats
from luoshi.web.commitments import forms
from luoshi.web.commitments.views import tabs
from luoshi.web.components import Badge, Column, Confirm, Empty, Link, Page, Row, Table, Tone
from luoshi.web.request import Request
from luoshi.web.submitting import attempt

STATES: Mapping[str, tuple[object, Tone]] = {
    "issued": (gettext_lazy("待签字"), "yellow"), "signed": (gettext_lazy("已签订"), "green"),
    "replaced": (gettext_lazy("已被新版代替"), "grey"),
}  # fmt: skip
SIDES = {"from": gettext_lazy("甲方"), "to": gettext_lazy("乙方")}
FORMS = {
    "docx": (letter_docx.render, official.CONTENT_TYPE),
    "pdf": (letter_pdf.render, "application/pdf"),
}


def badge(letter: Letter) -> Badge:
    word, tone = STATES[letter.state]
    return Badge(str(word), tone)


@require_GET
def index(request: Request) -> HttpResponse:
    """The letters of the units a person sees."""
    names = units.names()
    rows = [
        Row(
            {
                "to": names.get(one.to_unit, one.to_unit), "year": str(one.year), "version": str(one.version),
                "signed": formats.listed(sign["name"] for sign in one.signatures), "state": badge(one),
            },
            reverse("commitments:letter", args=[one.id]),
        )
        for one in queries.letters(request.actor)
    ]  # fmt: skip
    columns = [
        Column("to", _("乙方")), Column("year", _("年度")), Column("version", _("版次"), phone=False),
        Column("signed", _("已签字")), Column("state", _("状态"), "badge"),
    ]  # fmt: skip
    may = bool(units.reach(request.actor, *SETTERS))
    new = Link(_("签发责任书"), reverse("commitments:issue"), "signature", strong=True)
    empty = Empty(_("还没有责任书"), _("下达目标后签发责任书，双方在系统里签字。"), new if may else None)
    page = Page(_("责任目标"), actions=(new,) if may else (), tabs=tabs("letters"))
    table = Table(columns, rows, _("责任书"), empty=empty)
    return render(request, "commitments/letters.html", {"page": page, "table": table})


@require_http_methods(["GET", "POST"])
def issue(request: Request) -> HttpResponse:
    """Freeze the targets of one or several units as letters to be signed."""
    actor = request.actor
    queries.may_set(actor)
    form = forms.Issue(
        request.POST or None, mine=units.reach(actor, *SETTERS), initial={"year": actor.today().year}
    )

    def act() -> list[Letter]:
        said = form.cleaned_data
        return actions.issue_letters(
            actor, said["from_unit"], said["to_units"], said["year"], obligations=form.lines, why=said["why"]
        )

    if made := attempt(request, form, act):
        messages.success(request, _("已签发 %(n)d 份责任书，等待双方签字。") % {"n": len(made)})
        return redirect("commitments:letters")
    page = Page(_("签发责任书"), (Link(_("责任书"), reverse("commitments:letters")),))
    context = {"page": page, "form": form, "submit": _("签发"), "cancel": reverse("commitments:letters")}
    return render(request, "form_page.html", context)


@require_GET
def letter(request: Request, number: int) -> HttpResponse:
    """A letter as it reads, who has signed, and the digest that was signed."""
    found = queries.letter(request.actor, number)
    text = text_of(found.content)
    offers = [_signing(side) for side in SIDES if _may_sign(request, found, side)]
    downloads = [
        Link(_("下载 Word"), _file(found, "docx"), "file-type-docx"),
        Link(_("下载 PDF"), _file(found, "pdf"), "file-type-pdf"),
    ]
    page = Page(
        f"{text.to_name} {text.title}", (Link(_("责任书"), reverse("commitments:letters")),),
        (*offers, *downloads), badge=badge(found), lead=_("第%(n)s版") % {"n": text.version},
    )  # fmt: skip
    context = {
        "page": page, "text": text, "head": HEAD, "digest": found.digest,
        "sides": [
            (label, name, formats.listed(signers(found.signatures, side)))
            for (side, label), name in zip(SIDES.items(), (text.from_name, text.to_name), strict=True)
        ],
        "outdated": found.state != "replaced" and queries.is_outdated(found),
        "dialogs": [_question(found, side) for side in SIDES],
    }  # fmt: skip
    return render(request, "commitments/letter.html", context)


def _may_sign(request: Request, found: Letter, side: str) -> bool:
    unit = found.from_unit if side == "from" else found.to_unit
    signed = any(one["side"] == side for one in found.signatures)
    return found.state == "issued" and not signed and unit in request.actor.units(*SIGNERS)


def _signing(side: str) -> Link:
    return Link(
        _("代表%(side)s签字") % {"side": SIDES[side]}, icon="signature", strong=True, dialog=f"sign-{side}"
    )


def _question(found: Letter, side: str) -> Confirm:
    text = _("签字记录姓名、时间和内容摘要 %(digest)s；此后改动须签发新版。") % {
        "digest": formats.digest(found.digest),
    }  # fmt: skip
    where = reverse("commitments:sign", args=[found.id, side])
    return Confirm(f"sign-{side}", _("代表%(side)s签字？") % {"side": SIDES[side]}, text, where, _("签字"))


def _file(found: Letter, form: str) -> str:
    return reverse("commitments:file", args=[found.id, form])


@require_POST
def sign(request: Request, number: int, side: str) -> HttpResponse:
    actions.sign(request.actor, number, side)
    messages.success(request, _("已签字。"))
    return redirect("commitments:letter", number)


@require_GET
def file(request: Request, number: int, form: str) -> HttpResponse:
    """The letter as Word or PDF."""
    found = queries.letter(request.actor, number)
    if form not in FORMS:
        raise Missing(_("没有这种格式"), hint=formats.listed(("docx", "pdf")))
    render_, kind = FORMS[form]
    text = text_of(found.content)
    answer = HttpResponse(render_(text, found.signatures), content_type=kind)
    name = f"{text.to_name}{text.title}.{form}"
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return answer
