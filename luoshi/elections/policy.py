"""Phases of an election and who does what in it: rules without a database."""

from __future__ import annotations

from collections.abc import Mapping

from luoshi.packs.spec import Label

ORGANIZER = "election_organizer"
RUNS = (ORGANIZER,)
READS = (ORGANIZER, "supervisor")
"""Roles in the election's unit or above it; besides them its own officials and those on its roll."""
MEMBERS = ("delegate", "member")
"""Roles of the pack `union` by which workers of no office read what it publishes and make proposals."""

PHASES: Mapping[str, Label] = {
    "draft": Label(zh="筹备", en="being prepared"),
    "frozen": Label(zh="名册已截止", en="roll frozen"),
    "open": Label(zh="投票", en="voting"),
    "closed": Label(zh="封箱计票", en="box closed, counting"),
    "declared": Label(zh="已公布", en="declared"),
}
"""In order. Once voting has begun an election only moves forward."""
PUBLISHED = ("closed", "declared")
"""Phases in which anybody reads the list of ballots."""

OFFICES: Mapping[str, Label] = {
    "teller": Label(zh="计票人", en="teller"),
    "scrutineer": Label(zh="监票人", en="scrutineer"),
}
"""What people of an election are: named for it alone, not held in a unit."""
SIGNATURES = 2
"""So many scrutineers declare a result."""

WAYS: Mapping[str, Label] = {
    "login": Label(zh="登录领票", en="logged in"),
    "card": Label(zh="投票卡", en="voting card"),
    "paper": Label(zh="纸质票", en="paper"),
}
"""How somebody on the roll took a ballot paper."""
ELECTRONIC = ("login", "card")
