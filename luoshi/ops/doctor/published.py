"""Checks of what was given out: packages, the figures and the journal's root in them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.conf import settings

from luoshi.journal import queries as journal
from luoshi.kernel.errors import LuoshiError
from luoshi.ops.doctor.data import listed
from luoshi.ops.doctor.findings import Finding, good, wrong
from luoshi.periods import lake, package
from luoshi.periods import queries as periods


def packages(folder: Path) -> Iterator[Finding]:
    """The package of every month that was closed, corrected or received is whole, and the one it was; what
    pages show of a closed month is what its package says."""
    del folder
    every = {**periods.packages(), **lake.packages()}
    bad = {place for place, digest in every.items() if not _is(place, digest)}
    if bad:
        names = sorted(str(one.relative_to(Path(settings.PACKAGES).parent)) for one in bad)
        yield wrong("packages", f"结账包缺失或被改动：{listed(names)}", "从备份恢复这些文件夹")
    else:
        yield good("packages", f"{len(every)} 个结账包完好")
    whole = {one.period: Path(settings.PACKAGES) / one.period for one in periods.closings()}
    yield _figures({period: place for period, place in whole.items() if place not in bad})


def _is(place: Path, digest: str) -> bool:
    try:
        return package.verify(place).digest == digest
    except (LuoshiError, OSError):
        return False


def _figures(whole: Mapping[str, Path]) -> Finding:
    bad = [
        period
        for period, place in whole.items()
        if not periods.as_published(period, json.loads((place / "figures.json").read_bytes()))
    ]
    if not bad:
        return good("figures", "公布的数据与结账包一致")
    said = f"公布的数据与结账包不一致：{listed(bad)}"
    return wrong("figures", said, "查明是谁改动了数据库，再从备份恢复")


def root(folder: Path) -> Iterator[Finding]:
    """The journal that is there is the one whose root the last closed month's package states: a chain that
    somebody made anew from end to end is whole in itself."""
    del folder
    closed = periods.closings()
    if closed and journal.root(closed[-1].size) != closed[-1].root:
        yield wrong(
            "journal", f"日志与{closed[-1].period}结账时公布的日志根不符",
            "日志被改动或删去过：从备份恢复，并查明是谁改动了数据库",
        )  # fmt: skip
