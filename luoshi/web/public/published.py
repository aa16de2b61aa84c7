"""Public lists and pages of calls, projects and results: searched, narrowed, paged, without log-in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from luoshi.calls import published, queries
from luoshi.calls.published import Published
from luoshi.kernel.actor import Actor
from luoshi.packs.spec import Ledger
from luoshi.units import queries as units
from luoshi.web.calls import show as calls
from luoshi.web.components import Badge, Column, Empty, Fact, Kind, Link, Page, Pager, Row, Table, sorting
from luoshi.web.ledgers import show
from luoshi.web.public.caching import kept
from luoshi.web.widgets import Select

KINDS: Mapping[str, Kind] = {"money": "number", "date": "date"}
FURTHEST = 10_000


class Narrowing(forms.Form):
    """Words, the stage, and the choices by which a kind is narrowed."""

    q = forms.CharField(label=gettext_lazy("关键词"), required=False, max_length=published.LONGEST)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shape, spec = published.shape(kind)
        offered = {"stage": (_("阶段"), published.stages(kind))}
        for key in (one for one in shape.choices if one in published.fields(kind)):
            field = spec.fields[key]
            offered[key] = (str(field.label), [(one, str(label)) for one, label in field.choices.items()])
        for key, (label, choices) in offered.items():
            self.fields[key] = forms.ChoiceField(
                label=label, required=False, widget=Select, choices=[("", _("全部")), *choices]
            )

    @property
    def choices(self) -> dict[str, str]:
        """What was chosen; what is no choice asks nothing."""
        said = self.cleaned_data if self.is_bound and self.is_valid() else getattr(self, "cleaned_data", {})
        return {key: value for key, value in said.items() if key != "q" and value}


@require_GET
def index(request: HttpRequest, kind: str) -> HttpResponse:
    """What is public of a kind, the newest first."""
    form = Narrowing(request.GET, kind=kind)
    chosen = form.choices
    words = str(form.cleaned_data.get("q", ""))
    columns = _columns(kind)
    said = request.GET.get("page", "")
    found = published.search(
        kind, words, choices=chosen, sort=sorting(request.GET, columns),
        page=min(int(said), FURTHEST) if said.isdecimal() and len(said) < 6 else 1,
    )  # fmt: skip
    spec = published.shape(kind)[1]
    table = Table(
        columns, [_row(kind, one) for one in found.rows], str(spec.label),
        pager=Pager(found.page, published.SIZE, found.total),
        empty=_nothing(kind, bool(words or chosen)),
    )  # fmt: skip
    context = {"page": Page(str(spec.label), lead=units.site_name()), "form": form, "table": table}
    return kept(render(request, "public/published.html", context), minutes=1)


def _columns(kind: str) -> list[Column]:
    shape, spec = published.shape(kind)
    shown = [key for key in shape.columns if key in published.fields(kind)]
    first, *rest = shown
    return [
        Column(first, str(spec.fields[first].label), sort=True),
        *(_column(spec, key) for key in rest),
        Column("stage", _("阶段"), "badge"),
    ]


def _column(spec: Ledger, key: str) -> Column:
    field = spec.fields[key]
    unit = field.unit or "" if field.type == "money" else ""
    return Column(key, str(field.label), KINDS.get(field.type, "text"), unit, sort=True)


def _row(kind: str, one: Published) -> Row:
    cells = {key: show.cell(one.spec.fields[key], value, {}) for key, value in one.values.items()}
    where = reverse("public:published_one", args=[kind, one.id])
    return Row({**cells, "stage": _stage(kind, one)}, where)


def _stage(kind: str, one: Published) -> Badge:
    """A call's by the clock, whatever was written down."""
    if kind == "calls":
        return calls.stage(one, Actor.system(settings.CLOCK).now())
    return Badge(one.stage_label, "blue")


def _nothing(kind: str, narrowed: bool) -> Empty:
    if narrowed:
        every = Link(_("查看全部"), reverse("public:published", args=[kind]))
        return Empty(_("没有找到"), _("换几个字或放宽条件再找。"), every)
    return Empty(_("还没有公开的信息"), _("公开后列在这里。"))


@require_GET
def one(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """One of them: what may be read of it, and for a call that is open how to apply."""
    found = published.one(kind, number)
    crumbs = (Link(str(found.spec.label), reverse("public:published", args=[kind])),)
    apply = kind == "calls" and queries.is_open(found, Actor.system(settings.CLOCK).now())
    names = units.names()
    context = {
        "page": Page(found.title, crumbs, lead=names.get(found.unit, ""), badge=_stage(kind, found)),
        "facts": [_fact(found, key) for key in published.fields(kind) if _tells(found, key)],
        "apply": Link(_("登录申报"), reverse("calls:call", args=[number]), "writing", strong=True)
        if apply
        else None,
    }
    return kept(render(request, "public/published_one.html", context), minutes=1)


def _tells(found: Published, key: str) -> bool:
    """What is empty, or stands in the heading, is left out."""
    return key != found.spec.title and found.values[key] not in (None, "")


def _fact(found: Published, key: str) -> Fact:
    field = found.spec.fields[key]
    value = show.words(field, found.values[key], {})
    return Fact(str(field.label), value, wide=field.type == "long_text")
