"""How a bulletin is shown: its sections, sign-off and what is derived; for the house and the public alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.kernel.actor import SHANGHAI
from luoshi.kernel.language import say
from luoshi.reports import queries
from luoshi.reports.models import Bulletin
from luoshi.web import charts, formats
from luoshi.web.components import Badge, Chart, Column, Fact, Row, Step, Table, Tone

STATES: Mapping[str, tuple[object, Tone]] = {
    "draft": (gettext_lazy("草稿"), "yellow"), "signing": (gettext_lazy("签批中"), "blue"),
    "issued": (gettext_lazy("已签发"), "green"),
}  # fmt: skip
LABELS = {
    "docx": ("Word", "file-type-docx"), "pdf": ("PDF", "file-type-pdf"),
    "xlsx": ("Excel", "file-spreadsheet"), "html": (gettext_lazy("网页"), "file-text"),
}  # fmt: skip
MOST_BARS = 40
NUMBER = re.compile(r"[-+]?[\d,]+(?:\.\d+)?%?")


def badge(one: Bulletin) -> Badge:
    word, tone = STATES[one.state]
    return Badge(str(word), tone)


def body(content: Mapping[str, Any]) -> dict[str, Any]:
    """What `bulletins/content.html` shows."""
    return {
        "content": content,
        "sections": [_section(f"s{at}", one) for at, one in enumerate(content["sections"])],
        "annexes": [_section(f"a{at}", one) for at, one in enumerate(content.get("annexes", ()))],
    }


def _section(key: str, section: Mapping[str, Any]) -> dict[str, Any]:
    return {**section, "rows": _table(section), "drawn": _chart(key, section)}


def _table(section: Mapping[str, Any]) -> Table | None:
    if not section["table"]:
        return None
    heads, rows = section["table"]["heads"], section["table"]["rows"]
    columns = [
        Column(str(place), head, "number" if _numeric([row[place] for row in rows]) else "text")
        for place, head in enumerate(heads)
    ]
    shown: list[dict[str, Any]] = [{str(place): cell for place, cell in enumerate(row)} for row in rows]
    for row, colour in zip(shown, section["table"].get("colours", ()), strict=False):
        row["0"] = Badge(row["0"], colour)
    return Table(columns, [Row(row) for row in shown], caption=section["title"])


def _numeric(cells: list[str]) -> bool:
    """Whether a column holds numbers only, which stand to the right."""
    return all(one == formats.DASH or NUMBER.fullmatch(one) for one in cells)


def _chart(key: str, section: Mapping[str, Any]) -> Chart | None:
    chart = section.get("chart")
    if not chart:
        return None
    values = [formats.decimal(one) for one in chart["values"]][:MOST_BARS]
    option = charts.bars(chart["labels"][:MOST_BARS], {chart["title"]: values}, "%")
    caption = chart["title"]
    if chart["pace"] is not None:
        caption = _("%(title)s，序时进度 %(pace)s%%") % {"title": chart["title"], "pace": chart["pace"]}
    return Chart(f"ranking-{key}", option, caption)


def steps(found: Bulletin) -> list[Step]:
    """The sign-off chain: drafted by whom, signed by whom, whose turn it is."""
    waiting = queries.step(found)
    made = [Step(_("起草"), "done", found.drafted_at.astimezone(SHANGHAI).date())]
    for place, one in enumerate(queries.chain_of(found)):
        if place < len(found.signatures):
            signed = found.signatures[place]
            day = datetime.fromisoformat(signed["at"]).date()
            made.append(Step(step_label(one), "done", day, note=signed["name"]))
        elif found.state == "issued":
            made.append(Step(step_label(one), "done"))
        else:
            made.append(Step(step_label(one), "current" if one == waiting else "next"))
    return made


def step_label(one: Mapping[str, str]) -> str:
    """What a step of the sign-off is called, in the reader's language."""
    return say(one["label"], one.get("en") or one["label"])


def cells(content: Mapping[str, Any]) -> list[Fact]:
    """How much of it is derived; nothing for what was written before that was counted."""
    counted = content.get("cells")
    if not counted:
        return []
    share = formats.DASH if counted["share"] is None else f"{counted['share']}%"
    return [
        Fact(_("系统生成的占"), share),
        Fact(_("数据项"), str(counted["total"])),
        Fact(_("取自公布数据"), str(counted["figures"])),
        Fact(_("取自台账记录"), str(counted["records"])),
        Fact(_("人工填写"), str(counted["typed"])),
    ]
