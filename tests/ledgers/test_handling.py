"""Who moves a record into a stage and who changes it there is said by its stages, and holds on every path."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from luoshi.kernel.actor import Actor, Holding
from luoshi.kernel.errors import InputError, LuoshiError, Refused
from luoshi.ledgers import actions, adoption, bulk, handling, queries
from luoshi.ledgers.bulk import Change
from luoshi.ledgers.drafts import NewRow
from luoshi.ledgers.errors import Blocked
from luoshi.ledgers.records import Record
from luoshi.packs.compile import load
from tests.packs.test_stage_words import write
from tests.people import COUNTY, SYSTEM, TOWN, morning

pytestmark = pytest.mark.django_db

FIRM = Actor(51, "钱进", (Holding("firm", TOWN),), morning)
"""Writes its firm's applications."""
OFFICE = Actor(52, "顾言", (Holding("office", COUNTY),), morning)
"""Of the county's science office."""


@pytest.fixture
def grants(county: None, settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE = tmp_path / "evidence"
    pack = load(write(tmp_path / "pack")).pack
    assert pack is not None
    adoption.adopt(SYSTEM, pack)


def sent() -> Record:
    made = actions.create(FIRM, "demo.grant", TOWN, {"name": "保鲜库"})
    actions.attach(FIRM, made.ref, "form", "申请表.txt", "申请".encode())
    return actions.move(FIRM, made.ref, "sent")


def test_only_the_roles_that_a_stage_names_move_a_record_into_it(grants: None) -> None:
    made = sent()
    with pytest.raises(Refused, match="“批准”由科技科办理"):
        actions.move(FIRM, made.ref, "approved")
    with pytest.raises(Refused, match="“不批准”由科技科办理"):
        actions.move(FIRM, made.ref, "refused")
    kept = actions.edit(OFFICE, made.ref, {"opinion": "同意"}, version=made.version)
    assert actions.move(OFFICE, kept.ref, "approved").stage == "approved"


def test_nobody_passes_a_stage_that_others_move_records_into(grants: None) -> None:
    """The office may approve, but a draft is sent by the firm and not passed over."""
    made = actions.create(FIRM, "demo.grant", TOWN, {"name": "保鲜库", "opinion": "同意"})
    actions.attach(FIRM, made.ref, "form", "申请表.txt", b"1")
    with pytest.raises(Refused, match="“提交”由企业办理"):
        actions.move(OFFICE, made.ref, "approved")


def test_a_stage_aside_is_entered_from_anywhere_and_nothing_comes_after_it(grants: None) -> None:
    """What the stages between demand (an opinion, a proof) is not asked of what is refused."""
    made = sent()
    with pytest.raises(Blocked, match="原因"):
        actions.move(OFFICE, made.ref, "refused")
    kept = actions.edit(OFFICE, made.ref, {"why": "超出支持范围"}, version=made.version)
    gone = actions.move(OFFICE, kept.ref, "refused")
    assert gone.stage == "refused"
    assert handling.goals(OFFICE, gone) == []
    with pytest.raises(Blocked, match="现已处于“不批准”"):
        actions.move(OFFICE, gone.ref, "accepted")


def test_what_a_person_may_go_to_is_what_would_be_allowed(grants: None) -> None:
    made = sent()
    assert [one.key for one in handling.goals(FIRM, made)] == []
    assert [one.key for one in handling.goals(OFFICE, made)] == ["approved", "accepted", "refused"]


def test_a_record_is_changed_only_by_the_roles_of_its_stage_on_every_path(grants: None) -> None:
    made = sent()
    ways: list[Any] = [
        lambda: actions.edit(FIRM, made.ref, {"name": "冷库"}, version=made.version),
        lambda: actions.attach(FIRM, made.ref, "proof", "凭证.txt", b"2"),
        lambda: actions.withdraw(FIRM, made.ref, why="不报了"),
        lambda: bulk.put_many(FIRM, "demo.grant", [Change(made.ref, {"name": "冷库"}, made.version)]),
    ]
    for way in ways:
        with pytest.raises(LuoshiError, match="“提交”阶段不能修改"):
            way()
    assert actions.edit(OFFICE, made.ref, {"name": "冷库"}, version=made.version).title == "冷库"


def test_children_are_fixed_with_their_parent(grants: None) -> None:
    made = actions.create(FIRM, "demo.grant", TOWN, {"name": "保鲜库"})
    part = actions.create(FIRM, "demo.part", TOWN, {"grant": made.ref.id, "name": "冷机"})
    actions.attach(FIRM, made.ref, "form", "申请表.txt", b"1")
    actions.move(FIRM, made.ref, "sent")
    ways: list[Any] = [
        lambda: actions.create(FIRM, "demo.part", TOWN, {"grant": made.ref.id, "name": "库板"}),
        lambda: actions.create_many(FIRM, "demo.part", [NewRow(TOWN, {"grant": made.ref.id})]),
        lambda: actions.edit(FIRM, part.ref, {"name": "库板"}, version=part.version),
        lambda: actions.withdraw(FIRM, part.ref, why="改"),
    ]
    for way in ways:
        with pytest.raises(LuoshiError, match="不能修改"):
            way()


def test_a_stage_that_names_no_editor_is_fixed_for_everybody_but_the_system(grants: None) -> None:
    made = sent()
    kept = actions.edit(OFFICE, made.ref, {"opinion": "同意"}, version=made.version)
    done = actions.move(OFFICE, kept.ref, "approved")
    with pytest.raises(Refused, match="请先按规定退回"):
        actions.edit(OFFICE, done.ref, {"opinion": "不同意"}, version=done.version)
    assert actions.edit(SYSTEM, done.ref, {"opinion": "同意。"}, version=done.version).version


def test_lists_ask_of_what_is_aside_no_evidence_it_did_not_come_to(grants: None) -> None:
    made = sent()
    kept = actions.edit(OFFICE, made.ref, {"why": "重复"}, version=made.version)
    actions.move(OFFICE, kept.ref, "refused")
    assert queries.page(OFFICE, "demo.grant", filters={"evidence": "missing"}).total == 0


def test_a_wrong_stage_is_said_before_whose_business_it_is(grants: None) -> None:
    with pytest.raises((Blocked, InputError), match="没有阶段"):
        actions.move(FIRM, sent().ref, "aproved")
