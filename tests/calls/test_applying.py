"""A firm writes its application together, hands it in, and gets a receipt."""

from __future__ import annotations

from decimal import Decimal

import pytest

from luoshi.calls import applying, queries
from luoshi.calls.policy import SOURCE, USE
from luoshi.kernel.errors import InputError, Missing, Refused, Stale
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import rebuild
from luoshi.ledgers.errors import Blocked
from luoshi.ledgers.records import Record
from tests.calls.conftest import BAI, FENGHE, GAO, KE, MENG, SONG, at, fill


def test_the_firm_is_named_by_its_unit_and_cannot_apply_under_another_name(call: Record) -> None:
    made = applying.start(SONG, call.ref.id, FENGHE, "苹果汁")
    assert (made.values["host"], made.values["host_code"]) == ("丰禾食品有限公司", FENGHE)
    for field in ("host", "host_code", "receipt_no", "complete", "call"):
        with pytest.raises(InputError, match="申报流程填写"):
            applying.save(SONG, made.ref.id, {field: "另一家"}, seen=made.version)


def test_an_empty_draft_is_told_everything_that_is_missing_at_once(call: Record) -> None:
    made = applying.start(SONG, call.ref.id, FENGHE, "苹果汁")
    said = [one.what for one in queries.lacking(SONG, made)]
    assert len(said) == 12
    for one in ("“项目负责人”未填", "缺佐证“营业执照”", "没有填经费预算", "没有填项目组成员"):
        assert one in said


def test_a_budget_whose_sides_differ_is_kept_but_not_handed_in(call: Record) -> None:
    draft = fill(SONG, applying.start(SONG, call.ref.id, FENGHE, "苹果汁"), own=55)
    now = queries.budget(draft)
    assert (now.in_all, now.difference) == ((Decimal(85), Decimal(90)), Decimal(-5))
    with pytest.raises(Blocked) as fault:
        applying.submit(SONG, draft.ref.id)
    assert [one.what for one in fault.value.blocks] == [
        "经费来源合计与支出合计不等", "来源中的“单位自筹”与单位自筹不等",
    ]  # fmt: skip
    line = now.sources["own"]
    assert line is not None
    applying.put_line(SONG, draft.ref.id, SOURCE, {"amount": 60}, line=line.ref.id, seen=line.version)
    assert applying.submit(SONG, draft.ref.id).stage == "submitted"


def test_the_grant_among_the_sources_is_what_is_asked_for(draft: Record) -> None:
    now = queries.application(SONG, draft.ref.id)
    applying.save(SONG, draft.ref.id, {"asked": Decimal("30.01")}, seen=now.version)
    with pytest.raises(Blocked, match="“拨款”与申请资助不等"):
        applying.submit(SONG, draft.ref.id)


def test_a_field_of_another_place_and_more_than_the_most_are_said(draft: Record) -> None:
    now = queries.application(SONG, draft.ref.id)
    applying.save(SONG, draft.ref.id, {"domain": "health", "asked": 51}, seen=now.version)
    said = [one.what for one in queries.lacking(SONG, queries.application(SONG, draft.ref.id))]
    assert "“医药健康”不在支持领域内" in said
    assert "申请资助 51 万元，超过单项上限" in said


def test_two_people_of_a_firm_write_different_fields_of_one_draft(draft: Record) -> None:
    seen = queries.application(SONG, draft.ref.id).version
    applying.save(SONG, draft.ref.id, {"summary": "宋工改的简介"}, seen=seen)
    made = applying.save(MENG, draft.ref.id, {"goals": "孟禾改的指标"}, seen=seen)
    assert (made.values["summary"], made.values["goals"]) == ("宋工改的简介", "孟禾改的指标")
    first = queries.edits(SONG, made)[0]
    assert (first.name, first.what) == ("孟禾", ("考核指标",))


def test_nobody_overwrites_silently_what_another_wrote_meanwhile(draft: Record) -> None:
    seen = queries.application(SONG, draft.ref.id).version
    applying.save(SONG, draft.ref.id, {"summary": "宋工改的简介"}, seen=seen)
    with pytest.raises(Stale, match=r"宋工在.*先修改了“项目简介”"):
        applying.save(MENG, draft.ref.id, {"summary": "孟禾改的简介", "goals": "指标"}, seen=seen)
    now = queries.application(MENG, draft.ref.id)
    assert now.values["summary"] == "宋工改的简介"
    assert applying.save(MENG, draft.ref.id, {"summary": "宋工改的简介"}, seen=seen).version == now.version


def test_nobody_overwrites_a_budget_line_either(draft: Record) -> None:
    line = queries.budget(draft).uses["people"]
    assert line is not None
    put = {"line": line.ref.id, "seen": line.version}
    applying.put_line(SONG, draft.ref.id, USE, {"amount": 25}, **put)
    with pytest.raises(Stale, match="宋工"):
        applying.put_line(MENG, draft.ref.id, USE, {"amount": 26}, **put)


def test_another_firm_neither_sees_nor_writes_a_draft(draft: Record) -> None:
    with pytest.raises(Missing):
        queries.application(BAI, draft.ref.id)
    with pytest.raises(Missing):
        applying.save(BAI, draft.ref.id, {"summary": "改"}, seen=1)
    assert queries.mine(BAI) == []


def test_an_office_sees_an_application_from_the_day_it_was_handed_in(draft: Record) -> None:
    for who in (KE, GAO):
        with pytest.raises(Missing):
            queries.application(who, draft.ref.id)
        assert queries.lines(draft, USE)
    made = applying.submit(SONG, draft.ref.id)
    for who in (KE, GAO):
        assert queries.application(who, draft.ref.id).ref == made.ref
    applying.take_back(SONG, draft.ref.id, why="改指标")
    with pytest.raises(Missing):
        queries.application(KE, draft.ref.id)


def test_a_receipt_tells_the_number_the_second_and_the_digest_of_everything_handed_in(
    draft: Record,
) -> None:
    made = applying.submit(at("2026-03-31T17:00:59", SONG), draft.ref.id)
    assert made.values["submitted_at"] == "2026-03-31 17:00:59"
    assert made.values["receipt_no"].startswith("2026-")
    assert made.values["digest"] == queries.digest(made)
    assert len(str(made.values["digest"])) == 64


def test_the_digest_changes_with_a_cent_a_file_and_a_member(draft: Record) -> None:
    digests = {queries.digest(draft)}
    line = queries.budget(draft).uses["people"]
    assert line is not None
    applying.put_line(
        SONG, draft.ref.id, USE, {"amount": Decimal("20.000001")}, line=line.ref.id, seen=line.version
    )
    digests.add(queries.digest(draft))
    applying.attach(SONG, draft.ref.id, "other", "说明.txt", b"1")
    digests.add(queries.digest(draft))
    applying.put_line(SONG, draft.ref.id, "innovation.application_member", {"name": "李工"})
    digests.add(queries.digest(draft))
    assert len(digests) == 4


def test_what_was_handed_in_is_read_only_by_every_path(handed_in: Record) -> None:
    number = handed_in.ref.id
    with pytest.raises(InputError, match="已提交"):
        applying.save(SONG, number, {"summary": "改"}, seen=handed_in.version)
    with pytest.raises(InputError, match="已提交"):
        applying.put_line(SONG, number, USE, {"kind": "travel", "amount": 1})
    with pytest.raises(InputError, match="已提交"):
        applying.attach(SONG, number, "other", "a.txt", b"a")
    with pytest.raises(Refused):
        ledgers.edit(SONG, handed_in.ref, {"summary": "改"}, version=handed_in.version)
    with pytest.raises(Refused):
        ledgers.move(SONG, handed_in.ref, "admitted")
    with pytest.raises(Refused):
        ledgers.create(SONG, USE, FENGHE, {"application": number, "kind": "travel", "amount": 1})


def test_an_application_is_taken_back_before_the_deadline_and_handed_in_again(handed_in: Record) -> None:
    back = applying.take_back(MENG, handed_in.ref.id, why="补充指标")
    assert (back.stage, back.values["digest"]) == ("draft", None)
    kept = applying.save(SONG, back.ref.id, {"goals": "新增产值3000万元"}, seen=back.version)
    again = applying.submit(at("2026-03-20T10:00:00", SONG), kept.ref.id)
    assert again.values["receipt_no"] == handed_in.values["receipt_no"]
    assert again.values["digest"] != handed_in.values["digest"]
    with pytest.raises(InputError, match="截止"):
        applying.take_back(at("2026-03-31T17:01:00", SONG), again.ref.id, why="太晚")


def test_a_draft_is_not_written_any_more_after_the_deadline(draft: Record) -> None:
    late = at("2026-03-31T17:01:00", SONG)
    with pytest.raises(InputError, match="截止"):
        applying.save(late, draft.ref.id, {"summary": "改"}, seen=draft.version)
    assert queries.application(late, draft.ref.id).stage == "draft"


def test_a_file_taken_off_a_draft_no_longer_counts(draft: Record) -> None:
    sealed = queries.files(draft)[0]
    applying.take_off(SONG, draft.ref.id, sealed.id)
    with pytest.raises(Blocked, match="缺佐证“申报书盖章件”"):
        applying.submit(SONG, draft.ref.id)
    with pytest.raises(InputError, match="已经审核或撤下"):
        applying.take_off(SONG, draft.ref.id, sealed.id)


def test_a_line_of_another_application_is_not_touched(draft: Record, call: Record) -> None:
    other = applying.start(BAI, call.ref.id, BAI.holdings[0].unit, "药材")
    line = queries.budget(draft).uses["people"]
    assert line is not None
    with pytest.raises(InputError, match="不属于"):
        applying.put_line(BAI, other.ref.id, USE, {"amount": 1}, line=line.ref.id, seen=line.version)


def test_a_line_that_another_made_meanwhile_is_not_made_twice(draft: Record) -> None:
    with pytest.raises(Stale, match="别人刚填了这一行"):
        applying.put_line(MENG, draft.ref.id, USE, {"kind": "people", "amount": 3})


def test_the_journal_alone_gives_back_every_application_and_line(handed_in: Record) -> None:
    applying.take_back(SONG, handed_in.ref.id, why="补充")
    applying.submit(SONG, handed_in.ref.id)
    for name in ("innovation.call", "innovation.application", SOURCE, USE):
        assert rebuild.differences(name) == []
