"""Firms that hand in at the same moment get numbers without gaps and without doubles."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Thread

from django.db import connection

from luoshi.calls import actions, applying
from luoshi.kernel.actor import Holding
from luoshi.units import actions as units
from tests.calls.conftest import CALL, FENGHE, KE, MENG, QINGMA, YUNYAO, fill
from tests.people import CITY, COUNTY, SYSTEM


def test_three_firms_hand_in_at_once_and_are_numbered_one_two_three(site: Path) -> None:
    assert site.is_dir()
    drafts = []
    call = actions.publish(KE, actions.draft(KE, CITY, CALL).ref.id)
    for code in (FENGHE, QINGMA, YUNYAO):
        units.add_unit(SYSTEM, code, f"企业{code[-1]}", "enterprise", parent=COUNTY)
        who = replace(MENG, holdings=(Holding("firm_manager", code),))
        drafts.append((who, fill(who, applying.start(who, call.ref.id, code, f"项目{code[-1]}"))))
    made: list[str] = []

    def hand_in(place: int) -> None:
        who, draft = drafts[place]
        made.append(str(applying.submit(who, draft.ref.id).values["receipt_no"]))
        connection.close()

    threads = [Thread(target=hand_in, args=(place,)) for place in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(made) == [f"2026-{call.ref.id:03}-000{number}" for number in (1, 2, 3)]
