"""A cell of a sheet as the ledger takes it: exact numbers with their own units, dates however they were
typed. Pure. What cannot be understood is handed on as it was written, for the ledger to say what is wrong."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from luoshi.kernel.errors import InputError
from luoshi.kernel.money import PLACES, from_fen, to_fen
from luoshi.packs.spec import Field
from luoshi.reading.values import chinese

NUMBERS = frozenset({"money", "decimal", "integer", "percent"})
DITTO = frozenset({"同上", "〃", "″", '"', "''", "＂", "同左"})
"""How people write that a cell says what the one above it says."""
NOTHING = frozenset({"-", "--", "—", "——", "/", "\\", "无", "暂无"})
"""How people write into a number's or a date's cell that there is none."""
_SERIAL = (20_000, 80_000)
"""Days since 1899-12-30 that are dates of this century and a little around, in a cell without a format."""
_EXACT_DIGITS = 15
"""A sheet keeps so many digits of a number; a longer one has lost its last ones."""

_DAY = re.compile(
    r"^(\d{4}|\d{2})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*[日号]?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?$"
)
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_MONTH = re.compile(r"^(\d{4})\s*[年./-]\s*(\d{1,2})\s*月?(?:份)?$")
_MONTH_COMPACT = re.compile(r"^(\d{4})(\d{2})$")
_NO_YEAR = re.compile(r"^(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?$")
_NUMERAL = re.compile(r"[〇零一二三四五六七八九十]+")
_SCALE = "万亿|亿|千万|百万|万|千"
_PART = re.compile(rf"(\d+(?:\.\d+)?)({_SCALE})?")
_AMOUNT = re.compile(
    rf"^(?P<sign>[-+]?)(?P<parts>(?:\d+(?:\.\d+)?(?:{_SCALE}))+|\d+(?:\.\d+)?)(?P<rest>\D*)$"
)
_SCALES = {
    "": 1, "千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "万亿": 10**12,
}  # fmt: skip
_SPELLED = re.compile(r"^[零一二三四五六七八九两十百千]+(?:点[零一二三四五六七八九]+)?(?=[万亿元])")
_YUAN = frozenset({"", "元", "元整", "元人民币", "人民币", "人民币元"})
_TRUE = frozenset({"是", "有", "对", "√", "✓", "✔", "y", "yes", "1", "true"})
_FALSE = frozenset({"否", "没有", "×", "✗", "✘", "x", "n", "no", "0", "false"})
_BETWEEN = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")


@dataclass
class Guesses:
    """What had to be supposed to read a cell: the year that a date left out, the day of a mere month."""

    year: int = 0
    """The year of the table, 0 when it does not say."""
    said: list[str] = field(default_factory=list)


def is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def value_of(cell: Any, field: Field, unit: str = "", guesses: Guesses | None = None) -> Any:
    """A cell for a field. `unit` is the money unit of the heading, where it is not the field's; what had
    to be supposed is added to `guesses`. InputError where the sheet itself has lost what was typed."""
    if is_empty(cell):
        return None
    read = _READERS.get(field.type)
    return read(cell, field, unit, guesses or Guesses()) if read else _text(cell, field)


def text(cell: Any) -> str:
    """As text: a telephone number typed as a number has no point and no nought behind it."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if not (cell.hour or cell.minute) else f"{cell:%Y-%m-%d %H:%M}"
    return str(cell).replace("\u3000", " ").replace("\xa0", " ").strip()


def close_up(said: str) -> str:
    """张　三 is 张三: a name without the spaces that only fill its cell."""
    return _BETWEEN.sub("", said)


def _text(cell: Any, field: Field) -> str:
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= 10**_EXACT_DIGITS:
        raise InputError(
            f"这个号码超过{_EXACT_DIGITS}位又存成了数字，末几位已经丢失",
            hint="把单元格改为文本格式，再填一次",
        )
    said = text(cell)
    if field.type in ("person", "unit", "choice", "region"):
        return close_up(unicodedata.normalize("NFKC", said))
    if field.type == "phone":
        return unicodedata.normalize("NFKC", said).replace(" ", "")
    return close_up(said) if field.type == "organization" else said


def _number(cell: Any, field: Field, unit: str, guesses: Guesses) -> Any:
    """Exact: what a sheet shows as 12.5 is 12.5, whatever its binary spelling; 0.1 + 0.2 is 0.3."""
    del guesses
    if isinstance(cell, bool | datetime | date | timedelta):
        return text(cell)
    if isinstance(cell, int | float):
        value = Decimal(f"{cell:.{_EXACT_DIGITS}g}")
        return _changed(value, unit, str(field.unit), f"{value:f}") if _other(field, unit) else f"{value:f}"
    said = _plain_number(str(cell))
    if said in NOTHING:
        return None
    found = _AMOUNT.match(said)
    if found is None:
        return text(cell)
    parts = [(Decimal(value), scale) for value, scale in _PART.findall(found["parts"])]
    if found["sign"] == "-":
        parts = [(-value, scale) for value, scale in parts]
    if field.type == "money":
        return _money(parts, found["rest"], field, unit, text(cell))
    return f"{_summed(parts):f}" if found["rest"] in ("", "%", str(field.unit or "")) else text(cell)


def _other(field: Field, unit: str) -> bool:
    """Whether the heading states another money unit than the field's."""
    return field.type == "money" and unit in PLACES and unit != field.unit


def _plain_number(said: str) -> str:
    """Full width, thousands separators, 约 and ¥ taken off; (500) is -500; 五百万 is 500万."""
    said = re.sub(r"\s", "", unicodedata.normalize("NFKC", said)).removeprefix("约").lstrip("¥￥")
    said = re.sub(r"(?<=\d),(?=\d{3})", "", said).replace("−", "-")
    if said.startswith("(") and said.endswith(")"):
        said = f"-{said[1:-1]}"
    numeral = _SPELLED.match(said)
    return chinese(numeral[0]) + said[numeral.end() :] if numeral else said


def _money(parts: list[tuple[Decimal, str]], rest: str, field: Field, unit: str, said: str) -> str:
    """3.2亿 and 500万元 carry their own unit; a bare number is in the heading's, or the field's."""
    if rest not in _YUAN:
        return said
    own = str(field.unit)
    if len(parts) == 1 and not parts[0][1] and not rest:
        return _changed(parts[0][0], unit if unit in PLACES else own, own, said)
    return _changed(_summed(parts), "元", own, said)


def _changed(value: Decimal, unit: str, own: str, said: str) -> str:
    """A value of one unit in another, exactly; as it was written where it names less than a 分."""
    try:
        return f"{value if unit == own else from_fen(to_fen(value, unit), own):f}"
    except InputError:
        return said


def _summed(parts: list[tuple[Decimal, str]]) -> Decimal:
    """3亿2000万 is one number."""
    return sum((value * _SCALES[scale] for value, scale in parts), Decimal(0)).normalize()


def _day(cell: Any, field: Field, unit: str, guesses: Guesses) -> Any:
    del field, unit
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool) and _SERIAL[0] < cell < _SERIAL[1]:
        return date(1899, 12, 30) + timedelta(days=int(cell))
    said = _plain_date(text(cell))
    if said in NOTHING:
        return None
    if found := _DAY.match(said) or _COMPACT.match(said):
        return "-".join((_century(found[1]), f"{int(found[2]):02}", f"{int(found[3]):02}"))
    if (found := _NO_YEAR.match(said)) and guesses.year:
        guesses.said.append(f"没有写年份，按{guesses.year}年")
        return f"{guesses.year}-{int(found[1]):02}-{int(found[2]):02}"
    if (found := _MONTH.match(said)) and "年" in said and 1 <= int(found[2]) <= 12:
        guesses.said.append("只写到月，按当月1日")
        return f"{found[1]}-{int(found[2]):02}-01"
    return text(cell)


def _century(year: str) -> str:
    """26.3.5 is of this century."""
    return year if len(year) == 4 else f"20{year}"


def _plain_date(said: str) -> str:
    """二〇二六年三月五日 in figures: the year digit by digit, month and day as numbers."""
    said = re.sub(r"\s+(?!\d{1,2}:)", "", unicodedata.normalize("NFKC", said))
    if not _NUMERAL.search(said):
        return said
    year, mark, rest = said.rpartition("年")
    digits = str.maketrans("〇零一二三四五六七八九", "00123456789")
    rest = _NUMERAL.sub(lambda found: chinese(found[0].replace("〇", "零")), rest)
    return f"{year.translate(digits)}{mark}{rest}"


def _month(cell: Any, field: Field, unit: str, guesses: Guesses) -> Any:
    del field, unit
    if isinstance(cell, date):
        return f"{cell:%Y-%m}"
    if isinstance(cell, int | float) and not isinstance(cell, bool) and _SERIAL[0] < cell < _SERIAL[1]:
        return f"{date(1899, 12, 30) + timedelta(days=int(cell)):%Y-%m}"
    said = _plain_date(text(cell))
    if said in NOTHING:
        return None
    if found := _MONTH.match(said) or _MONTH_COMPACT.match(said) or _DAY.match(said) or _COMPACT.match(said):
        return f"{_century(found[1])}-{int(found[2]):02}"
    if (found := re.match(r"^(\d{1,2})月(?:份)?$", said)) and guesses.year:
        guesses.said.append(f"没有写年份，按{guesses.year}年")
        return f"{guesses.year}-{int(found[1]):02}"
    return said


def _truth(cell: Any, field: Field, unit: str, guesses: Guesses) -> Any:
    del field, unit, guesses
    if isinstance(cell, bool):
        return "是" if cell else "否"
    said = unicodedata.normalize("NFKC", text(cell)).lower()
    return "是" if said in _TRUE else "否" if said in _FALSE else text(cell)


_READERS: Mapping[str, Callable[[Any, Field, str, Guesses], Any]] = {
    **dict.fromkeys(NUMBERS, _number), "date": _day, "month": _month, "boolean": _truth,
}  # fmt: skip


def code(cell: Any) -> str:
    """A 统一社会信用代码 or another code: no spaces, full-width letters made plain, capitals."""
    if isinstance(cell, float) and abs(cell) >= 10**_EXACT_DIGITS:
        raise InputError("代码存成了数字，末几位已经丢失", hint="把单元格改为文本格式，再填一次")
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text(cell))).upper()
