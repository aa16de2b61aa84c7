"""What the same figures cost on DuckDB and on Spark by rows: `python -m bench.lake --millions 1 3 10 30`.

A nation of 2,850 counties whose 31 provinces send (bench/province.py), all indicators of the tests' city, two
cores each. The two must give the same figures first. What was measured is kept beside the picture, so that a
great size can be measured by itself later; both are drawn and printed from what is kept.
"""

from __future__ import annotations

import argparse
import csv
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import province
from luoshi.figures import compute
from luoshi.figures.cluster import Cluster
from luoshi.figures.engines import Duck, Engine, share_of_memory
from luoshi.figures.spark import Spark
from luoshi.kernel.periods import Period, PlanYear
from luoshi.periods.merged import Query
from luoshi.reports.drawing import COLOURS
from tests.figures.world import CATALOGUE

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
PERIOD, PLAN = Period(2026, "month", 9), PlanYear()
CORES, RUNS = 2, 3
DRIVER = "spark.driver.memory 5g\n"
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """The best of some runs, in seconds by the clock and of processors."""

    engine: str
    rows: int
    clock: float
    processor: float


def _processor() -> float:
    """Seconds of processors that this process and its children, Java among them, have used."""
    mine, spent = str(os.getpid()), time.process_time()
    for one in Path("/proc").glob("[0-9]*/stat"):
        try:
            said = one.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        if said[1] == mine:
            spent += (int(said[11]) + int(said[12])) / TICKS
    return spent


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    clock, processor = time.perf_counter(), _processor()
    work()
    return time.perf_counter() - clock, _processor() - processor


def measure(folder: Path, rows: int, runs: int) -> list[Cost]:
    """Both engines over the same lake of so many receipts; other figures on one than on the other end it."""
    nation = province.SHAPES["nation"]
    province.write(folder, nation, rows)
    made, own = province.together(folder, nation), folder / "own"
    beside = [folder / "lake"]
    found: list[Cost] = []
    with (
        Duck(own, threads=CORES, memory=share_of_memory(), instead=made, beside=beside) as duck,
        _spark(own, made) as spark,
    ):
        engines: Mapping[str, Engine] = {"DuckDB": duck, "Spark": spark}
        got: dict[str, compute.Values] = {}

        def count(name: str) -> None:
            got[name] = compute.values(CATALOGUE, engines[name], PERIOD, PLAN)

        for name in engines:
            times = [_timed(partial(count, name)) for _ in range(runs)]
            found.append(Cost(name, rows, min(one for one, _ in times), min(one for _, one in times)))
        assert got["DuckDB"] == got["Spark"], "the engines differ"
        assert got["DuckDB"]["test.funds", "top"], "there is something to count"
    return found


def _spark(own: Path, made: Mapping[str, Query]) -> Spark:
    return Spark(own, Cluster(f"local[{CORES}]"), instead=made)


def kept(file: Path) -> dict[tuple[str, int], Cost]:
    if not file.exists():
        return {}
    with file.open(encoding="utf-8") as stream:
        rows = [
            Cost(one["engine"], int(one["rows"]), float(one["clock"]), float(one["processor"]))
            for one in csv.DictReader(stream)
        ]
    return {(one.engine, one.rows): one for one in rows}


def keep(file: Path, costs: Mapping[tuple[str, int], Cost]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, ["engine", "rows", "clock", "processor"], lineterminator="\n")
        writer.writeheader()
        for _key, one in sorted(costs.items()):
            said = asdict(one)
            writer.writerow(said | {key: f"{said[key]:.2f}" for key in ("clock", "processor")})


def draw(costs: Mapping[tuple[str, int], Cost], file: Path) -> None:
    """Seconds by rows, both logarithmic: whole lines by the clock, broken ones of processors."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.6, 3.6), layout="constrained")
    axes = figure.add_subplot()
    for name, colour in zip(("DuckDB", "Spark"), COLOURS.values(), strict=True):
        mine = [one for (engine, _rows), one in sorted(costs.items()) if engine == name]
        rows = [one.rows / 1e6 for one in mine]
        axes.loglog(
            rows, [one.clock for one in mine], color=colour, marker="o", label=f"{name}, by the clock"
        )
        spent = [one.processor for one in mine]
        axes.loglog(rows, spent, color=colour, linestyle="--", label=f"{name}, of processors")
    ticks = sorted({one.rows / 1e6 for one in costs.values()})
    axes.set_xticks(ticks, [f"{one:g}" for one in ticks], minor=False)
    axes.set_xticks([], minor=True)
    axes.yaxis.set_major_formatter("{x:g}")
    axes.set_xlabel("millions of receipts, 31 packages")
    axes.set_ylabel("seconds for all indicators")
    axes.grid(visible=True, alpha=0.3)
    figure.legend(loc="outside upper center", ncols=2, frameon=False)
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "luoshi"}):
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})


def show(costs: Mapping[tuple[str, int], Cost]) -> None:
    print("| receipts | DuckDB | Spark | ratio | processors: DuckDB | Spark | ratio |")
    print("|" + "---|" * 7)
    for rows in sorted({rows for _engine, rows in costs}):
        duck, spark = costs["DuckDB", rows], costs["Spark", rows]
        print(
            f"| {rows:,} | {duck.clock:.1f} s | {spark.clock:.1f} s | {spark.clock / duck.clock:.1f} "
            f"| {duck.processor:.1f} s | {spark.processor:.1f} s | {spark.processor / duck.processor:.1f} |"
        )


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--millions", type=int, nargs="*", default=[1, 3, 10, 30])
    asked.add_argument("--runs", type=int, default=RUNS)
    asked.add_argument("--into", type=Path, default=PICTURES)
    said = asked.parse_args()
    costs = kept(said.into / "lake.csv")
    with TemporaryDirectory() as conf:
        (Path(conf) / "spark-defaults.conf").write_text(DRIVER, "utf-8")
        os.environ["SPARK_CONF_DIR"] = conf
        for millions in said.millions:
            with TemporaryDirectory() as folder:
                made = measure(Path(folder), millions * 1_000_000, said.runs)
            costs |= {(one.engine, one.rows): one for one in made}
            keep(said.into / "lake.csv", costs)
            print(f"{millions} million done", flush=True)
    show(costs)
    draw(costs, said.into / "lake.svg")


if __name__ == "__main__":
    main()
