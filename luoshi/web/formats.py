"""Values as people read them: pure functions from values to text in the reader's language.

Nothing that is not there is ever shown as zero: None is “—”, an awaited figure 待统计.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.kernel.numbers import show

DASH = "—"
AWAITING = gettext_lazy("待统计")
SHANGHAI = ZoneInfo("Asia/Shanghai")

UNITS = {
    "元": gettext_lazy("元"), "万元": gettext_lazy("万元"), "亿元": gettext_lazy("亿元"),
    "个": gettext_lazy("个"), "件": gettext_lazy("件"), "家": gettext_lazy("家"), "项": gettext_lazy("项"),
    "笔": gettext_lazy("笔"), "人": gettext_lazy("人"), "亩": gettext_lazy("亩"), "次": gettext_lazy("次"),
    "份": gettext_lazy("份"), "小时": gettext_lazy("小时"), "平方米": gettext_lazy("平方米"),
}  # fmt: skip
"""Units that pages know in the reader's language; others are shown as the pack writes them."""

Number = Decimal | Fraction | int


def amount(value: Number | None, unit: str = "", places: int = 2) -> str:
    """5300 万元 → “5,300.00 万元”. Half-up rounding; a percent sign stands close to its number."""
    if value is None:
        return DASH
    return measured(show(value, places), unit)


def measured(number: str, unit: str | None) -> str:
    """A number in words already, with its unit: “5,300.00 万元”."""
    gap = " " if unit and unit != "%" else ""
    return f"{number}{gap}{unit_words(unit)}"


def unit_words(unit: str | None) -> str:
    """万元 in the reader's language."""
    return str(UNITS.get(unit or "", unit or ""))


def listed(words: Iterable[object]) -> str:
    """“甲、乙、丙”."""
    return _("、").join(map(str, words))


def aside(text: object, note: object) -> str:
    """“到位金额（万元）”: a text with something said beside it, if there is anything to say."""
    return _("%(text)s（%(note)s）") % {"text": text, "note": note} if note else str(text)


def decimal(value: str | None) -> Decimal | None:
    """A number as a figure's JSON gives it."""
    return None if value is None else Decimal(value)


def exact(value: object) -> Fraction | None:
    """A number as what was scored keeps it: 96, 0.5 or 1/3."""
    return None if value is None else Fraction(str(value))


def percent(value: Number | None, places: int = 2) -> str:
    """121.10 → “121.10%”: percentages are kept as written."""
    return amount(value, "%", places)


def points(value: Number | None, places: int = 2) -> str:
    """Percentage points from the pace: 10.2 → “超序时 10.20 个百分点”, -3 → “欠序时 3.00 个百分点”."""
    if value is None:
        return DASH
    if value == 0:
        return _("与序时持平")
    said = {"points": amount(abs(Fraction(value)), places=places)}
    return (_("超序时 %(points)s 个百分点") if value > 0 else _("欠序时 %(points)s 个百分点")) % said


def change(value: Decimal | None) -> str:
    """A year-on-year change in words: “增长20.3%”, “下降8.92%”, “持平”."""
    if value is None:
        return DASH
    if value == 0:
        return _("持平")
    return (_("增长%(change)s%%") if value > 0 else _("下降%(change)s%%")) % {"change": f"{abs(value):f}"}


def day(value: date | None) -> str:
    """2026-03-01, so that dates align and sort as they are read."""
    if value is None:
        return DASH
    return (value.astimezone(SHANGHAI) if isinstance(value, datetime) else value).strftime("%Y-%m-%d")


def moment(value: datetime | None) -> str:
    """The minute in Shanghai: 2026-03-01 09:30."""
    return DASH if value is None else value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def size(octets: int) -> str:
    """A file's size: “12 B”, “340 KB”, “1.2 MB”."""
    if octets < 1024:
        return f"{octets} B"
    if octets < 1024**2:
        return f"{octets // 1024} KB"
    return f"{show(Decimal(octets) / 1024**2, 1)} MB"


def digest(value: str, length: int = 16) -> str:
    """The first characters of a digest in fours: “a1b2 c3d4 e5f6 0718”."""
    kept = value[:length]
    return " ".join(kept[start : start + 4] for start in range(0, len(kept), 4))
