"""How fast a text is read, and whether time grows with its length alone: `python -m bench.reading`.

The two annotated speeches repeated to 1, 2, 5 and 10 MB; then texts made to lead patterns astray, each at two
lengths: where the longer takes more than twice as long for each sign, something goes back over what it read.
Printed: MB a second on one core, and the growth (seconds a sign at the greater length ÷ at the lesser).
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

from luoshi.reading import read
from tests import shared

MEGABYTE = 1_000_000
SIZES = (1, 2, 5, 10)
SHORT, LONG = 30_000, 120_000
"""Signs of a text that is to lead astray."""
UNITS = (
    *"要(（1十《“\t、，：；。\n 和的由前万亿—.×", ")(", "各乡镇、", "一是", "1,", "一百", "责任单位:", "牵头",
    "每月", "同比增长", "增长5%,", "5亿元以上", "达到", "2026年", "xx", "任务内容\t责任单位\n", "\u202e",
    "县招商局", "力争", "不低于", "百分之", "第三", "一、", "（一）", "月底前", "1.", "9" * 50, "分别",
    "责任单位：市局\n", "做好工作。（牵头单位：市局）", "完成5亿元，占3%，增长2%，",
)  # fmt: skip


def speeches() -> str:
    names = ("investment-conference.txt", "science-work-conference.txt")
    return "\n".join(shared.path("reading", name).read_text("utf-8") for name in names)


def astray() -> Iterator[tuple[str, str]]:
    """(what it is made of, a text of LONG signs): each unit alone, pairs of them, and what chance makes."""
    chance = random.Random(5)
    for unit in UNITS:
        yield repr(unit), (unit * LONG)[:LONG]
    for _ in range(60):
        some = "".join(chance.sample(UNITS, chance.randint(2, 4)))
        yield repr(some), (some * LONG)[:LONG]
    for _ in range(20):
        mixed = "".join(chance.choice(UNITS) for _ in range(LONG))
        yield f"chance {mixed[:12]!r}", mixed[:LONG]


def growth(text: str) -> tuple[float, float]:
    """(seconds a sign at the greater length ÷ at the lesser, seconds at the greater)."""
    lesser, greater = _seconds(text[:SHORT]), _seconds(text)
    return (greater / len(text)) / (lesser / SHORT), greater


def _seconds(text: str) -> float:
    begun = time.perf_counter()
    read(text)
    return time.perf_counter() - begun


def main() -> None:
    once = speeches()
    for size in SIZES:
        text = (once + "\n") * (size * MEGABYTE // len(once.encode()) + 1)
        taken = _seconds(text)
        print(f"{size:>3} MB: {len(text.encode()) / MEGABYTE / taken:.2f} MB/s", flush=True)
    worst = sorted(((*growth(text), name) for name, text in astray()), reverse=True)
    for factor, seconds, name in worst[:8]:
        print(f"growth {factor:5.2f}  {seconds:6.2f} s  {name}")
    slowest = max(worst, key=lambda one: one[1])
    print(f"slowest {slowest[1]:.2f} s for {LONG:,} signs: {slowest[2]}")


if __name__ == "__main__":
    main()
