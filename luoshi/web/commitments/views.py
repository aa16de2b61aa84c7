"""Targets: who owes what, how it was handed down and what is missing, where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi.commitments import actions, queries
from luoshi.commitments.models import Commitment
from luoshi.commitments.policy import READERS, SETTERS
from luoshi.kernel.errors import InputError
from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as ledgers
from luoshi.packs.spec import Indicator
from luoshi.periods import queries as periods
from luoshi.units import queries as units
from luoshi.web import formats
from luoshi.web.commitments import forms, show
from luoshi.web.components import Badge, Column, Confirm, Empty, Fact, Link, Page, Row, Table, light_badge
from luoshi.web.request import Request
from luoshi.web.submitting import attempt

form_page = require_http_methods(["GET", "POST"])


def tabs(current: str) -> tuple[Link, ...]:
    """Targets, and the letters that are signed for them."""
    return (
        Link(_("目标"), reverse("commitments:index"), current=current == "index"),
        Link(_("责任书"), reverse("commitments:letters"), current=current == "letters"),
    )


@require_GET
def index(request: Request) -> HttpResponse:
    """A year's targets, each under the one it was split from, with how far they are reached."""
    years = queries.years(request.actor) or [request.actor.today().year]
    form = forms.Filters(request.GET, years=years, seen=units.reach(request.actor, *READERS))
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else years[0]
    owed = queries.commitments(request.actor, year, indicator=_known(request.GET.get("indicator", "")))
    below = units.subtree([request.GET["unit"]]) if request.GET.get("unit") else None
    shown = [one for one in show.ordered(owed) if below is None or one[0].unit in below]
    may = bool(units.reach(request.actor, *SETTERS))
    new = Link(_("下达目标"), reverse("commitments:new"), "plus", strong=True)
    page = Page(_("责任目标"), actions=(new,) if may else (), tabs=tabs("index"))
    empty = Empty(_("没有目标"), _("从文件里确认目标，或直接下达。"), new if may else None)
    table = Table(_columns(), _rows(request, shown, year), _("责任目标"), empty=empty)
    form.initial["year"] = str(year)
    return render(request, "commitments/index.html", {"page": page, "table": table, "filters": form})


def _known(indicator: str) -> str:
    return indicator if indicator in queries.catalogue().indicators else ""


def _columns() -> list[Column]:
    return [
        Column("indicator", _("指标")),
        Column("unit", _("责任单位")),
        Column("base", _("确保"), "number"),
        Column("stretch", _("争取"), "number", phone=False),
        Column("measured", _("单位"), phone=False),
        Column("deadline", _("时限"), "date", phone=False),
        Column("ytd", _("累计完成"), "number"),
        Column("completion", _("完成率"), "percent"),
        Column("light", _("灯"), "badge"),
    ]


def _rows(request: Request, shown: Iterable[tuple[Commitment, int]], year: int) -> list[Row]:
    names, known, packs = units.names(), queries.catalogue().indicators, ledgers.packs()
    figures = _figures(request, year)
    made = []
    for one, depth in shown:
        spec, figure = known[one.indicator], figures.get((one.indicator, one.unit), {})
        base: Any = _("前%(n)s位") % {"n": one.place} if one.place else _amount(one.base, spec)
        cells = {
            "indicator": show.indented(str(spec.label), depth), "unit": names.get(one.unit, one.unit),
            "base": base,
            "stretch": _amount(one.stretch, spec), "measured": formats.unit_words(spec.unit),
            "deadline": one.deadline,
            "ytd": spec.shown(formats.decimal(figure.get("ytd"))),
            "completion": formats.decimal(figure.get("completion")),
            "light": light_badge(packs[spec.pack].lights, figure.get("light")),
        }  # fmt: skip
        made.append(Row(cells, reverse("commitments:commitment", args=[one.id])))
    return made


def _figures(request: Request, year: int) -> Mapping[tuple[str, str], dict[str, Any]]:
    """The figures last published for a year, by indicator and unit."""
    closed = [Period.parse(one.period) for one in periods.closings()]
    last = next((one for one in reversed(closed) if one.year == year), None)
    found = periods.figures(request.actor, last) if last else []
    return {(one["indicator"], one["unit"]): one for one in found}


def _amount(value: Decimal | None, spec: Indicator) -> str:
    return spec.shown(value)


@require_GET
def commitment(request: Request, number: int) -> HttpResponse:
    """A target: where it comes from, how it was handed down, what became of it."""
    found = queries.commitment(request.actor, number)
    spec, names = queries.indicator(found.indicator), units.names()
    split, source = queries.split(request.actor, number), queries.source(request.actor, found)
    crumbs = (Link(_("责任目标"), f"{reverse('commitments:index')}?year={found.year}"),)
    page = Page(
        f"{names.get(found.unit, found.unit)} {spec.label}", crumbs, tuple(_offers(request, found)),
        badge=show.state_badge(found), lead=_("%(year)s年度") % {"year": found.year},
    )  # fmt: skip
    context = {
        "page": page,
        "facts": _facts(found, spec, names),
        "source": source,
        "source_url": _source_url(source, found),
        "parts": _parts(split, spec, names),
        "gap": show.gap_notice(split, spec),
        "events": show.events(queries.history(request.actor, number), names),
        "dialogs": [_withdrawing(found)],
    }
    return render(request, "commitments/commitment.html", context)


def _source_url(source: tuple[Any, str] | None, found: Commitment) -> str:
    if source is None:
        return ""
    proposal = source[0].proposals.filter(start=found.start, end=found.end).first()
    where = reverse("documents:document", args=[source[0].id])
    return f"{where}#m{proposal.id}" if proposal else where


def _facts(found: Commitment, spec: Indicator, names: Mapping[str, str]) -> list[Fact]:
    place = _("前%(n)s位") % {"n": found.place} if found.place else ""
    above = ""
    if found.parent_id:
        above = reverse("commitments:commitment", args=[found.parent_id])
    made = [
        Fact(_("责任单位"), names.get(found.unit, found.unit)),
        Fact(_("指标"), str(spec.label), note=formats.unit_words(spec.unit)),
        Fact(_("确保目标"), place or _amount(found.base, spec)),
        Fact(_("争取目标"), _amount(found.stretch, spec)),
        Fact(_("完成时限"), formats.day(found.deadline)),
    ]
    if above:
        made.append(Fact(_("分解自"), _("上级目标"), url=above))
    if found.replaces_id:
        made.append(
            Fact(_("原目标"), _("查看"), url=reverse("commitments:commitment", args=[found.replaces_id]))
        )
    return made


def _parts(split: queries.Split, spec: Indicator, names: Mapping[str, str]) -> Table | None:
    if not split.parts:
        return None
    rows = [
        Row(
            {
                "unit": names.get(one.unit, one.unit), "base": _amount(one.base, spec),
                "stretch": _amount(one.stretch, spec),
            },
            reverse("commitments:commitment", args=[one.id]),
        )
        for one in split.parts
    ]  # fmt: skip
    columns = [
        Column("unit", _("单位")), Column("base", _("确保"), "number", spec.unit),
        Column("stretch", _("争取"), "number", spec.unit),
    ]  # fmt: skip
    total = Row({"unit": _("合计"), "base": _amount(_sum(one.base for one in split.parts), spec)})
    return Table(columns, rows, _("分解"), total=total)


def _sum(values: Iterable[Decimal | None]) -> Decimal:
    return sum((one for one in values if one is not None), Decimal(0))


def _offers(request: Request, found: Commitment) -> list[Link]:
    if found.state != "set" or found.unit not in units.reach(request.actor, *SETTERS):
        return []
    made = [Link(_("调整"), reverse("commitments:change", args=[found.id]), "edit")]
    if len(units.subtree([found.unit])) > 1:
        made.insert(0, Link(_("分解"), reverse("commitments:split", args=[found.id]), "sitemap", strong=True))
    return [*made, Link(_("撤销"), icon="trash", danger=True, dialog="withdraw")]


def _withdrawing(found: Commitment) -> Confirm:
    where = reverse("commitments:withdraw", args=[found.id])
    text = _("撤销后该单位这项没有目标（“—”），不是零。")
    return Confirm("withdraw", _("撤销这个目标？"), text, where, _("撤销"), danger=True, reason=_("撤销原因"))


@require_POST
def withdraw(request: Request, number: int) -> HttpResponse:
    actions.withdraw_target(request.actor, number, why=request.POST.get("why", ""))
    messages.success(request, _("已撤销。"))
    return redirect("commitments:commitment", number)


@form_page
def new(request: Request) -> HttpResponse:
    """A target that stands in no text."""
    actor = request.actor
    queries.may_set(actor)
    initial = {"year": actor.today().year, **{key: str(value) for key, value in request.GET.items()}}
    form = forms.New(request.POST or None, mine=units.reach(actor, *SETTERS), initial=initial)

    def act() -> Commitment:
        said = form.cleaned_data
        return actions.set_target(
            actor, said["unit"], said["indicator"], said["year"], form.owed, deadline=said["deadline"],
            why=said["why"],
        )  # fmt: skip

    if made := attempt(request, form, act):
        messages.success(request, _("目标已下达。"))
        return redirect("commitments:commitment", made.id)
    page = Page(_("下达目标"), (Link(_("责任目标"), reverse("commitments:index")),))
    context = {"page": page, "form": form, "submit": _("下达"), "cancel": reverse("commitments:index")}
    return render(request, "form_page.html", context)


def _about(found: Commitment) -> tuple[Link, ...]:
    label = queries.indicator(found.indicator).label
    title = f"{units.names().get(found.unit, found.unit)} {label}"
    return (
        Link(_("责任目标"), f"{reverse('commitments:index')}?year={found.year}"),
        Link(title, reverse("commitments:commitment", args=[found.id])),
    )


@form_page
def change(request: Request, number: int) -> HttpResponse:
    """Set the target anew, with a reason."""
    actor, old = request.actor, queries.commitment(request.actor, number, SETTERS)
    form = forms.Change(request.POST or None, old=old)

    def act() -> Commitment:
        said = form.cleaned_data
        return actions.set_target(
            actor, old.unit, old.indicator, old.year, form.owed, deadline=said["deadline"],
            comparator=old.comparator, why=said["why"],
        )  # fmt: skip

    if made := attempt(request, form, act):
        messages.success(request, _("目标已调整，原目标仍可查看。"))
        return redirect("commitments:commitment", made.id)
    page = Page(_("调整目标"), _about(old))
    context = {"page": page, "form": form, "submit": _("调整"), "cancel": _about(old)[-1].url}
    return render(request, "form_page.html", context)


@form_page
def split(request: Request, number: int) -> HttpResponse:
    """Hand a target down: a line for each unit below, the gap always in sight."""
    actor, whole = request.actor, queries.commitment(request.actor, number, SETTERS)
    held = queries.split(actor, number)
    kinds = [one for one in units.units(below=whole.unit, with_firms=False) if one.parent_id == whole.unit]
    if not kinds:
        raise InputError(_("这个单位没有下级单位"), hint=_("目标由它自己完成，不再分解"))
    form = forms.Parts(request.POST or None, split=held, below=kinds)

    def act() -> queries.Split:
        return actions.split(actor, number, form.parts, why=form.cleaned_data["why"])

    if attempt(request, form, act) is not None:
        messages.success(request, _("已分解下达。"))
        return redirect("commitments:commitment", number)
    spec = queries.indicator(whole.indicator)
    page = Page(_("分解目标"), _about(whole), badge=Badge(formats.unit_words(spec.unit), "blue"))
    context = {
        "page": page, "form": form, "submit": _("分解下达"), "cancel": _about(whole)[-1].url,
        "whole": {"base": forms.typed(whole.base), "stretch": forms.typed(whole.stretch)},
        "measured": formats.unit_words(spec.unit),
        "kinds": show.by_kind(form.rows),
    }  # fmt: skip
    return render(request, "commitments/split.html", context)
