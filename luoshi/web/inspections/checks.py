"""One inspected record: what was found, the unit's answer, the decision."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi.inspections import actions, checking, queries
from luoshi.inspections.policy import ANSWERS
from luoshi.kernel.errors import Missing
from luoshi.ledgers import files
from luoshi.ledgers.models import Evidence
from luoshi.ledgers.records import Record
from luoshi.units import queries as units
from luoshi.web.components import Confirm, Empty, Link, Page
from luoshi.web.inspections import forms
from luoshi.web.inspections import found as show
from luoshi.web.inspections.views import crumbs
from luoshi.web.ledgers.papers import shown_as
from luoshi.web.request import Request
from luoshi.web.submitting import attempt


def _crumbs(request: Request, found: Record) -> tuple[Link, ...]:
    if not queries.leads(request.actor, found):
        return crumbs()
    above = queries.inspection_of(found)
    where = reverse("inspections:unit", args=[above.ref.id, found.unit])
    return (*crumbs(above), Link(units.names().get(found.unit, found.unit), where))


@require_GET
def check(request: Request, number: int) -> HttpResponse:
    """A check as those who inspect and the unit inspected see it."""
    found = queries.check(request.actor, number)
    held = queries.evidence(request.actor, number)
    page = Page(
        str(found.values["title"]), _crumbs(request, found), _offers(request, found), badge=show.stage(found)
    )
    where = reverse("inspections:substitute", args=[number])
    text = _("确实无法核查的才换；由同一层次序在后的备选递补。")
    context = {
        "page": page, "facts": show.facts(found, queries.leads(request.actor, found)),
        "answers": str(found.values["answers"] or "").splitlines(),
        "files": show.files(found, held, queries.shots(request.actor, number)),
        "no_files": Empty(_("没有照片和材料")),
        "events": show.events(queries.steps(request.actor, number)),
        "dialogs": [Confirm("substitute", _("换备选"), text, where, _("换备选"), reason=_("换的原因"))]
        if found.stage == "drawn"
        else [],
    }  # fmt: skip
    return render(request, "inspections/check.html", context)


def _offers(request: Request, found: Record) -> tuple[Link, ...]:
    number, made = found.ref.id, list[Link]()
    above = queries.inspection_of(found)
    if request.actor.person in queries.team(above):
        if found.stage == "drawn":
            site = f"{reverse('inspections:site', args=[above.ref.id])}#check-{number}"
            made.append(Link(_("现场核查"), site, "phone", strong=True))
            made.append(Link(_("换备选"), icon="refresh", dialog="substitute"))
        late = found.stage == "told" and request.actor.today() > found.values["answer_due"]
        if found.stage == "answered" or late:
            where = reverse("inspections:settle", args=[number])
            made.append(Link(_("办结"), where, "gavel", strong=True))
    if found.stage == "told" and found.unit in units.reach(request.actor, *ANSWERS):
        where = reverse("inspections:answer", args=[number])
        made.append(Link(_("答复"), where, "message-2", strong=True))
    if found.stage == "settled" and not queries.leads(request.actor, found):
        where = reverse("inspections:feedback", args=[above.ref.id, found.unit])
        made.append(Link(_("反馈意见"), where, "file-type-docx"))
    return tuple(made)


@require_POST
def substitute(request: Request, number: int) -> HttpResponse:
    """Take the next record of the stratum instead."""
    made = actions.substitute(request.actor, number, why=request.POST.get("why", ""))
    messages.success(request, _("已换成备选“%(title)s”。") % {"title": made.values["title"]})
    return redirect("inspections:check", made.ref.id)


@require_http_methods(["GET", "POST"])
def answer(request: Request, number: int) -> HttpResponse:
    """The unit's word."""
    found = queries.check(request.actor, number)
    form = forms.Answer(request.POST or None, request.FILES or None)

    def act() -> Record:
        said = form.cleaned_data
        return checking.answer(
            request.actor, number, agree=said["agree"] == "1", reason=said["reason"],
            papers=form.files_sent(),
        )  # fmt: skip

    if attempt(request, form, act):
        messages.success(request, _("答复已送督查组。"))
        return redirect("inspections:check", number)
    return _form(request, found, _("答复：%(title)s"), form, _("答复"))


@require_http_methods(["GET", "POST"])
def settle(request: Request, number: int) -> HttpResponse:
    """The decision, and what follows from it in the ledger."""
    found = queries.check(request.actor, number)
    form = forms.Settle(request.POST or None, found=found)
    if attempt(request, form, lambda: checking.settle(request.actor, number, form.settlement())):
        messages.success(request, _("已办结。"))
        return redirect("inspections:check", number)
    return _form(request, found, _("办结：%(title)s"), form, _("办结"))


def _form(request: Request, found: Record, title: str, form: object, submit: str) -> HttpResponse:
    context = {
        "page": Page(title % {"title": found.values["title"]}, _crumbs(request, found)), "form": form,
        "facts": show.facts(found, queries.leads(request.actor, found)), "submit": submit,
        "cancel": reverse("inspections:check", args=[found.ref.id]),
    }  # fmt: skip
    return render(request, "inspections/decide.html", context)


def _held(request: Request, number: int, evidence: int) -> Evidence:
    held = {one.id: one for one in queries.evidence(request.actor, number)}
    if evidence not in held:
        raise Missing(_("没有这个佐证文件"))
    return held[evidence]


@require_GET
def file(request: Request, number: int, evidence: int) -> FileResponse:
    """A photograph or a paper, as a download."""
    held = _held(request, number, evidence)
    files.content(held.sha256)
    answer = FileResponse(files.path(held.sha256).open("rb"), as_attachment=True, filename=held.name)
    answer["Content-Type"] = "application/octet-stream"
    return answer


@require_GET
def look(request: Request, number: int, evidence: int) -> FileResponse:
    """A photograph in the page; it may run and load nothing."""
    held = _held(request, number, evidence)
    kind = shown_as(files.content(held.sha256), held.name)
    if kind is None or not kind.startswith("image/"):
        raise Missing(_("这个文件不能在网页里看"), hint=_("请下载后打开"))
    answer = FileResponse(files.path(held.sha256).open("rb"), filename=held.name)
    answer["Content-Type"] = kind
    answer["Cache-Control"] = "private, max-age=3600"
    answer._csp_replace = {"default-src": ["'none'"]}  # type: ignore[attr-defined]  # read by the policy's middleware
    return answer
