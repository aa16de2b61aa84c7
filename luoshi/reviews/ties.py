"""Conflicts of interest: what keeps an expert from an application, as rows of rules, in three values.

clear, conflict, or unknown. Missing data is never “no conflict”: whoever has no employer on record, or a
tie without the day it ended, is unknown until somebody looks. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dateutil.relativedelta import relativedelta
from rapidfuzz import fuzz

Source = Literal["declared", "detected", "reported"]
State = Literal["clear", "warn", "unknown", "conflict"]
_WORST: Mapping[State, int] = {"clear": 0, "warn": 1, "unknown": 2, "conflict": 3}
NEAR = 85
"""Names of organizations so alike (of a hundred) may be one: somebody looks."""
AVOIDED = 3
"""A unit may ask in writing that so many experts keep away, no more."""


@dataclass(frozen=True)
class Rule:
    """What a kind of tie does, for so many months after it ended; None for ever."""

    kind: str
    label: str
    months: int | None
    effect: Literal["block", "warn"] = "block"
    basis: str = ""


RULES: Mapping[str, Rule] = {
    one.kind: one
    for one in (
        Rule("applicant", "申报单位或合作单位的人员", None, basis="与所评申报有直接利害关系的应当回避"),
        Rule("member", "本批申报项目的参加人", None, basis="申报人不评同批项目"),
        Rule("employer", "在申报单位任职", 0, basis="同一单位"),
        Rule("former_employer", "曾在申报单位任职", 12, basis="离职一年内（NSF 前雇主 12 个月）"),
        Rule("advisor", "师生关系", None, basis="师生长期回避（NSF）"),
        Rule("kin", "亲属关系", None, basis="近亲属长期回避"),
        Rule("joint_project", "共同承担项目", 36, basis="近三年合作项目"),
        Rule("joint_paper", "共同发表论文", 36, basis="近三年合作论文"),
        Rule("collaborator", "合作关系", 48, basis="合作者 48 个月（NSF）"),
        Rule("co_editor", "共同主编", 24, basis="共同编辑 24 个月（NSF）"),
        Rule("interest", "经济利益关系", 12, basis="持股、顾问、报酬，结束后一年"),
        Rule("avoided", "申报单位书面要求回避", None, basis="每个单位不超过三名"),
        Rule("other", "其他可能影响公正的关系", None, "warn"),
    )
}  # fmt: skip
"""The rules there are unless the site keeps its own rows for a kind."""


@dataclass(frozen=True)
class Party:
    """An organization or a person: whatever of name and code is known."""

    name: str = ""
    code: str = ""


@dataclass(frozen=True)
class Tie:
    """A tie of an expert to an organization or a person, over some days as far as they are known."""

    kind: str
    to: Party
    since: date | None = None
    until: date | None = None
    ongoing: bool = False
    source: Source = "declared"


@dataclass(frozen=True)
class Expert:
    """What decides about an expert."""

    id: int
    name: str
    employer: Party
    ties: tuple[Tie, ...] = ()


@dataclass(frozen=True)
class Applicant:
    """What decides about an application: its organizations, and its people each with an organization."""

    id: int
    organizations: tuple[Party, ...]
    people: tuple[tuple[str, Party], ...] = ()


@dataclass(frozen=True)
class Finding:
    """Why an expert and an application do not go together, or why nobody knows.

    `application` is None where it holds for the whole round. `key` names the matter for whoever decides it.
    """

    expert: int
    application: int | None
    state: State
    rule: str
    why: str
    source: Source

    @property
    def key(self) -> str:
        return f"{self.expert}/{self.application or 0}/{self.rule}/{self.why}"


def examine(
    expert: Expert, round_: Sequence[Applicant], today: date, rules: Mapping[str, Rule] = RULES,
    beside: Sequence[Applicant] = (),
) -> list[Finding]:  # fmt: skip
    """Everything that speaks against an expert in a round, or that nobody knows.

    Whoever belongs to an applicant of the round, or takes part in one of its applications, is out of the
    whole round; other ties keep away from the application they touch. `beside` are who else applied to the
    same call: they compete for the same money, and their people are out too.
    """
    found = []
    if not (expert.employer.name or expert.employer.code):
        why = "没有登记工作单位"
        found.append(Finding(expert.id, None, "unknown", "employer", why, "detected"))
    for one in round_:
        found += _own(expert, one, rules)
        found += _tied(expert, one, today, rules)
    for other in beside:
        found += (one for one in _own(expert, other, rules) if one.application is None)
    return _once(found)


def _own(expert: Expert, one: Applicant, rules: Mapping[str, Rule]) -> Iterator[Finding]:
    """The expert's employer is an applicant; the expert is one of its people."""
    for party in one.organizations:
        state = same_organization(expert.employer, party)
        if state != "clear":
            why = f"工作单位“{expert.employer.name}”是申报或合作单位“{party.name}”"
            said = why if state == "conflict" else f"{why}？名称相近，代码不全"
            yield Finding(expert.id, None, _effect(state, rules["applicant"]), "applicant", said, "detected")
    for name, organization in one.people:
        if organization not in one.organizations and _colleague(expert, organization):
            why = f"与参加人“{name}”同在“{organization.name}”"
            state = _effect("conflict", rules["employer"])
            yield Finding(expert.id, one.id, state, "employer", why, "detected")
        if plain_name(name) != plain_name(expert.name) or not plain_name(name):
            continue
        same = same_organization(expert.employer, organization) == "conflict"
        said = f"与参加人“{name}”同名" + ("、同单位" if same else "，不知是否同一人")
        state = "conflict" if same else "unknown"
        yield Finding(expert.id, None, _effect(state, rules["member"]), "member", said, "detected")


def _colleague(expert: Expert, organization: Party) -> bool:
    return same_organization(expert.employer, organization) == "conflict"


def _tied(expert: Expert, one: Applicant, today: date, rules: Mapping[str, Rule]) -> Iterator[Finding]:
    """Ties to its organizations and people, as far as they still count."""
    parties = [*one.organizations, *(Party(name) for name, _organization in one.people)]
    for tie in expert.ties:
        rule = rules.get(tie.kind, RULES["other"])
        near = max((_same(tie.to, party) for party in parties), key=_WORST.__getitem__, default="clear")
        if near == "clear":
            continue
        held = counts(tie, rule, today)
        if held == "clear":
            continue
        state: State = "conflict" if near == held == "conflict" else "unknown"
        doubt = "" if state == "conflict" else "（对象或起止日期不全）"
        why = f"{rule.label}：{tie.to.name}{_days(tie)}{doubt}"
        yield Finding(expert.id, one.id, _effect(state, rule), rule.kind, why, tie.source)


def counts(tie: Tie, rule: Rule, today: date) -> State:
    """Whether a tie still counts on a day: conflict, clear, or unknown where the day it ended is missing."""
    if rule.months is None or tie.ongoing:
        return "conflict"
    if tie.until is None:
        return "unknown"
    ends: date = tie.until + relativedelta(months=rule.months)
    return "conflict" if today <= ends else "clear"


def asked_too_much(experts: Iterable[Expert], round_: Sequence[Applicant]) -> dict[str, int]:
    """The organizations of a round that ask more experts to keep away than a unit may, with how many."""
    parties = {party for one in round_ for party in one.organizations}
    asked = Counter(
        plain_name(party.name)
        for expert in experts
        for party in parties
        if any(one.kind == "avoided" and _same(one.to, party) == "conflict" for one in expert.ties)
    )
    return {party.name: n for party in parties if (n := asked[plain_name(party.name)]) > AVOIDED}


def _effect(state: State, rule: Rule) -> State:
    return "warn" if state == "conflict" and rule.effect == "warn" else state


def _days(tie: Tie) -> str:
    if not (tie.since or tie.until or tie.ongoing):
        return ""
    return f"（{tie.since or '？'} 至 {'今' if tie.ongoing else tie.until or '？'}）"


def worst(findings: Iterable[Finding], settled: Mapping[str, str] | None = None) -> State:
    """What findings come to, those apart that somebody settled as no conflict."""
    over = settled or {}
    return max(
        (one.state for one in findings if one.key not in over), key=_WORST.__getitem__, default="clear"
    )


def barred(
    findings: Iterable[Finding], round_: Sequence[Applicant], settled: Mapping[str, str]
) -> set[tuple[int, int]]:
    """Pairs (application, expert) that may not be: conflicts, and what nobody knows yet."""
    found: set[tuple[int, int]] = set()
    for one in findings:
        if one.state not in ("conflict", "unknown") or one.key in settled:
            continue
        wanted = [one.application] if one.application is not None else [each.id for each in round_]
        found |= {(application, one.expert) for application in wanted}
    return found


# Names


def plain_name(name: str) -> str:
    """A name as it is compared: no spaces, dots and brackets, one width, lower case."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\s·•.()（）《》“”\"'-]+", "", folded)


def _bare(name: str) -> str:
    """An organization's name without the words that all have."""
    words = r"(有限责任公司|股份有限公司|有限公司|集团|股份|公司|研究院|研究所)"
    return re.sub(words, "", plain_name(name)) or plain_name(name)


def same_organization(one: Party, other: Party) -> State:
    """Whether two organizations are one: by code where both have it, else by name, else unknown."""
    if one.code and other.code:
        return "conflict" if one.code == other.code else "clear"
    a, b = plain_name(one.name), plain_name(other.name)
    if not a or not b:
        return "clear"
    if a == b:
        return "conflict"
    bare = (_bare(one.name), _bare(other.name))
    alike = bare[0] in bare[1] or bare[1] in bare[0] or fuzz.ratio(*bare) >= NEAR
    return "unknown" if alike else "clear"


def _same(one: Party, other: Party) -> State:
    if one.code or other.code:
        return same_organization(one, other)
    return (
        "conflict" if plain_name(one.name) == plain_name(other.name) != "" else same_organization(one, other)
    )


def _once(found: Iterable[Finding]) -> list[Finding]:
    """Each matter once; of two states of one matter the worse."""
    kept: dict[str, Finding] = {}
    for one in found:
        known = kept.get(one.key)
        if known is None or _WORST[one.state] > _WORST[known.state]:
            kept[one.key] = one
    return sorted(
        kept.values(), key=lambda one: (-_WORST[one.state], one.expert, one.application or 0, one.why)
    )
