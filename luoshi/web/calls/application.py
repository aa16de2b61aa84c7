"""An application as it is read: by its firm as a preview and after handing in, by the office as it checks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from luoshi.calls import policy, queries
from luoshi.calls.policy import MEMBER, PARTNER, SOURCE, USE
from luoshi.grants import queries as grants
from luoshi.grants.policy import FUND
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record
from luoshi.reports import receipt_pdf as paper
from luoshi.units import queries as units
from luoshi.web.calls import forms, show
from luoshi.web.calls.views import crumbs
from luoshi.web.components import Confirm, Empty, Fact, Link, Page
from luoshi.web.ledgers import show as of_ledgers
from luoshi.web.request import Request


@require_GET
def application(request: Request, number: int) -> HttpResponse:
    """Everything an application says, how it stands, and what can be done."""
    actor, found = request.actor, queries.application(request.actor, number)
    above = queries.call_of(found)
    office = queries.runs(actor, above) and found.stage in policy.TO_CHECK and not found.withdrawn
    page = Page(
        found.title, crumbs(above), tuple(_offers(request, found, above)), badge=show.stage(found),
        lead=" ".join(filter(None, (found.values["receipt_no"], found.values["host"]))),
    )  # fmt: skip
    context = {
        "page": page, "application": found, "steps": of_ledgers.steps(found, []),
        **parts(request.actor, found),
        "told": _told(found), "standings": _standings(request, found, office=office),
        "check": forms.Check(record=found) if office else None, "office": office,
        "tell_by": queries.tell_by(found) if office and found.stage == "submitted" else None,
        "returned_once": found.stage == "completed",
        "events": of_ledgers.events(found, ledgers.history_page(actor, found.ref, 30), units.names()),
        "dialogs": _dialogs(found, office=office),
    }  # fmt: skip
    return render(request, "calls/application.html", context)


def parts(actor: Actor, found: Record) -> dict[str, Any]:
    """What an application says, for whoever may read it."""
    money = queries.budget(found)
    kinds = {name: ledgers.ledger(name).fields["kind"].choices for name in (SOURCE, USE)}
    names = units.person_names()
    members, partners = (queries.read_lines(actor, found, one) for one in (MEMBER, PARTNER))
    return {
        "facts": show.about(found),
        "members": show.lines(
            members, ("name", "organization", "title", "part"), _("项目组成员"),
            _("没有填成员"),
        ),
        "partners": show.lines(
            partners, ("organization", "part"), _("合作单位"), _("没有合作单位")
        ),
        "sources": show.money(money.sources, kinds[SOURCE], _("经费来源")),
        "uses": show.money(money.uses, kinds[USE], _("经费支出")),
        "files": [
            replace(one, badge=None) for one in of_ledgers.files(found, queries.files(found), names)
        ],
        "no_files": Empty(_("没有附件")),
    }  # fmt: skip


def _told(found: Record) -> list[Fact]:
    """What the office said of it."""
    value = found.values
    made = [
        Fact(_("补正事项"), value["missing"], wide=True), Fact(_("补正期限"), value["complete_by"]),
        Fact(_("形式审查意见"), value["check_opinion"], wide=True), Fact(_("审查人"), value["checked_by"]),
    ]  # fmt: skip
    return [one for one in made if one.value]


def _standings(request: Request, found: Record, *, office: bool) -> list[dict[str, Any]]:
    made = []
    for one, seen, others in queries.standings(request.actor, found):
        may = office and one.hits and one.bar.level == "block"
        where = reverse("calls:bar", args=[found.ref.id, one.bar.key]) if may else ""
        made.append(show.standing(request.actor, one, seen, others, where))
    return made


def _offers(request: Request, found: Record, above: Record) -> list[Link]:
    actor, number, made = request.actor, found.ref.id, list[Link]()
    if found.withdrawn:
        return made
    mine = found.unit in queries.firms(actor)
    if mine and found.stage in policy.WRITTEN:
        made.append(Link(_("继续填写"), reverse("calls:write", args=[number]), "edit", strong=True))
    if found.values["digest"]:
        made.append(Link(_("回执"), reverse("calls:receipt", args=[number]), "file-check"))
    if mine and found.stage == "submitted" and queries.is_open(above, actor.now()):
        made.append(Link(_("撤回修改"), icon="arrow-back-up", dialog="take-back"))
    return made + _afterwards(request, found, above)


def _afterwards(request: Request, found: Record, above: Record) -> list[Link]:
    """Due diligence of the innovation fund, and the project that came of it."""
    made, where = list[Link](), [found.ref.id]
    if (
        above.values["category"] == FUND
        and found.row["stage_admitted"]
        and queries.runs(request.actor, above)
    ):
        made.append(Link(_("尽职调查"), reverse("grants:diligence", args=where), "search"))
    project = grants.project_of(request.actor, found) if found.stage == "approved" else None
    if project is not None:
        where = [project.ref.id]
        made.append(Link(_("立项项目"), reverse("grants:project", args=where), "coin", strong=True))
    return made


def _dialogs(found: Record, *, office: bool) -> list[Confirm]:
    where = [found.ref.id]
    made = [
        Confirm(
            "take-back",
            _("撤回修改"),
            _("撤回后可以修改，受理编号保留；截止之前要再次提交，否则不算申报。"),
            reverse("calls:take_back", args=where),
            _("撤回"),
            reason=_("撤回原因"),
        )
    ]
    if office:
        made.append(
            Confirm(
                "refuse",
                _("不予受理"),
                _("企业会看到理由；之后不能再恢复。"),
                reverse("calls:refuse", args=where),
                _("不予受理"),
                danger=True,
                reason=_("理由和依据"),
            )
        )
    return made


def _receipt(request: Request, number: int) -> Record:
    found = queries.application(request.actor, number)
    if not found.values["digest"]:
        raise InputError(_("还没有提交，没有回执"), hint=_("提交以后才有回执"))
    return found


@require_GET
def receipt(request: Request, number: int) -> HttpResponse:
    """What was handed in when, with its number and digest: to print or to keep."""
    found = _receipt(request, number)
    above = queries.call_of(found)
    pdf = Link(_("下载 PDF"), reverse("calls:receipt_pdf", args=[number]), "file-type-pdf", strong=True)
    page = Page(_("申报回执"), (*crumbs(above), _up(found)), (pdf,), badge=show.stage(found))
    facts = [Fact(label, said, wide=len(said) > 40) for label, said in paper.lines(found, above)]
    return render(request, "calls/receipt.html", {"page": page, "facts": facts})


def _up(found: Record) -> Link:
    return Link(found.title, reverse("calls:application", args=[found.ref.id]))


@require_GET
def receipt_pdf(request: Request, number: int) -> HttpResponse:
    """The same on paper."""
    found = _receipt(request, number)
    answer = HttpResponse(paper.render(found, queries.call_of(found)), content_type="application/pdf")
    shown = content_disposition_header(as_attachment=False, filename=paper.filename(found))
    answer["Content-Disposition"] = str(shown)
    return answer
