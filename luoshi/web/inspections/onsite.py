"""The page inspectors have with them on site: it works without a network and sends what was typed later."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from luoshi.inspections import checking, queries
from luoshi.inspections.checking import Photo, Seen
from luoshi.inspections.policy import UNIT, amount_field
from luoshi.kernel.errors import InputError, LuoshiError, Missing, Refused, Stale
from luoshi.kernel.numbers import plain
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record
from luoshi.packs.spec import Field, Ledger, Question, ledger_of
from luoshi.units import queries as units
from luoshi.web import below
from luoshi.web.components import Page
from luoshi.web.inspections import found as show
from luoshi.web.ledgers import show as records
from luoshi.web.request import Request

WORKER = Path(__file__).resolve().parent.parent / "static" / "web" / "onsite-worker.js"
ASSETS = ("web/onsite.js", "web/photo.js", "web/onsite.css", "web/app.css", "vendor/tabler.min.css",
          "vendor/icons.svg", "web/seal.svg")  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A question as the page shows it: what the ledger says beside it, with the unit of a number."""

    question: Question
    reported: str
    unit: str


@dataclass(frozen=True)
class Sheet:
    """A record to be inspected as the page shows it."""

    check: Record
    ledger: str
    told: Sequence[tuple[str, str]]
    asked: Sequence[Asked]
    amount: str
    money: str
    """The question that asks for the amount, where it is asked in 万元."""
    verdicts: Sequence[tuple[str, str]]
    badge: Any


@require_GET
def page(request: Request, number: int) -> HttpResponse:
    """Everything to be inspected, each with its questions: one page that is kept on the phone."""
    found = queries.inspection(request.actor, number)
    if request.actor.person not in queries.team(found):
        raise Refused(_("您不在这次督查的督查组里"), hint=_("由督查组成员到现场核查"))
    names = units.names()
    sheets: dict[str, list[Sheet]] = {}
    for one in queries.checks(request.actor, number):
        if one.stage in ("drawn", "seen") and not _own(request, one.unit):
            sheets.setdefault(names.get(one.unit, one.unit), []).append(_sheet(request, one, names))
    context = {
        "page": Page(str(found.values["title"])), "inspection": found, "units": sheets,
        "person": request.actor.person, "send": reverse("inspections:send", args=[number]),
        "worker": reverse("inspections:worker", args=[number]),
        "back": reverse("inspections:inspection", args=[number]),
        "assets": [static(one) for one in ASSETS], "words": words(),
    }  # fmt: skip
    return render(request, "inspections/onsite.html", context)


def _own(request: Request, unit: str) -> bool:
    below_it = units.subtree([unit])
    return any(holding.unit in below_it for holding in request.actor.holdings)


def _sheet(request: Request, one: Record, names: Mapping[str, str]) -> Sheet:
    spec = ledgers.ledger(str(one.values["of_ledger"]))
    record = queries.target(request.actor, one)
    told = [
        (str(spec.fields[key].label), _told(request, spec, key, record, names))
        for key in (spec.columns or tuple(spec.fields)[:8])
        if record is not None and record.values[key] not in (None, "")
    ]
    asked = [
        Asked(ask, *_beside(spec.fields.get(ask.compares or ""), ask, record, names))
        for ask in spec.checklist
    ]
    amount = one.values["amount"]
    choices = one.spec.fields["verdict"].choices
    offered = [
        (key, str(label)) for key, label in choices.items() if amount is not None or key != "overstated"
    ]
    key = amount_field(spec)
    money = [
        ask.key for ask in spec.checklist if key and ask.compares == key and spec.fields[key].unit == UNIT
    ]
    return Sheet(
        one, str(spec.label), told, asked, "" if amount is None else plain(amount), next(iter(money), ""),
        offered, show.stage(one),
    )  # fmt: skip


def _told(request: Request, spec: Ledger, key: str, record: Record, names: Mapping[str, str]) -> str:
    """A field in words; another record by what it is called."""
    field, value = spec.fields[key], record.values[key]
    if field.type == "record":
        return ledgers.titles(request.actor, ledger_of(spec, field), [value]).get(value, str(value))
    return records.words(field, value, names)


def _beside(
    field: Field | None, ask: Question, record: Record | None, names: Mapping[str, str]
) -> tuple[str, str]:
    if field is None or record is None:
        return "", ""
    unit = str(field.unit or "") if ask.answer == "number" else ""
    return records.words(field, record.values[str(ask.compares)], names), unit


def words() -> dict[str, str]:
    """What the page's script says."""
    return {
        "online": _("有网络"),
        "offline": _("没有网络，先记在手机里"),
        "unsent": _("条未送"),
        "kept": _("已存到手机，没有网络也能打开"),
        "notKept": _("这个浏览器或地址不能离线使用（需要 https），请保持有网络"),
        "draft": _("草稿"),
        "waiting": _("未送"),
        "sent": _("已送达"),
        "failed": _("没有送成"),
        "login": _("登录已过期，请重新登录；填写的内容还在手机里"),
        "noPlace": _("无定位"),
        "answer": _("还没有回答："),
        "verdict": _("还没有认定"),
        "photo": _("还没有照片"),
        "amount": _("认定虚高要填虚报金额"),
        "mismatch": _("查实金额、虚报金额与填报金额对不上"),
        "again": _("改一改"),
        "mine": _("以我的为准"),
        "remove": _("删去这张"),
        "other": _("这条是别人在这个手机上填的，请本人登录后送"),
        "storage": _("手机存不下了，请先送出或删去照片"),
    }


@require_GET
def worker(request: Request, number: int) -> HttpResponse:
    """The script that keeps the page on the phone. Its address is under the page's, and so is its reach."""
    del request, number
    answer = HttpResponse(WORKER.read_text("utf-8"), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@require_POST
def send(request: Request, number: int) -> JsonResponse:
    """One finding from the phone. Sent twice it is kept once; what is wrong is answered as JSON."""
    del number
    try:
        check = _number(request.POST.get("check", ""))
        if request.POST.get("person") != str(request.actor.person):
            raise Refused(_("这条是别人在这个手机上填的"), hint=_("请本人登录后送"))
        done = checking.receive(request.actor, check, _seen(request))
    except LuoshiError as fault:
        return _refused(request, fault)
    return JsonResponse({"version": done.version, "stage": done.stage})


def _number(said: str) -> int:
    if not said.isdecimal():
        raise InputError(_("没有这条核查记录"))
    return int(said)


def _seen(request: Request) -> Seen:
    said = request.POST
    try:
        answers, shots = json.loads(said.get("answers", "{}")), json.loads(said.get("shots", "[]"))
        much = said.get("overstated_by", "").replace(",", "").strip()
        overstated = Decimal(much) if much else None
        version = int(said.get("version", "0"))
        photos = tuple(
            Photo(str(file.name), file.read(), str(shot["taken_at"])[:40], str(shot["place"])[:80])
            for file, shot in zip(request.FILES.getlist("photos"), shots, strict=True)
        )
        kept = {str(key): str(value) for key, value in answers.items()}
    except (ValueError, ArithmeticError, KeyError, TypeError, AttributeError) as fault:
        raise InputError(_("送来的内容读不懂"), hint=_("刷新现场页面后重新填写")) from fault
    return Seen(
        said.get("client", ""), version, said.get("verdict", ""), kept, said.get("seen_at", "")[:40],
        overstated, said.get("note", ""), said.get("place", "")[:80], photos,
    )  # fmt: skip


def _refused(request: Request, fault: LuoshiError) -> JsonResponse:
    """What is wrong, in a sentence; when somebody else was first, with the version that stands."""
    status = {Stale: 409, Refused: 403, Missing: 404}.get(type(fault), 400)
    said: dict[str, Any] = {"error": below.told(fault)}
    if isinstance(fault, Stale):
        said["version"] = queries.check(request.actor, int(request.POST["check"])).version
    return JsonResponse(said, status=status)
