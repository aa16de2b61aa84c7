"""Figures against LibreOffice recalculating the same sums: `python -m bench.office [--rows 100000]`.

What an office does without us: one sheet of receipts, one of SUMIFS by township and month (from the
beginning of the year to the month's end). LibreOffice, told always to recalculate on load, opens the book
and saves it. Three times are taken: of an empty book (its start-up), of the receipts without the sums, and
with them. The sums must agree to the last 分.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import time
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from luoshi.figures import compute
from luoshi.figures.engines import Duck
from luoshi.kernel.periods import Period, PlanYear
from tests.figures.world import CATALOGUE, World

TOWNS, MONTHS, YEAR = 160, 12, 2026
RUNS, OFFICE_RUNS = 5, 3
"""Times that ours are computed, and that LibreOffice is started on a book; the median counts."""
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""LibreOffice's registrymodifications.xcu: recalculate an .xlsx on load, always."""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=100_000)
    rows = asked.parse_args().rows
    world = county(rows)
    with TemporaryDirectory() as name:
        folder = Path(name)
        plain = book(folder / "plain.xlsx", world, sums=False)
        summed = book(folder / "sums.xlsx", world, sums=True)
        empty = book(folder / "empty.xlsx", World({"city": None}), sums=False)
        recalculate(empty)  # makes its profile
        starting, opening, whole = (_median(recalculate, file) for file in (empty, plain, summed))
        (folder / "parquet").mkdir()
        ours, figures = computed(world.parquet(folder / "parquet"))
        assert figures == read(summed), "the two do not agree"
    print(f"{rows:,} rows, {TOWNS * MONTHS:,} sums, equal to the last 分; figures: {ours:.2f} s")
    print(f"LibreOffice: start-up {starting:.1f} s, without sums {opening:.1f} s, with sums {whole:.1f} s")
    for what, office in (("less its start-up", whole - starting), ("the sums alone", whole - opening)):
        print(f"{what}: {office:.1f} s, figures are {office / ours:.0f} times faster")


def _median(work: Callable[[Path], float], file: Path) -> float:
    return statistics.median(work(file) for _ in range(OFFICE_RUNS))


def county(rows: int) -> World:
    """The same receipts every time, all verified, none shared: what SUMIFS can say."""
    chance = random.Random(20260930)
    towns = [f"t{number:03}" for number in range(TOWNS)]
    world = World({"city": None, **dict.fromkeys(towns, "city")})
    project = world.project("city")
    for _ in range(rows):
        day = date(YEAR, chance.randint(1, MONTHS), chance.randint(1, 28))
        world.receipt(chance.choice(towns), chance.randrange(10**9), day, project=project, payer="甲")
    return world


def book(file: Path, world: World, *, sums: bool) -> Path:
    """The receipts as a sheet, amounts in 万元, and the summary beside it."""
    made = Workbook(write_only=True)
    facts, summary = made.create_sheet("到位资金"), made.create_sheet("汇总")
    for one in world.receipts:
        facts.append([one["unit"], one["received_on"], one["amount"] / 1_000_000])
    last = len(world.receipts)
    for town in (unit for unit in world.above if unit != "city"):
        line: list[object] = [town]
        for month in range(1, MONTHS + 1):
            end = monthrange(YEAR, month)[1]
            line.append(
                f"=ROUND(SUMIFS(到位资金!$C$1:$C${last},到位资金!$A$1:$A${last},$A{row_of(town)},"
                f'到位资金!$B$1:$B${last},">="&DATE({YEAR},1,1),到位资金!$B$1:$B${last},"<="&DATE({YEAR},{month},{end})),6)'
                if sums
                else None
            )
        summary.append(line)
    made.save(file)
    return file


def row_of(town: str) -> int:
    """The row of a township in the summary."""
    return int(town[1:]) + 1


def recalculate(file: Path) -> float:
    """Seconds in which LibreOffice starts, opens a book, calculates all of it, and saves it."""
    out, profile = file.parent / "out", file.parent / "profile"
    settings = profile / "user" / "registrymodifications.xcu"
    if not settings.exists():
        settings.parent.mkdir(parents=True)
        settings.write_text(ALWAYS, "utf-8")
    begun = time.perf_counter()
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{profile}", "--convert-to",
         "xlsx", "--outdir", str(out), str(file)],
        check=True, capture_output=True,
    )  # fmt: skip
    return time.perf_counter() - begun


def read(file: Path) -> dict[tuple[str, int], Fraction]:
    """(township, month) → 万元, as LibreOffice calculated it."""
    sheet = CalamineWorkbook.from_path(str(file.parent / "out" / file.name)).get_sheet_by_name("汇总")
    return {
        (str(line[0]), month): Fraction(round(float(str(line[month])) * 1_000_000), 1_000_000)
        for line in sheet.to_python()
        for month in range(1, MONTHS + 1)
    }


def computed(parquet: Path) -> tuple[float, dict[tuple[str, int], Fraction]]:
    """(median seconds, the same figures) by the product's own query, month by month."""
    taken = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        with Duck(parquet) as engine:
            made = [
                compute.values(CATALOGUE, engine, Period(YEAR, "month", month), PlanYear(), names=["funds"])
                for month in range(1, MONTHS + 1)
            ]
        taken.append(time.perf_counter() - begun)
    figures = {
        (unit, number): value or Fraction(0)
        for number, values in enumerate(made, start=1)
        for (_name, unit), value in values.items()
        if unit != "city"
    }
    return sorted(taken)[RUNS // 2], figures


if __name__ == "__main__":
    main()
