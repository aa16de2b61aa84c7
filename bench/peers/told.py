"""What was measured, as tables: p50 and p95 in milliseconds, the ratio to the first system's."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Took:
    """Milliseconds of some answers."""

    p50: float
    p95: float
    many: int

    @classmethod
    def of(cls, taken: Sequence[float]) -> Took:
        """Of one answer both are itself."""
        cuts = statistics.quantiles(taken, n=20, method="inclusive") if len(taken) > 1 else [*taken] * 19
        return cls(statistics.median(taken), cuts[18], len(taken))


@dataclass(frozen=True)
class Result:
    """One measure of one system; no times and `lacks` where it has no way to do it, `wrong` where what it
    told is not what it was filled with."""

    measure: str
    system: str
    took: Took | None
    lacks: str = ""
    wrong: str = ""


@dataclass(frozen=True)
class Load:
    """Answers a second of one system under equal load."""

    system: str
    a_second: float
    took: Took
    failed: Sequence[str] = field(default_factory=list)


def table(results: Sequence[Result], first: str) -> str:
    """Measures down, systems across, as markdown; what is lost by `first` in bold."""
    systems = list(dict.fromkeys(one.system for one in results))
    by = {(one.measure, one.system): one for one in results}
    lines = [_row(["", *(f"{one}: p50, p95 ms" if one == first else one for one in systems)])]
    lines.append(_row(["---"] * (len(systems) + 1)))
    for measure in dict.fromkeys(one.measure for one in results):
        ours = by[measure, first].took
        lines.append(_row([measure, *(_cell(by[measure, one], ours, first) for one in systems)]))
    return "\n".join([*lines, *_notes(results)])


def _cell(one: Result, ours: Took | None, first: str) -> str:
    if one.took is None:
        return "—"
    times = f"{one.took.p50:,.0f}" if one.took.many == 1 else f"{one.took.p50:,.0f}, {one.took.p95:,.0f}"
    mark = " *" if one.wrong else ""
    if ours is None or one.system == first:
        return times + mark
    return f"{times} ({_ratio(one.took.p50, ours.p50)}){mark}"


def _ratio(theirs: float, ours: float, *, more_is_better: bool = False) -> str:
    """How many times ours; in bold where ours lost by what is shown."""
    ratio = theirs / ours
    shown = f"{ratio:.1f}" if ratio >= 0.1 else f"{ratio:.2f}"
    lost = float(shown) > 1 if more_is_better else float(shown) < 1
    return f"**{shown} ×**" if lost else f"{shown} ×"


def _notes(results: Iterable[Result]) -> list[str]:
    """Why a cell is empty, and what was told wrong."""
    said = [f"- {one.system}, {one.measure}: — {one.lacks}" for one in results if one.lacks]
    said += [f"- {one.system}, {one.measure}: * {one.wrong}" for one in results if one.wrong]
    return ["", *said] if said else []


def loads(found: Sequence[Load], first: str) -> str:
    """Answers a second, as markdown."""
    ours = next(one for one in found if one.system == first)
    lines = [_row(["", "answers a second", "p50, p95 ms", "failed"]), _row(["---"] * 4)]
    for one in found:
        rate = f"{one.a_second:,.1f}"
        if one.system != first:
            rate += f" ({_ratio(one.a_second, ours.a_second, more_is_better=True)})"
        times = f"{one.took.p50:,.0f}, {one.took.p95:,.0f}"
        lines.append(_row([one.system, rate, times, str(len(one.failed))]))
    return "\n".join(lines)


def settings(systems: Mapping[str, Mapping[str, str]]) -> str:
    """Versions and settings, as a list."""
    return "\n".join(
        f"- **{name}** " + "; ".join(f"{what}: {value}" for what, value in said.items())
        for name, said in systems.items()
    )


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
