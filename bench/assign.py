"""Assigning experts side by side: least cost by flow against taking the cheapest free expert in turn.

200 applications, 120 experts, five each, at most twelve: seconds, and how many readers lack the field.
"""

from __future__ import annotations

import random
import time
from collections.abc import Collection, Mapping

from luoshi.reviews.assigning import Limits, assign, costs

DOMAINS = ("agri", "food", "materials", "equipment", "digital", "energy", "health", "society")
LIMITS = Limits(each=5, most=12, least=5)


def greedy(
    cost: Mapping[tuple[int, int], int],
    applications: Collection[int],
    experts: Collection[int],
    barred: Collection[tuple[int, int]],
) -> dict[int, list[int]]:
    """What a clerk does: application by application, the best who still has room."""
    load = dict.fromkeys(experts, 0)
    found: dict[int, list[int]] = {}
    for one in applications:
        free = [who for who in experts if load[who] < LIMITS.most and (one, who) not in barred]
        found[one] = sorted(free, key=lambda who: cost[one, who])[: LIMITS.each]
        for who in found[one]:
            load[who] += 1
    return found


def main() -> None:
    chance = random.Random(7)
    fields = {one: chance.choice(DOMAINS[:4] * 3 + DOMAINS[4:]) for one in range(1, 201)}
    experts = {one: chance.sample(DOMAINS, 2) for one in range(1000, 1120)}
    barred = {(chance.randint(1, 200), chance.randint(1000, 1119)) for _ in range(1500)}
    cost = costs(fields, experts, bytes(32))
    began = time.perf_counter()
    ours = assign(cost, [*fields], [*experts], LIMITS, barred)
    middle = time.perf_counter()
    theirs = greedy(cost, [*fields], [*experts], barred)
    end = time.perf_counter()
    for name, seconds, found in (
        ("flow", middle - began, ours.experts),
        ("greedy", end - middle, theirs),
    ):
        total = sum(cost[one, who] for one, several in found.items() for who in several)
        strange = sum(fields[one] not in experts[who] for one, several in found.items() for who in several)
        lack = sum(LIMITS.each - len(several) for several in found.values())
        load = dict.fromkeys(experts, 0)
        for several in found.values():
            for who in several:
                load[who] += 1
        spread = f"{min(load.values())}–{max(load.values())}"
        print(
            f"{name:8}{seconds:8.3f} s  cost {total:9}  other field {strange}  lacking {lack}  loads {spread}"
        )


if __name__ == "__main__":
    main()
