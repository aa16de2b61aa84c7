"""Numbers and days as life makes them: unequal, but the same every time and adding up exactly."""

from __future__ import annotations

import random
from datetime import date, timedelta

from stdnum.cn import uscc

from luoshi.kernel.periods import Period

_DIGITS = "0123456789"


def parts(total: int, count: int, chance: random.Random) -> list[int]:
    """`count` whole positive numbers that add up to `total`."""
    weights = [chance.randint(40, 160) for _ in range(count)]
    made = [max(1, total * weight // sum(weights)) for weight in weights]
    made[-1] += total - sum(made)
    return made


def days(year: int, months: range, count: int, chance: random.Random) -> list[date]:
    """`count` days of some months of a year, in order."""
    spans = [Period.parse(f"{year}-{month:02}") for month in months]
    drawn = [chance.choice(spans).start + timedelta(days=chance.randint(0, 27)) for _ in range(count)]
    return sorted(drawn)


def code(number: int) -> str:
    """A 统一社会信用代码 that checks and belongs to nobody: no region has the number 999999."""
    body = f"91999999MA{number:07}"
    return body + uscc.calc_check_digit(body)
