"""Conflicts of interest have three values, and what nobody knows is never taken for none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.reviews.ties import (
    RULES,
    Applicant,
    Expert,
    Finding,
    Party,
    Rule,
    Tie,
    barred,
    counts,
    examine,
    same_organization,
    worst,
)

TODAY = date(2026, 3, 18)
COLLEGE = Party("临溪学院", "12620000MB1234567X")
FIRM = Party("丰禾食品有限公司", "91620000MA72YY5K1T")
OTHER = Party("金麦农机股份有限公司", "91620000MA73CC8P2R")
SCHOOL = Party("陇上职业学校", "12620000MB7654321Y")
BAI = Expert(1, "白露", COLLEGE)
ONE = Applicant(11, (FIRM,), (("钱进", FIRM), ("郭晓", SCHOOL)))
TWO = Applicant(12, (OTHER, Party("临溪市农科所")))


def found(expert: Expert, *round_: Applicant) -> list[tuple[str, int | None, str]]:
    return [(one.state, one.application, one.rule) for one in examine(expert, round_ or (ONE, TWO), TODAY)]


def test_a_stranger_to_all_is_clear() -> None:
    assert found(BAI) == []
    assert worst(examine(BAI, (ONE, TWO), TODAY)) == "clear"


def test_whoever_works_for_an_applicant_is_out_of_the_whole_round() -> None:
    """Also from the applications of others: they compete for the same money."""
    assert found(replace(BAI, employer=FIRM)) == [("conflict", None, "applicant")]
    findings = examine(replace(BAI, employer=FIRM), (ONE, TWO), TODAY)
    assert barred(findings, (ONE, TWO), {}) == {(11, 1), (12, 1)}


def test_whoever_works_for_a_partner_is_out_too() -> None:
    assert found(replace(BAI, employer=Party("临溪市农科所"))) == [("conflict", None, "applicant")]


def test_an_expert_without_an_employer_is_unknown() -> None:
    assert found(replace(BAI, employer=Party())) == [("unknown", None, "employer")]


def test_a_name_that_is_nearly_the_same_without_a_code_is_unknown() -> None:
    assert found(replace(BAI, employer=Party("丰禾食品"))) == [("unknown", None, "applicant")]


def test_two_codes_decide_whatever_the_names() -> None:
    namesake = Party("丰禾食品有限公司", "91620000MA74ZZ9Q3W")
    assert same_organization(namesake, FIRM) == "clear"
    assert same_organization(Party("新名字有限公司", FIRM.code), FIRM) == "conflict"


def test_a_member_of_the_same_name_and_employer_is_the_expert() -> None:
    guo = Expert(2, "郭 晓", SCHOOL)
    assert found(guo) == [("conflict", None, "member"), ("conflict", 11, "employer")]


def test_a_colleague_of_a_member_keeps_away_from_that_application() -> None:
    assert found(replace(BAI, employer=SCHOOL)) == [("conflict", 11, "employer")]


def test_a_member_of_the_same_name_elsewhere_may_be_a_namesake() -> None:
    assert found(replace(BAI, name="钱进")) == [("unknown", None, "member")]


@pytest.mark.parametrize(
    ("kind", "until", "state"),
    [
        ("joint_project", date(2023, 3, 18), "conflict"),
        ("joint_project", date(2023, 3, 17), "clear"),
        ("collaborator", date(2022, 3, 18), "conflict"),
        ("co_editor", date(2024, 3, 17), "clear"),
        ("former_employer", date(2025, 3, 18), "conflict"),
        ("former_employer", date(2025, 3, 17), "clear"),
        ("advisor", date(1998, 7, 1), "conflict"),
        ("kin", None, "conflict"),
        ("joint_paper", None, "unknown"),
        ("interest", None, "unknown"),
    ],
)
def test_a_tie_counts_for_its_months_and_is_unknown_without_its_end(
    kind: str, until: date | None, state: str
) -> None:
    assert counts(Tie(kind, FIRM, until=until), RULES[kind], TODAY) == state


def test_a_tie_keeps_away_from_the_application_it_touches_only() -> None:
    tied = replace(BAI, ties=(Tie("joint_project", FIRM, date(2022, 1, 1), date(2025, 6, 1)),))
    (one,) = examine(tied, (ONE, TWO), TODAY)
    assert (one.state, one.application) == ("conflict", 11)
    assert one.why == "共同承担项目：丰禾食品有限公司（2022-01-01 至 2025-06-01）"
    assert barred([one], (ONE, TWO), {}) == {(11, 1)}


def test_a_tie_to_a_person_counts_by_the_name() -> None:
    tied = replace(BAI, ties=(Tie("advisor", Party("钱进")),))
    assert found(tied) == [("conflict", 11, "advisor")]


def test_an_ongoing_interest_needs_no_end() -> None:
    tied = replace(BAI, ties=(Tie("interest", FIRM, ongoing=True),))
    assert found(tied) == [("conflict", 11, "interest")]


def test_a_place_may_say_that_a_kind_only_warns() -> None:
    rules = {**RULES, "joint_paper": Rule("joint_paper", "共同发表论文", 36, "warn")}
    tied = replace(BAI, ties=(Tie("joint_paper", FIRM, until=date(2026, 1, 1)),))
    (one,) = examine(tied, (ONE,), TODAY, rules)
    assert one.state == "warn"
    assert barred([one], (ONE,), {}) == set()


def test_what_somebody_settled_bars_no_more() -> None:
    (one,) = examine(replace(BAI, employer=Party("丰禾食品")), (ONE,), TODAY)
    assert worst([one]) == "unknown"
    settled = {one.key: "两家不同的企业，已电话核实"}
    assert worst([one], settled) == "clear"
    assert barred([one], (ONE,), settled) == set()


NAMES = st.sampled_from(["丰禾食品有限公司", "丰禾食品", "金麦农机", "临溪学院", ""])
PARTIES = st.builds(Party, NAMES, st.sampled_from(["", FIRM.code, OTHER.code]))


@given(PARTIES, PARTIES)
def test_being_the_same_is_the_same_both_ways(one: Party, other: Party) -> None:
    assert same_organization(one, other) == same_organization(other, one)


@given(PARTIES, st.lists(PARTIES, max_size=3))
def test_taking_a_code_away_never_turns_a_conflict_into_clear(employer: Party, others: list[Party]) -> None:
    """Less data means less sureness, not less conflict, as long as the name is there."""
    one = Applicant(11, tuple(others))
    known = worst(examine(Expert(1, "白露", employer), [one], TODAY))
    less = worst(examine(Expert(1, "白露", Party(employer.name)), [one], TODAY))
    named = any(party.name == employer.name != "" for party in others)
    if known == "conflict" and named:
        assert less != "clear"


def test_a_finding_is_known_by_the_same_key_on_every_look() -> None:
    tied = replace(BAI, employer=Party("丰禾食品"))
    first: list[Finding] = examine(tied, (ONE, TWO), TODAY)
    again = examine(tied, (TWO, ONE), date(2026, 3, 19))
    assert [one.key for one in first] == [one.key for one in again]
