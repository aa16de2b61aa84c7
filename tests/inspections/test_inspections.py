"""An inspection from its plan to the corrected ledger; what is published never changes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from luoshi.inspections import actions, checking, plan, queries
from luoshi.inspections.settling import Settlement
from luoshi.journal import queries as journal
from luoshi.kernel.errors import InputError, Missing, Refused, Stale
from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as records
from luoshi.ledgers.actions import NewFile
from luoshi.ledgers.records import Ref
from luoshi.periods import queries as periods
from luoshi.units import actions as units
from tests.inspections.conftest import PHOTO, RECEIPT, Office, answers, on, sampling, seen, somebody
from tests.people import ADMIN, CHEN, COUNTY, HAN, LIU, OTHER_TOWN, TOWN, WANG, ZHOU

JANUARY = Period.parse("2026-01")
OVERSTATED = Settlement(
    "overstated", "进账单为 400 万元", Decimal(100), "更正台账，核对全部进账单", date(2026, 4, 30)
)


def settled(office: Office, settlement: Settlement = OVERSTATED, agree: bool = True) -> int:
    """The first check typed, told, answered and settled; its number."""
    checks = office.drawn()
    for one in checks:
        checking.receive(office.chen, one.ref.id, seen(one, overstated_by=Decimal(100)))
    first = next(one for one in checks if one.unit == TOWN)
    actions.tell(office.chen, int(first.values["inspection"]), TOWN)
    checking.answer(on("2026-03-19", WANG), first.ref.id, agree=agree, reason="" if agree else "另有一笔")
    checking.settle(on("2026-03-20", office.chen), first.ref.id, settlement)
    return first.ref.id


def test_a_sample_is_drawn_from_the_published_package_and_journalled_whole(office: Office) -> None:
    made = office.plan()
    sample = actions.draw(office.chen, made.ref.id)
    closing = periods.closing(JANUARY)
    assert closing is not None
    assert sample.root == closing.digest
    checks = queries.checks(office.chen, made.ref.id)
    assert [(one.unit, one.values["amount"], one.stage) for one in checks] == [
        (TOWN, 500, "drawn"), (OTHER_TOWN, 500, "drawn"),
    ]  # fmt: skip
    kept = queries.drawing(made)
    assert kept is not None
    assert (kept.data["root"], kept.data["digest"]) == (closing.digest, made.values["plan_digest"])
    assert queries.inspection(office.chen, made.ref.id).stage == "drawn"


def test_a_plan_is_drawn_once_and_not_before_its_package_is_published(office: Office) -> None:
    with pytest.raises(InputError, match="2026年2月还没有结账"):
        actions.draw(office.chen, office.plan(sampling=sampling(period="2026-02")).ref.id)
    made = office.plan()
    actions.draw(office.chen, made.ref.id)
    with pytest.raises(InputError, match="已经抽过样"):
        actions.draw(office.chen, made.ref.id)


def test_every_plan_for_a_package_is_told_with_whether_it_could_have_been_tried_out(office: Office) -> None:
    early = office.plan(sampling=sampling(period="2026-02"))
    office.drawn(1)
    office.plan(2, often="重点督查")
    told = queries.attempts(JANUARY)
    assert [(one.drawn, one.before) for one in told] == [(True, False), (False, False)]
    assert len({one.digest for one in told}) == 2
    assert [one.before for one in queries.attempts(Period.parse("2026-02"))] == [True]
    assert early.values["plan_digest"] not in {one.digest for one in told}


def test_another_title_is_the_same_sample(office: Office) -> None:
    first = actions.draw(office.chen, office.plan().ref.id)
    second = actions.draw(office.chen, office.plan(title="换个名字").ref.id)
    assert [one.record for one in first.drawn] == [one.record for one in second.drawn]


def test_a_record_that_cannot_be_inspected_gives_way_to_the_next_in_order(office: Office) -> None:
    made = office.plan()
    sample = actions.draw(office.chen, made.ref.id)
    first = queries.checks(office.chen, made.ref.id, TOWN)[0]
    with pytest.raises(InputError, match="原因"):
        actions.substitute(office.chen, first.ref.id, why=" ")
    spare = actions.substitute(office.chen, first.ref.id, why="企业已搬迁")
    wanted = next(one for one in sample.drawn if one.unit == TOWN and one.place == 2)
    assert (spare.values["number"], spare.values["substitute"]) == (wanted.record, True)
    assert [one.ref for one in queries.checks(office.chen, made.ref.id, TOWN)] == [spare.ref]
    again = actions.substitute(office.chen, spare.ref.id, why="也已搬迁")
    with pytest.raises(InputError, match="没有备选了"):
        actions.substitute(office.chen, again.ref.id, why="都搬迁了")


def test_the_unit_does_not_know_what_is_inspected_until_it_is_told(office: Office) -> None:
    (first, _) = office.drawn()
    for who in (WANG, LIU, HAN):
        assert queries.heard(who) == []
        with pytest.raises(Missing):
            queries.check(who, first.ref.id)
        with pytest.raises(Missing):
            records.record(who, first.ref)
    checking.receive(office.chen, first.ref.id, seen(first, overstated_by=Decimal(100)))
    actions.tell(office.chen, int(first.values["inspection"]), TOWN)
    assert [one.ref for one in queries.heard(WANG)] == [first.ref]
    assert queries.heard(LIU) == []
    assert queries.to_answer(WANG)[0].values["answer_due"] == date(2026, 3, 25)


def test_a_finding_arrives_once_however_often_it_is_sent(office: Office) -> None:
    (first, _) = office.drawn()
    typed = seen(first, overstated_by=Decimal(100))
    once = checking.receive(office.chen, first.ref.id, typed)
    assert (once.stage, once.values["verdict"]) == ("seen", "overstated")
    again = checking.receive(office.chen, first.ref.id, typed)
    assert again.version == once.version
    (photo,) = queries.evidence(office.chen, first.ref.id)
    shot = queries.shots(office.chen, first.ref.id)[photo.sha256]
    assert (shot.taken_at, shot.place) == (PHOTO.taken_at, PHOTO.place)
    with pytest.raises(InputError, match="不同的内容"):
        checking.receive(office.chen, first.ref.id, replace(typed, note="改了"))


def test_two_inspectors_do_not_overwrite_each_other_unseen(office: Office) -> None:
    (first, _) = office.drawn()
    checking.receive(office.chen, first.ref.id, seen(first, "genuine"))
    with pytest.raises(Stale, match="chendu已经先核查"):
        checking.receive(office.chen, first.ref.id, seen(first, "genuine", client="another"))


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"verdict": "overstated"}, "虚报金额不对.*小于填报的 500"),
        ({"verdict": "overstated", "overstated_by": Decimal(500)}, "全部不实的认定虚假"),
        ({"verdict": "great"}, "没有认定"),
        (
            {"verdict": "genuine", "answers": answers("400")},
            "查实的到位金额是 400 万元.*应虚报 100|照此虚报 100",
        ),
        ({"verdict": "overstated", "overstated_by": Decimal(20)}, "照此虚报 100 万元"),
        ({"verdict": "genuine", "answers": {"slip": "yes"}}, "账上实际到位金额.*没有回答"),
        ({"verdict": "genuine", "answers": {"slip": "maybe", "amount": "x"}}, "(?s)是.*否.*不是数字"),
        ({"verdict": "genuine", "photos": ()}, "凭证照片.*没有照片"),
        ({"verdict": "genuine", "client": ""}, "客户端编号"),
    ],
)
def test_what_is_wrong_in_a_finding_is_named_and_nothing_kept(
    office: Office, more: dict[str, object], wrong: str
) -> None:
    (first, _) = office.drawn()
    with pytest.raises(InputError, match=wrong):
        checking.receive(office.chen, first.ref.id, seen(first, **more))  # type: ignore[arg-type]
    assert queries.check(office.chen, first.ref.id).stage == "drawn"
    assert queries.evidence(office.chen, first.ref.id) == []


def test_nobody_of_the_unit_inspects_it(office: Office) -> None:
    both = somebody("zhangliang", "supervisor", COUNTY)
    made = office.plan(team=(both.person, office.chen.person))
    actions.draw(office.chen, made.ref.id)
    units.grant(ADMIN, "zhangliang", "reporter", TOWN)
    (first, second) = queries.checks(office.chen, made.ref.id)
    from luoshi.units import queries as people

    now = on("2026-03-18", people.actor_for(people.person("zhangliang")))
    with pytest.raises(Refused, match="青石镇任职"):
        checking.receive(now, first.ref.id, seen(first, "genuine"))
    assert checking.receive(now, second.ref.id, seen(second, "genuine")).stage == "seen"
    with pytest.raises(InputError, match="青石镇任职"):
        office.plan(team=(both.person,))


def test_only_the_team_types_and_settles(office: Office) -> None:
    (first, _) = office.drawn()
    for who in (CHEN, ZHOU):
        with pytest.raises((Refused, Missing)):
            checking.receive(who, first.ref.id, seen(first, "genuine"))


def test_a_unit_is_told_when_all_is_seen_and_answers_with_reasons(office: Office) -> None:
    (first, _) = office.drawn()
    number = int(first.values["inspection"])
    with pytest.raises(InputError, match="还有1条没有核查"):
        actions.tell(office.chen, number, TOWN)
    checking.receive(office.chen, first.ref.id, seen(first, overstated_by=Decimal(100)))
    actions.tell(office.chen, number, TOWN)
    with pytest.raises(Refused):
        checking.answer(office.chen, first.ref.id, agree=True)
    with pytest.raises(InputError, match="没有写理由"):
        checking.answer(WANG, first.ref.id, agree=False)
    with pytest.raises(InputError, match="单位还没有答复，答复期限是 2026-03-25"):
        checking.settle(office.chen, first.ref.id, OVERSTATED)
    paper = NewFile("answer", "说明.pdf", b"%PDF-1.7 said")
    done = checking.answer(WANG, first.ref.id, agree=False, reason="另有一笔 100 万元", papers=[paper])
    assert (done.stage, done.values["unit_answer"]) == ("answered", "disagree")
    assert [one.purpose for one in queries.evidence(WANG, first.ref.id)] == ["photo", "answer"]


def test_without_an_answer_it_is_settled_after_the_last_day(office: Office) -> None:
    (first, _) = office.drawn()
    checking.receive(office.chen, first.ref.id, seen(first, "genuine"))
    actions.tell(office.chen, int(first.values["inspection"]), TOWN)
    done = checking.settle(on("2026-03-26", office.chen), first.ref.id, Settlement("genuine", "核实无误"))
    assert (done.stage, done.values["adjustment"], done.values["finding"]) == ("settled", None, None)


def test_an_overstated_record_is_adjusted_opened_as_a_finding_and_counted(office: Office) -> None:
    number = settled(office)
    check = queries.check(office.chen, number)
    record = records.record(office.chen, Ref(RECEIPT, int(check.values["number"])))
    assert (record.values["amount"], check.values["adjustment"]) == (
        400,
        "到位金额 500 → 400",
    )
    (entry,) = [one for one in journal.history(record.ref.subject) if one.verb == "adjust"]
    assert entry.holds_from == date(2026, 3, 20)
    assert "上半年督查" in entry.why
    finding = records.record(WANG, Ref("supervision.finding", check.values["finding"]))
    assert (finding.unit, finding.stage, finding.values["source"]) == (TOWN, "notified", "inspection")
    assert finding.values["due_on"] == date(2026, 4, 30)
    march = periods.figures(CHEN, Period.parse("2026-03"), unit=TOWN)
    counts = {one["indicator"]: one["ytd"] for one in march}
    assert counts["supervision.overstated_amount"] == "100"
    assert counts["supervision.records_overstated"] == "1"
    assert counts["supervision.records_false"] == "0"
    (january,) = periods.figures(CHEN, JANUARY, unit=TOWN, indicator="investment.funds_in_place")
    assert january["ytd"] == "1500"


def test_a_false_record_loses_its_whole_amount(office: Office) -> None:
    said = Settlement("fabricated", "没有这笔资金", None, "退还虚报的考核分", date(2026, 4, 30))
    check = queries.check(office.chen, settled(office, said, agree=False))
    assert check.values["overstated_by"] == 500
    record = records.record(office.chen, Ref(RECEIPT, int(check.values["number"])))
    assert record.values["amount"] == 0


def test_the_verdict_may_change_when_the_unit_was_heard(office: Office) -> None:
    check = queries.check(
        office.chen, settled(office, Settlement("genuine", "单位补充了进账单"), agree=False)
    )
    assert (check.values["verdict"], check.values["overstated_by"]) == ("genuine", None)
    assert records.record(office.chen, Ref(RECEIPT, int(check.values["number"]))).values["amount"] == 500


def test_settling_asks_for_what_must_be_mended(office: Office) -> None:
    with pytest.raises(InputError, match="整改要求") as fault:
        settled(office, replace(OVERSTATED, demand="", due_on=None))
    assert [one.field for one in fault.value.problems] == ["整改要求", "整改时限"]


def test_an_inspection_ends_with_a_conclusion_when_all_is_settled(office: Office) -> None:
    number = int(queries.check(office.chen, settled(office)).values["inspection"])
    with pytest.raises(InputError, match="还有1条没有办结"):
        actions.conclude(office.chen, number, "总体属实")
    (other,) = queries.checks(office.chen, number, OTHER_TOWN)
    actions.tell(office.chen, number, OTHER_TOWN)
    checking.answer(LIU, other.ref.id, agree=True)
    checking.settle(office.chen, other.ref.id, Settlement("genuine", "属实"))
    done = actions.conclude(office.chen, number, "总体属实，个别虚高")
    assert (done.stage, done.values["conclusion"]) == ("settled", "总体属实，个别虚高")


def test_too_many_inspections_of_a_unit_need_a_reason_and_are_listed(office: Office) -> None:
    office.plan(title="春季督查")
    office.plan(title="专项督查")
    assert queries.too_often([TOWN], date(2026, 6, 30)) == {TOWN: ["春季督查", "专项督查"]}
    assert queries.too_often([TOWN], date(2026, 7, 1)) == {}
    with pytest.raises(InputError, match="青石镇已有2次（春季督查、专项督查）"):
        office.plan(title="又来")
    made = office.plan(title="又来", often="举报线索")
    assert made.values["often"] == "举报线索"
    assert queries.visits([TOWN], date(2026, 3, 1))[TOWN] == ["春季督查", "专项督查", "又来"]


def test_a_plan_reaches_only_down(office: Office) -> None:
    with pytest.raises(InputError, match="不能督查 云岭县"):
        office.plan(sampling=sampling(units=["C02"]))
    with pytest.raises(Refused):
        actions.plan(
            WANG, TOWN, actions.NewPlan("", "", (), date(2026, 3, 1), date(2026, 3, 1), 5, sampling())
        )


def test_anybody_draws_the_same_sample_from_the_package_and_the_plan(office: Office, site: Path) -> None:
    from luoshi.inspections import draw
    from luoshi.periods.package import opened

    made = office.plan()
    kept = actions.draw(office.chen, made.ref.id)
    with opened(site / "packages" / "2026-01") as (folder, report):
        again = draw.draw(folder, report.digest, plan.parse(str(made.values["plan"])))
    assert json.dumps(again.to_json()) == json.dumps(kept.to_json())
    assert made.unit == COUNTY


def test_a_leader_of_the_unit_reads_only_what_is_told(office: Office) -> None:
    head = somebody("zhenzhang", "leader", TOWN)
    (first, _) = office.drawn()
    assert queries.inspections(head) == []
    with pytest.raises(Missing):
        records.record(head, first.ref)
