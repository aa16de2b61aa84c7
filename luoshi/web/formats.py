"""Values as people read them: pure functions from values to Chinese text.

Nothing that is not there is ever shown as zero: None is “—”, an awaited figure 待统计.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from luoshi.kernel.numbers import change_words, show

DASH = "—"
AWAITING = "待统计"
SHANGHAI = ZoneInfo("Asia/Shanghai")

Number = Decimal | Fraction | int


def amount(value: Number | None, unit: str = "", places: int = 2) -> str:
    """5300 万元 → “5,300.00 万元”. Half-up rounding; a percent sign stands close to its number."""
    if value is None:
        return DASH
    text = show(value, places)
    gap = "" if unit in {"", "%"} else " "
    return f"{text}{gap}{unit}"


def decimal(value: str | None) -> Decimal | None:
    """A number as a figure's JSON gives it."""
    return None if value is None else Decimal(value)


def percent(value: Number | None, places: int = 2) -> str:
    """121.10 → “121.10%”: percentages are kept as written."""
    return amount(value, "%", places)


def points(value: Number | None, places: int = 2) -> str:
    """Percentage points from the pace: 10.2 → “超序时 10.20 个百分点”, -3 → “欠序时 3.00 个百分点”."""
    if value is None:
        return DASH
    if value == 0:
        return "与序时持平"
    word = "超序时" if value > 0 else "欠序时"
    return f"{word} {amount(abs(Fraction(value)), '个百分点', places)}"


def change(value: Decimal | None) -> str:
    """A year-on-year change in words: “增长20.3%”, “下降8.92%”, “持平”."""
    return DASH if value is None else change_words(value)


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
