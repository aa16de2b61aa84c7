"""Files in and out at real size: `python -m bench.files DIR [--rows 100000] [--export]`.

DIR is a site made by `bench.sites`. An .xlsx of so many rows and 20 columns goes in, in a process of its
own, beside python-calamine reading the same file. With --export nothing goes in: every receipt of the site
goes out by `luoshi export` (a fifth of the records are projects: 1,000,000 rows need a site of 1,250,000).
Printed: seconds, the ratio, and the most memory that each process held.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from bench import sites
from tests.demo import LUOSHI

FIRST = datetime(2020, 1, 1)  # noqa: DTZ001 - a sheet knows no zones
HEADS = (
    "项目名称", "项目编号", "投资方", "资金来源地", "产业", "招商方式", "新建续建", "建设地点", "建设内容",
    "总投资（万元）", "其中固定资产投资（万元）", "本年计划到位（万元）", "签约日期", "开工日期", "投产日期",
    "包联领导", "责任人", "存在问题", "下一步打算", "备注",
)  # fmt: skip


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--rows", type=int, default=100_000)
    asked.add_argument("--export", action="store_true")
    asked.add_argument("--child", choices=sorted(CHILDREN))
    said = asked.parse_args()
    file = Path(gettempdir()) / f"bench-{said.rows}.xlsx"
    if said.child:
        begun = time.perf_counter()
        count = CHILDREN[said.child](said.folder, file)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(count, time.perf_counter() - begun, peak)
        return
    if said.export:
        export(said.folder)
        return
    if not file.exists():
        write(file, said.rows)
    reading = _child(said.folder, said.rows, "calamine")
    importing = _child(said.folder, said.rows, "import")
    again = _child(said.folder, said.rows, "import")
    print(f"calamine reads {said.rows:,} × 20: {reading[1]:.1f} s, {reading[2]:.0f} MB")
    for name, one in (("import", importing), ("the same again", again)):
        print(f"{name}: {one[1]:.1f} s ({one[1] / reading[1]:.1f} × calamine), {one[2]:.0f} MB")


def export(folder: Path) -> None:
    """Every receipt of a site by the command, as a clerk at a terminal would; what came out is read again."""
    from python_calamine import CalamineWorkbook

    with TemporaryDirectory() as name:
        out = Path(name) / "out.xlsx"
        seconds, busy, peak, said = run(folder, "export", "investment.receipt", "-o", str(out))
        book = CalamineWorkbook.from_path(str(out))
        heights = [book.get_sheet_by_name(one).height for one in book.sheet_names]
        print(f"luoshi export: {said.strip()}")
        size = out.stat().st_size / 10**6
        print(f"{seconds:.0f} s ({busy:.0f} of a processor), {peak} MB at the peak, {size:.0f} MB of file")
        print(f"rows of its sheets, headings and all: {', '.join(f'{one:,}' for one in heights)}")


def run(folder: Path, *command: str) -> tuple[float, float, int, str]:
    """(seconds, those of a processor, MB at the peak, what it said) of a `luoshi` command, from its start."""
    begun = time.perf_counter()
    done = subprocess.Popen(
        [*LUOSHI, "--site", str(folder), *command],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    said = done.stdout.read() if done.stdout else ""
    _pid, status, used = os.wait4(done.pid, 0)
    done.returncode = os.waitstatus_to_exitcode(status)
    if done.returncode:
        raise RuntimeError(f"luoshi {' '.join(command)}: exit status {done.returncode}")
    return time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024, said


def write(file: Path, rows: int) -> None:
    """An office's table of so many projects."""
    import xlsxwriter

    chance = random.Random(1)
    book = xlsxwriter.Workbook(str(file), {"constant_memory": True})
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, HEADS)
    for row in range(1, rows + 1):
        signed = FIRST + timedelta(days=chance.randrange(2000))
        line = [
            f"第{row}号果品加工项目", f"XM-{row}", f"丰禾{row % 997}食品有限公司", "省外", "农副产品加工",
            "上门招商", "新建", f"第{row % 50}村", "年产果汁若干吨", chance.randrange(100, 99_999) / 10, 50,
            20.5,
        ]  # fmt: skip
        sheet.write_row(row, 0, line)
        sheet.write_datetime(row, 12, signed, day)
        sheet.write_row(row, 15, ["张三", "李四", "无", "抓紧开工", "备注文字"])
    book.close()


def _child(folder: Path, rows: int, what: str) -> tuple[float, float, float]:
    """(count, seconds, MB at the peak) of one piece of work in a process of its own."""
    command = [sys.executable, "-m", "bench.files", str(folder), "--rows", str(rows), "--child", what]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(said[0]), float(said[1]), float(said[2])


def _calamine(folder: Path, file: Path) -> int:
    del folder
    from python_calamine import CalamineWorkbook

    return len(CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python())


def _import(folder: Path, file: Path) -> int:
    sites.begin(folder)
    from luoshi.exchange import actions
    from luoshi.kernel.actor import Actor

    done = actions.import_rows(Actor.system(), "investment.project", "S0101", file.read_bytes(), file.name)
    assert not done.problems, done.problems[:3]
    return len(done.records)


CHILDREN: dict[str, Callable[[Path, Path], int]] = {
    "calamine": _calamine, "import": _import,
}  # fmt: skip


if __name__ == "__main__":
    main()
