"""公开页面: published bulletins without log-in: a list with search and archive, each with files and feed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import condition, require_GET

from luoshi import __version__
from luoshi.kernel import canonical
from luoshi.kernel.errors import Missing
from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as ledgers
from luoshi.reports import public, rendered
from luoshi.reports.formats import FORMATS
from luoshi.units import queries as units
from luoshi.web import formats
from luoshi.web.bulletins import show
from luoshi.web.components import Empty, Link, Page, Pager, Proof
from luoshi.web.public.caching import kept

PERIOD = re.compile(r"\d{4}(-\d{2})?")
FED = 30
"""Bulletins in the feed."""


def _changed(_request: HttpRequest, **_given: object) -> datetime | None:
    return public.newest()


def _mark(_request: HttpRequest, number: int, **_given: object) -> str:
    """Changes with the bulletin, its corrections, the language and the product."""
    digest, corrections = public.state(number)
    return f'"{digest[:32]}-{corrections}-{get_language()}-{__version__}"'


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Public bulletins: searched, or by year, month and pack."""
    asked = {key: request.GET.get(key, "").strip() for key in ("q", "period", "pack")}
    period = asked["period"] if PERIOD.fullmatch(asked["period"]) else ""
    number = int(request.GET["page"]) if request.GET.get("page", "").isdecimal() else 1
    found = public.search(asked["q"], period=period, pack=asked["pack"], page=min(number, 10_000))
    names, packs = units.names(), {key: str(one.label) for key, one in ledgers.packs().items()}
    rows = [
        (
            one,
            reverse("public:bulletin", args=[one.id]),
            names.get(one.unit, one.unit),
            packs.get(_pack(one.kind)),
        )
        for one in found.rows
    ]
    archive = public.archive()
    context = {
        "page": Page(_("通报公开"), lead=units.site_name()),
        "asked": asked,
        "rows": rows,
        "found": found,
        "narrowed": any(asked.values()),
        "years": _years(archive.months, asked),
        "packs": _packs(archive.packs, packs, asked),
        "pager": Pager(found.page, public.SIZE, found.total),
        "before": _at(asked, page=found.page - 1) if found.page > 1 else "",
        "after": _at(asked, page=found.page + 1) if found.page * public.SIZE < found.total else "",
        "empty": _nothing(any(asked.values())),
    }
    return kept(render(request, "public/index.html", context), minutes=1)


def _pack(kind: str) -> str:
    return kind.partition(".")[0]


def _at(asked: Mapping[str, str], **changes: str | int) -> str:
    said: dict[str, str | int] = {key: value for key, value in {**asked, **changes}.items() if value}
    return "?" + urlencode(said) if said else reverse("public:index")


def _years(months: Mapping[str, int], asked: Mapping[str, str]) -> list[tuple[Link, list[Link]]]:
    """Years with their months, the newest first."""
    years: dict[str, list[Link]] = {}
    for month, count in months.items():
        link = Link(
            Period.parse(month).label, _at(asked, period=month), count=count, current=asked["period"] == month
        )
        years.setdefault(month[:4], []).append(link)
    return [
        (
            Link(
                Period.parse(year).label, _at(asked, period=year), count=sum(one.count or 0 for one in links),
                current=asked["period"] == year,
            ),
            links,
        )
        for year, links in years.items()
    ]  # fmt: skip


def _packs(counts: Mapping[str, int], labels: Mapping[str, str], asked: Mapping[str, str]) -> list[Link]:
    every = Link(_("全部"), _at(asked, pack=""), current=not asked["pack"])
    return [every] + [
        Link(labels.get(key, key), _at(asked, pack=key), count=count, current=asked["pack"] == key)
        for key, count in counts.items()
    ]


def _nothing(narrowed: bool) -> Empty:
    if narrowed:
        hint = _("换几个字再找，或查看全部通报。")
        return Empty(_("没有找到"), hint, Link(_("全部通报"), reverse("public:index")))
    return Empty(_("还没有公开的通报"), _("通报签发并公开后列在这里。"))


@require_GET
@condition(etag_func=_mark)
def bulletin(request: HttpRequest, number: int) -> HttpResponse:
    """A bulletin as it was issued, what corrects it, its files, and what it is checked by."""
    found = public.bulletin(number)
    content, here = found.content, reverse("public:bulletin", args=[number])
    context = {
        **show.body(content),
        "page": Page(content["title"], (Link(_("通报公开"), reverse("public:index")),), lead=_lead(found)),
        "corrections": public.corrections(found),
        "cells": show.cells(content),
        "proof": Proof(
            found.digest, request.build_absolute_uri(here),
            note=_("这是本通报内容的 SHA-256，与“数据”文件的相同即未改动；数据取自结账包 %(package)s。")
            % {"package": content["short"]},
            label=_("内容摘要"),
        ),
        "files": [
            Link(str(label), reverse("public:file", args=[number, form]), icon)
            for form, (label, icon) in (*show.LABELS.items(), ("json", (_("数据"), "download")))
        ],
    }  # fmt: skip
    return kept(render(request, "public/bulletin.html", context))


def _lead(found: Any) -> str:
    said = {"unit": units.names().get(found.unit, found.unit), "day": formats.day(found.signed_at)}
    return _("%(unit)s %(day)s 签发") % said


@require_GET
@condition(etag_func=_mark)
def file(request: HttpRequest, number: int, form: str) -> HttpResponse:
    """A public bulletin in a format; `json` is its content to the byte of which the digest is."""
    del request
    if form not in FORMATS and form != "json":
        raise Missing(_("没有这种格式"), hint=formats.listed([*FORMATS, "json"]))
    found = public.bulletin(number)
    if form == "json":
        answer = HttpResponse(canonical.dumps(found.content), content_type="application/json")
    else:
        answer = HttpResponse(rendered.file(found, form), content_type=FORMATS[form][1])
    name = f"{found.content['title']}.{form}"
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return kept(answer)


@require_GET
@condition(last_modified_func=_changed)
def feed(request: HttpRequest) -> HttpResponse:
    """The newest bulletins as Atom, of a pack where asked."""
    here = request.build_absolute_uri(reverse("public:index"))
    made = Atom1Feed(
        title=f"{units.site_name()}{_('通报')}", link=here, description="", language=get_language(),
        feed_url=request.build_absolute_uri(), feed_guid=here,
    )  # fmt: skip
    names = units.names()
    for one in public.search(pack=request.GET.get("pack", ""), size=FED).rows:
        where = request.build_absolute_uri(reverse("public:bulletin", args=[one.id]))
        made.add_item(
            title=one.title, link=where, description=one.title, unique_id=where, pubdate=one.signed_at,
            updateddate=one.signed_at, author_name=names.get(one.unit, one.unit),
        )  # fmt: skip
    return kept(HttpResponse(made.writeString("utf-8"), content_type=Atom1Feed.content_type))


@never_cache
@require_GET
def language(request: HttpRequest) -> HttpResponse:
    """The choice of a language; it has a form, which no kept page may have."""
    back = Link(_("通报公开"), reverse("public:index"))
    return render(request, "public/language.html", {"page": Page(_("语言")), "back": back})
