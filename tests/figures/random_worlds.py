"""Cities and packs at random: what engines are held to, against counting by hand and against each other."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from luoshi.figures.catalogue import Catalogue
from luoshi.packs.spec import Indicator, Pack
from luoshi.periods.merged import SPAN
from tests.figures.world import PROJECT, RECEIPT, World, indicator

days = st.dates(date(2025, 10, 1), date(2026, 12, 31))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A city with a random tree below it, records anywhere, shares that change at random days."""
    above: dict[str, str | None] = {"city": None}
    for number in range(draw(st.integers(1, 6))):
        above[f"u{number}"] = draw(st.sampled_from(sorted(above)))
    world, units = World(above), st.sampled_from(sorted(above))
    verifications = st.sampled_from(["pending", "verified", "rejected"])
    withdrawn = st.sampled_from([False, False, True])
    for _ in range(draw(st.integers(0, 4))):
        signed = draw(st.none() | days)
        record = world.project(
            draw(units),
            stage=draw(st.sampled_from(["talks", "signed", "started"])),
            stage_signed=signed,
            signed_on=signed,
            ends_on=draw(st.none() | days),
            verification=draw(verifications),
            withdrawn=draw(withdrawn),
        )
        since = draw(days)
        for _ in range(draw(st.integers(0, 2))):
            until = since + timedelta(days=draw(st.integers(1, 200)))
            world.share(record, draw(_splits(sorted(above))), since, draw(st.sampled_from([until, None])))
            if world.shares[-1]["to_day"] is None:
                break
            since = until
    for _ in range(draw(st.integers(0, 8))):
        world.receipt(
            draw(units),
            draw(st.none() | st.integers(-(10**9), 10**15)),
            draw(st.none() | days),
            project=draw(st.none() | st.integers(1, 5)),
            area=draw(st.integers(0, 10**6)),
            payer=draw(st.sampled_from([None, "甲", "乙", "丙"])),
            verification=draw(verifications),
            withdrawn=draw(withdrawn),
        )
    return world


@st.composite
def _splits(draw: st.DrawFn, units: list[str]) -> dict[str, int]:
    holders = draw(st.lists(st.sampled_from(units), min_size=1, max_size=3, unique=True))
    cuts = sorted(draw(st.sets(st.integers(1, 9_999), min_size=len(holders) - 1, max_size=len(holders) - 1)))
    edges = [0, *cuts, 10_000]
    return {unit: edges[i + 1] - edges[i] for i, unit in enumerate(holders)}


@st.composite
def lakes(draw: st.DrawFn) -> tuple[World, list[World]]:
    """A city's own records, and those of the packages it received: none or some, a few
    alike to the byte, a few with records of sites two levels down."""
    sent = draw(st.lists(worlds().map(draw(st.sampled_from([deeper, lambda world: world]))), max_size=4))
    again = draw(st.lists(st.sampled_from(sent), max_size=2)) if sent else []
    return draw(worlds()), [*sent, *again]


def deeper(world: World) -> World:
    """Every other project with its shares and receipts, and every other receipt, came from a site below."""
    for row, column in [
        *((one, "id") for one in (*world.projects, *world.receipts)),
        *((one, "project") for one in world.receipts),
        *((one, "record") for one in world.shares),
    ]:
        if row.get(column) and row[column] % 2:
            row[column] += SPAN
    return world


_CONDITIONS = {
    "receipt": (
        "verified", "amount >= 1.5", "amount * 3 < amount + 2", "not (area > 12.345)",
        "payer in ('甲', '乙')", "payer is null", "payer < '乙'", r"payer <> '反\斜''杠'",
        "received_on between '2026-01-15' and '2026-06-30'", "coalesce(amount, 0) <> 0",
        "received_on - date '2026-01-15' > 60",
        "case when payer = '甲' then amount > 1 else area > 1 end",
    ),
    "project": (
        "verified", "stage_at_least('signed')", "signed_on is not null", "ends_on > '2026-05-01'",
        "ends_on - signed_on between -30 and 90",
    ),
}  # fmt: skip
_MEASURES = {
    "receipt": (
        ("sum(amount)", "万元"), ("sum(-amount)", "亿元"), ("sum(area * 7)", "亩"), ("count(*)", "笔"),
        ("count(distinct payer)", "家"), ("count(distinct received_on)", "天"), ("min(amount)", "万元"),
        ("max(area)", "亩"),
    ),
    "project": (("count(*)", "个"), ("count(distinct stage)", "种"), ("sum(ends_on - signed_on)", "天")),
}  # fmt: skip


@st.composite
def conditions(draw: st.DrawFn, ledger: str) -> str:
    one, other = draw(st.tuples(*[st.sampled_from(_CONDITIONS[ledger])] * 2))
    joined = draw(st.sampled_from(["{0}", "{0} and {1}", "{0} or not ({1})"]))
    return joined.format(f"({one})", f"({other})")


@st.composite
def packs(draw: st.DrawFn) -> Catalogue:
    """Some indicators over the world's two ledgers: any measure, filter, kind, date and way to split."""
    made: list[Indicator] = []
    for number in range(draw(st.integers(2, 4))):
        ledger = draw(st.sampled_from(["receipt", "receipt", "project"]))
        measure, unit = draw(st.sampled_from(_MEASURES[ledger]))
        kind = draw(st.sampled_from(["flow", "stock"]))
        ends = ledger == "project" and (kind == "stock" or measure == "count(*)")  # as packs are checked
        if draw(st.booleans()):
            measure += f" filter (where {draw(conditions(ledger))})"
        made.append(
            indicator(
                f"random{number}",
                ledger=ledger,
                measure=measure,
                unit=unit,
                kind=kind,
                split=draw(st.booleans()),
                where=draw(st.just("") | conditions(ledger)),
                date=draw(st.sampled_from(["signed_on", "stage_signed"] if ledger == "project" else [None])),
                until=draw(st.sampled_from([None, "ends_on"])) if ends else None,
            )
        )
    indicators = {one.key: one for one in made}
    ledgers = {"project": PROJECT, "receipt": RECEIPT}
    return Catalogue.of(
        {"test": Pack(key="test", version=1, label="试验", ledgers=ledgers, indicators=indicators)}
    )
