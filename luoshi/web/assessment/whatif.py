"""试算: other weights and caps tried on a run's scores, to see at once who moves. Nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from luoshi.assessment import course as courses
from luoshi.assessment.course import Course
from luoshi.assessment.policy import READS
from luoshi.assessment.whatif import Knob, Move, knobs, what_if
from luoshi.kernel.errors import InputError, Refused
from luoshi.kernel.numbers import half_up, plain
from luoshi.web import below, formats
from luoshi.web.assessment import common
from luoshi.web.components import Badge, Column, Page, Row, Table
from luoshi.web.request import Request

WORDS = {
    "weight": gettext_lazy("分值"), "cap": gettext_lazy("最高分"),
    "cap_percent": gettext_lazy("最高按百分之几"), "bonus_cap": gettext_lazy("加分上限"),
    "penalty_cap": gettext_lazy("扣分上限"),
}  # fmt: skip


class WhatIf(forms.Form):
    """A number for every weight and cap of a sheet; one left empty stays as the sheet has it."""

    def __init__(self, known: Sequence[Knob], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {one.key: one for one in known}
        for one in known:
            self.fields[one.key] = forms.DecimalField(
                label=_("%(item)s：%(what)s") % {"item": below.said(one.label), "what": WORDS[one.what]},
                required=False, localize=False, initial=plain(one.value),
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
                error_messages={"invalid": _("写一个数，如 20 或 12.5")},
            )  # fmt: skip

    def changes(self) -> dict[str, Decimal]:
        """What is not as the sheet has it, and whatever else the address asks for."""
        asked = {
            key: value
            for key, value in self.cleaned_data.items()
            if value is not None and value != self.known[key].value
        }
        strange = {key: Decimal(0) for key in self.data if "." in key and key not in self.known}
        return {**asked, **strange}


@require_GET
def page(request: Request, number: int) -> HttpResponse:
    """The numbers that may be tried, and who moves; its address holds what was tried."""
    course = courses.whole(request.actor, number)
    if not courses.runs_all(request.actor, course, *READS):
        raise Refused(_("您只能看到部分单位的得分，不能试算"), hint=_("由看得到全部单位的人试算"))
    body = course.run.body
    form = WhatIf(knobs(body), data=_asked(request, knobs(body)))
    problems = _problems(form)
    changes = {} if problems else form.changes()
    shortened = _address({key: value for key, value in changes.items() if key in form.known})
    if not problems and changes.keys() <= form.known.keys() and shortened != request.GET.urlencode():
        return redirect(f"{request.path}?{shortened}" if shortened else request.path)
    moves: list[Move] = []
    try:
        moves = what_if(body, {} if problems else changes)
    except InputError as fault:
        problems, moves = _told(form, fault), what_if(body, {})
    context = {
        "page": _page(course), "form": form, "problems": problems, "changed": bool(changes),
        "sum": _sum(form.known, changes), "summary": _summary(moves),
        "tables": [] if problems else _tables(course, moves),
    }  # fmt: skip
    return render(request, "assessment/whatif.html", context)


def _asked(request: Request, known: Sequence[Knob]) -> dict[str, str]:
    """What the address says, over what the sheet has."""
    return {one.key: plain(one.value) for one in known} | {key: request.GET[key] for key in request.GET}


def _address(changes: Mapping[str, Decimal]) -> str:
    return urlencode({key: plain(value) for key, value in changes.items()})


def _page(course: Course) -> Page:
    return Page(
        _("试算"), common.crumbs(course),
        lead=_("换一个分值或上限，看谁的位次变动。只按计算得分试算，不含评定和调整；不保存，地址可以发给别人。"),
    )  # fmt: skip


def _problems(form: WhatIf) -> list[str]:
    """What is wrong with the numbers as typed, each with its field."""
    form.is_valid()
    return [
        f"{form.fields[key].label}{_('：')}{said}" for key, found in form.errors.items() for said in found
    ]


def _told(form: WhatIf, fault: InputError) -> list[str]:
    """What the numbers cannot be, each with its field."""
    if not fault.problems:
        return [_("；").join(filter(None, (below.said(fault.message), below.said(fault.hint))))]
    found = []
    for one in fault.problems:
        field = form.fields.get(one.field)
        said = _("；").join(filter(None, (below.said(one.what), below.said(one.right))))
        found.append(f"{field.label}{_('：')}{said}" if field else said)
    return found


def _sum(known: Mapping[str, Knob], changes: Mapping[str, Decimal]) -> str:
    """The weights' sum before and after, where it changes."""
    weights = [one for one in known.values() if one.what == "weight"]
    before = sum((one.value for one in weights), Decimal(0))
    after = sum((changes.get(one.key, one.value) for one in weights), Decimal(0))
    if before == after:
        return ""
    return _("分值合计由 %(before)s 变为 %(after)s。") % {"before": plain(before), "after": plain(after)}


def _summary(moves: Sequence[Move]) -> str:
    up = sum(one.climbed > 0 for one in moves)
    down = sum(one.climbed < 0 for one in moves)
    if not up and not down:
        return _("没有单位的位次变动。")
    return _("位次上升的单位 %(up)s 个，下降的 %(down)s 个，其余不变。") % {"up": up, "down": down}


def _tables(course: Course, moves: Sequence[Move]) -> list[tuple[str, Table]]:
    """Class by class, the greatest movement first."""
    classes = dict.fromkeys(one.rank_class for one in moves)
    return [(one, _table(course, one, [move for move in moves if move.rank_class == one])) for one in classes]


def _table(course: Course, rank_class: str, moves: Sequence[Move]) -> Table:
    rows = [
        Row(
            {
                "unit": one.name, "move": _arrow(one), "rank": _places(one),
                "before": half_up(one.total_before, 2), "after": half_up(one.total_after, 2),
                "gained": _signed(one),
            },
            reverse("assessment:score", args=[course.run.id, one.unit]),
        )
        for one in moves
    ]  # fmt: skip
    columns = [
        Column("unit", _("单位")),
        Column("move", _("变动"), "badge"),
        Column("rank", _("位次")),
        Column("before", _("原得分"), "number"),
        Column("after", _("试算得分"), "number"),
        Column("gained", _("增减"), "number"),
    ]
    return Table(columns, rows, formats.aside(_("试算结果"), rank_class))


def _arrow(one: Move) -> Badge:
    if one.climbed > 0:
        return Badge(f"↑ {one.climbed}", "green", _("上升%(n)s位") % {"n": one.climbed})
    if one.climbed < 0:
        return Badge(f"↓ {-one.climbed}", "red", _("下降%(n)s位") % {"n": -one.climbed})
    return Badge(_("不变"), "grey")


def _places(one: Move) -> str:
    before, after = one.rank_before or formats.DASH, one.rank_after or formats.DASH
    return f"{before} → {after}" if before != after else str(after)


def _signed(one: Move) -> str:
    gained = half_up(one.gained, 2)
    return f"+{gained}" if gained > 0 else f"−{-gained}" if gained < 0 else "0.00"
