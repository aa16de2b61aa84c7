"""From ballots and count sheets to who is elected, each step with its arithmetic in words.

Exact whole numbers throughout; the same ballots give the same result wherever they are counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from luoshi.elections.ballots import BASES, Ballot, Number, Rules, Turnout, Value, fault
from luoshi.kernel.errors import Problem


class Votes(Value):
    """What one candidate got on the valid ballots."""

    yes: Number = 0
    no: Number = 0
    abstain: Number = 0


class Sheet(Value):
    """计票单: what a box of ballots came to. `blank` are those of the valid ones on which nobody is marked;
    `votes` by candidate's number, `others` votes by the name written in."""

    issued: Number
    returned: Number
    valid: Number
    invalid: Number
    blank: Number = 0
    votes: Mapping[str, Votes] = Field(default_factory=dict)
    others: Mapping[str, Number] = Field(default_factory=dict)


def count(rules: Rules, candidates: Mapping[str, str], ballots: Iterable[Ballot], issued: int) -> Sheet:
    """The sheet of a list of ballots."""
    returned, every = 0, Counter[tuple[str, str]]()
    others, good, blank = Counter[str](), 0, 0
    for one in ballots:
        returned += 1
        if fault(rules, candidates, one):
            continue
        good += 1
        blank += one.blank
        every.update((key, one.marks.get(key, "abstain")) for key in candidates)
        others.update(one.others)
    votes = {
        key: Votes(yes=every[key, "yes"], no=every[key, "no"], abstain=every[key, "abstain"])
        for key in candidates
    }
    return Sheet(
        issued=issued, returned=returned, valid=good, invalid=returned - good, blank=blank, votes=votes,
        others=dict(sorted(others.items())),
    )  # fmt: skip


def add(candidates: Mapping[str, str], sheets: Sequence[Sheet]) -> Sheet:
    """Several sheets of one election as one: paper and electronic ballots count alike."""
    votes = {
        key: Votes(
            yes=sum(one.votes[key].yes for one in sheets), no=sum(one.votes[key].no for one in sheets),
            abstain=sum(one.votes[key].abstain for one in sheets),
        )
        for key in candidates
    }  # fmt: skip
    others = Counter[str]()
    for one in sheets:
        others.update(one.others)
    return Sheet(
        issued=sum(one.issued for one in sheets), returned=sum(one.returned for one in sheets),
        valid=sum(one.valid for one in sheets), invalid=sum(one.invalid for one in sheets),
        blank=sum(one.blank for one in sheets), votes=votes, others=dict(sorted(others.items())),
    )  # fmt: skip


def check_sheet(rules: Rules, candidates: Mapping[str, str], sheet: Sheet) -> list[Problem]:
    """What does not add up on a sheet. More returned than issued is no mistake of the sheet: it voids the
    vote, and has to be written down as it is."""
    problems = []
    if sheet.valid + sheet.invalid != sheet.returned:
        said = f"有效 {sheet.valid} ＋ 无效 {sheet.invalid} ≠ 收回 {sheet.returned}"
        problems.append(Problem(said, "有效票加无效票等于收回票", field="收回"))
    if sheet.blank > sheet.valid:
        problems.append(Problem(f"弃权票 {sheet.blank} 张", f"不多于有效票 {sheet.valid} 张", field="弃权票"))
    if set(sheet.votes) != set(candidates):
        problems.append(Problem("候选人和选票不一致", "每位候选人一行", field="候选人"))
        return problems
    return problems + _of_votes(rules, candidates, sheet)


def _of_votes(rules: Rules, candidates: Mapping[str, str], sheet: Sheet) -> list[Problem]:
    problems = []
    for key, name in candidates.items():
        got = sheet.votes[key]
        if got.yes + got.no + got.abstain != sheet.valid:
            said = f"{name}：赞成 {got.yes} ＋ 反对 {got.no} ＋ 弃权 {got.abstain} ≠ 有效票 {sheet.valid}"
            problems.append(Problem(said, "三项相加等于有效票", field="票数"))
        if got.no and not rules.each:
            problems.append(Problem(f"{name}：反对 {got.no} 票", "这次选举只写赞成的人", field="票数"))
        if max(got.yes, got.no) > sheet.valid - sheet.blank:
            right = f"不多于写了意见的票 {sheet.valid - sheet.blank} 张"
            problems.append(Problem(f"{name}：赞成 {got.yes}、反对 {got.no}", right, field="票数"))
    return problems + _of_sums(rules, candidates, sheet)


def _of_sums(rules: Rules, candidates: Mapping[str, str], sheet: Sheet) -> list[Problem]:
    problems = []
    marked = sheet.valid - sheet.blank
    given = sum(one.yes for one in sheet.votes.values()) + sum(sheet.others.values())
    if given > rules.seats * marked:
        right = f"不多于 {marked} 张 × 应选 {rules.seats} 人 ＝ {rules.seats * marked}"
        problems.append(Problem(f"赞成票合计 {given}", right, field="票数"))
    if sheet.others and not rules.write_ins:
        problems.append(Problem("写了另选他人", "这次选举不能另选他人", field="另选他人"))
    if named := sorted(set(sheet.others) & set(candidates.values())):
        right = "候选人的票写在候选人一行"
        problems.append(Problem(f"另选他人里有候选人：{'、'.join(named)}", right, field="另选他人"))
    if over := sorted(name for name, votes in sheet.others.items() if votes > marked):
        right = f"不多于写了意见的票 {marked} 张"
        problems.append(Problem(f"{'、'.join(over)}的票", right, field="另选他人"))
    return problems


@dataclass(frozen=True)
class Standing:
    """Where somebody came; `number` is empty for who was written in. `state`: elected, tied, short (not
    enough votes), below (enough, but others had more)."""

    number: str
    name: str
    votes: Votes
    state: Literal["elected", "tied", "short", "below"]


@dataclass(frozen=True)
class Next:
    """What is to be voted on again: so many seats, between whom, by which majority, and why."""

    seats: int
    names: tuple[str, ...]
    majority: Literal["half", "most"]
    why: Literal["tie", "short", "void"]


@dataclass(frozen=True)
class Result:
    """`state`: void, done, again, vacant. `steps` is the arithmetic in words, in order."""

    state: Literal["void", "done", "again", "vacant"]
    standings: tuple[Standing, ...]
    next: Next | None
    steps: tuple[str, ...]

    @property
    def elected(self) -> tuple[str, ...]:
        """Names of those elected, those with most votes first."""
        return tuple(one.name for one in self.standings if one.state == "elected")


def decide(rules: Rules, candidates: Mapping[str, str], turnout: Turnout, sheet: Sheet) -> Result:
    """Who is elected. A vote without quorum or with more ballots than were issued is void, whoever led."""
    good, steps = _holds(rules, turnout, sheet)
    if not good:
        anew = Next(rules.seats, tuple(candidates.values()), rules.majority, "void")
        return Result("void", (), anew, tuple(steps))
    base = {"due": turnout.due, "present": turnout.present, "returned": sheet.returned, "valid": sheet.valid}
    places = _placed(rules, candidates, sheet, base[rules.base])
    steps.append(_threshold(rules, base[rules.base]))
    elected = [one for one in places if one.state == "elected"]
    steps += [f"{one.name} {one.votes.yes} 票，当选" for one in elected]
    left = rules.seats - len(elected)
    steps.append(f"应选 {rules.seats} 人，当选 {len(elected)} 人，余 {left} 个名额")
    again = _again(rules, places, left)
    if again is not None:
        steps.append(_said_again(again))
    state: Literal["done", "again", "vacant"] = "done" if not left else "again" if again else "vacant"
    if state == "vacant":
        steps.append(f"{left} 个名额暂缺")
    return Result(state, tuple(places), again, tuple(steps))


def _holds(rules: Rules, turnout: Turnout, sheet: Sheet) -> tuple[bool, list[str]]:
    part, whole = rules.quorum
    there, wanted = turnout.present * whole, turnout.due * part
    steps = [
        f"应到会 {turnout.due} 人，实到会 {turnout.present} 人，须达到 {part}/{whole}："
        f"{turnout.present}×{whole}＝{there} {'≥' if there >= wanted else '＜'} "
        f"{turnout.due}×{part}＝{wanted}，{'可以选举' if there >= wanted else '选举无效'}"
    ]
    if there < wanted:
        return False, steps
    fits = sheet.returned <= sheet.issued
    sign, said = ("≤", "选举有效") if fits else ("＞", "选举无效")
    steps.append(f"收回 {sheet.returned} 张 {sign} 发出 {sheet.issued} 张，{said}")
    if fits:
        sums = f"有效票 {sheet.valid} 张＝收回 {sheet.returned}－无效 {sheet.invalid}"
        steps.append(f"{sums}，其中弃权票 {sheet.blank} 张")
    return fits, steps


def _threshold(rules: Rules, base: int) -> str:
    if rules.majority == "most":
        return "票数相等的再次投票，得票多的当选"
    return f"以{BASES[rules.base].zh} {base} 为基数，超过 {base}÷2，至少 {base // 2 + 1} 票当选"


def _placed(rules: Rules, candidates: Mapping[str, str], sheet: Sheet, base: int) -> list[Standing]:
    """Everybody with a place: most votes first, among equals by number on the ballot, then by name."""
    rows = [(key, name, sheet.votes[key]) for key, name in candidates.items()]
    rows += [("", name, Votes(yes=votes)) for name, votes in sheet.others.items()]
    at = {key: place for place, key in enumerate(candidates)}
    rows.sort(key=lambda one: (-one[2].yes, at.get(one[0], len(at)), one[1]))
    enough = [one for one in rows if _enough(rules, one[2].yes, base)]
    border = enough[rules.seats][2].yes if len(enough) > rules.seats else -1
    tie = border >= 0 and enough[rules.seats - 1][2].yes == border
    return [Standing(*one, _state(rules, one[2].yes, base, border, tie)) for one in rows]


def _enough(rules: Rules, yes: int, base: int) -> bool:
    return yes * 2 > base if rules.majority == "half" else yes > 0


def _state(
    rules: Rules, yes: int, base: int, border: int, tie: bool
) -> Literal["elected", "tied", "short", "below"]:
    if not _enough(rules, yes, base):
        return "short"
    if yes > border:
        return "elected"
    return "tied" if tie and yes == border else "below"


def _again(rules: Rules, places: Sequence[Standing], left: int) -> Next | None:
    tied = tuple(one.name for one in places if one.state == "tied")
    if tied:
        return Next(left, tied, "most", "tie")
    rest = [one for one in places if one.state != "elected"]
    if not left or rules.short == "vacant" or not rest:
        return None
    wanted = min(left + rules.more(left), len(rest))
    last = rest[wanted - 1].votes.yes
    names = tuple(one.name for one in rest if one.votes.yes >= last)
    return Next(left, names, rules.majority, "short")


def _said_again(again: Next) -> str:
    names = "、".join(again.names)
    if again.why == "tie":
        return f"{names}票数相等，就这几人再次投票选 {again.seats} 人"
    return f"名额未满，在得票最多的未当选人中再选 {again.seats} 人：{names}"
