"""Search with facets, and what goes with a need or an offer."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from luoshi.kernel.errors import Missing
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Ref
from luoshi.matching import finding, queries
from luoshi.matching.finding import Found, Wanted
from luoshi.matching.policy import NEED, SHAPES
from luoshi.web.components import Empty, Link, Page
from luoshi.web.matching import forms, show
from luoshi.web.request import Request

SHOWN = 40


@require_GET
def index(request: Request) -> HttpResponse:
    """What is needed and what is offered: by words, kind, field, place, stage and money."""
    if not queries.kept():
        empty = Empty(_("没有启用科技创新台账包"), _("请系统管理员在管理页启用。"))
        return render(request, "matching/index.html", {"page": Page(_("供需对接")), "empty": empty})
    if show.farmer_only(request.actor):
        return redirect("matching:questions")
    form = forms.Search(request.GET)
    form.is_valid()
    said = {key: value for key, value in form.cleaned_data.items() if value not in (None, "")}
    wanted = Wanted(
        ((said.get("q", ""), 1.0),), only=said.get("kind", ""), domain=said.get("domain", ""),
        unit=said.get("unit", ""), stage=said.get("stage", ""), least=said.get("least"),
    )  # fmt: skip
    found = finding.search(request.actor, wanted)
    lead = _("按意思查找企业需求、科技成果、专利、专家和农技问答；每条结果都说明为什么找到。")
    context = {
        "page": Page(_("供需对接"), (), _offers(request), show.tabs(request.actor, "search"), lead=lead),
        "form": form,
        "kinds": _kinds(found, said),
        "found": show.found(found.matches[:SHOWN]),
        "total": len(found.matches),
        "nothing": _nothing(bool(said.get("q"))),
    }
    return render(request, "matching/index.html", context)


def _offers(request: Request) -> tuple[Link, ...]:
    spec = ledgers.ledger(NEED)
    if not ledgers.reach(request.actor, "report", spec):
        return ()
    return (Link(_("提出需求"), reverse("ledgers:report", args=[NEED]), "plus", strong=True),)


def _kinds(found: Found, said: dict[str, Any]) -> list[Link]:
    """Kinds with how many were found of each."""

    def at(kind: str) -> str:
        return "?" + urlencode({**{k: str(v) for k, v in said.items()}, "kind": kind})

    now = said.get("kind", "")
    every = Link(_("全部"), at(""), count=sum(found.kinds.values()), current=not now)
    return [every] + [
        Link(show.kind(kind).label, at(kind), count=found.kinds.get(kind, 0), current=now == kind)
        for kind in finding.kinds()
        if found.kinds.get(kind) or now == kind
    ]


def _nothing(asked: bool) -> Empty:
    if asked:
        return Empty(
            _("没有找到"), _("换个说法，或去掉几个条件再找。"), Link(_("重新找"), reverse("matching:index"))
        )
    return Empty(_("还没有可看的需求和成果"), _("企业提出需求、单位填报成果后列在这里。"))


@require_GET
def matches(request: Request, ledger: str, number: int) -> HttpResponse:
    """What goes with a record, with reasons; a need's can be brought together with one press."""
    ref = Ref(ledger, number)
    if finding.kind_of(ref) is None or finding.kind_of(ref) == "advice":
        raise Missing(_("这个台账不作匹配"))
    record = ledgers.record(request.actor, ref)
    found = finding.like(request.actor, ref)
    is_need = ledger == NEED
    may = is_need and queries.may_introduce(request.actor, record)
    introduced = _introduced(request, number) if is_need else {}
    shape = SHAPES[finding.kind_of(ref) or "need"]
    shown = [*shape.summary, "domain", *shape.keywords, "budget", "wanted_by", "place"]
    context = {
        "page": Page(
            record.title, (Link(_("供需对接"), reverse("matching:index")),), tabs=(),
            lead=_("匹配的成果、专利和专家") if is_need else _("可能用得上的企业需求"),
        ),
        "facts": show.facts(record, [key for key in dict.fromkeys(shown) if key in record.spec.fields]),
        "record": reverse("ledgers:record", args=[ledger, number]),
        "found": show.found(found.matches[:SHOWN], introduced),
        "need": number if may else 0,
        "nothing": Empty(_("没有匹配的"), _("把需求写得具体些，加几个关键词，再来看看。")),
    }  # fmt: skip
    return render(request, "matching/matches.html", context)


def _introduced(request: Request, need: int) -> dict[str, int]:
    """Offer → the introduction that was made of it and goes on."""
    made = queries.introductions(request.actor, need=need)
    return {str(one.row["offer"]): one.ref.id for one in made if one.stage != "failed"}
