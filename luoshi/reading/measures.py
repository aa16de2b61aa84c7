"""From a number to what it measures: the span of the metric phrase, or the reason why it measures nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from luoshi.reading import units
from luoshi.reading.folding import without_end
from luoshi.reading.segments import Segment
from luoshi.reading.structure import is_structure, quoted
from luoshi.reading.times import MUST, PERIOD, PRECISE
from luoshi.reading.values import Number

_LONGEST = 60
_JOINTS = "、和及与或;"
_SCOPES = "全市|全县|全区|全省|全州|全镇|全乡|全盟|全旗|全街道|全国|全系统|全公司|全集团|全厂|全校|全院|我市|我县|我区|我省|我州|我镇|我乡|我国|我公司|我们公司"
SCOPE = re.compile(rf"{_SCOPES}")
_CONNECTOR = (
    "其中|同时|并且|并|且|而|但是|但|也|还|特别是|尤其是|另外|此外|因此|所以|即|包括|据统计|据不完全统计|明确提出|要求|提出|预计|计划(?!总)|比如|例如"
    "|我们|通过努力|经过努力|分别|的|在此基础上|达到|为|是|以及|和|及|与|到(?!位)|年(?!均|度|初)|截止|截至|至|底|末|以来|期间|当年|随着|对"
)
_LEAD = re.compile(rf"(?:{_CONNECTOR}|{PRECISE.pattern}|{PERIOD.pattern}|{MUST}|努力|将|拟|再|更|全面| |“”)+")
_REACH = (
    "≥", "≤", ">", "<", "达到", "达到了", "达", "突破", "超过", "超", "完成", "实现", "增加", "提高", "提升", "上升", "下降",
    "降低", "降", "升", "增", "增长", "至", "到", "为", "是", "约", "近", "仅", "不少于", "不低于", "不超过", "控制", "在",
    "至少", "力争", "确保", "争取", "总量", "分别", "左右", "以上",
)  # fmt: skip
_TURN = re.compile(
    r"(?:并?居|位居|位列|排名|列全|列在|在全|占|较[上去年]|比[上去年]|同比|环比|并|且|用于|支持|实施|开展|推进|完成|进行|给予|带动|覆盖|惠及|涉及"
    r"|(?:大幅)?(?:[减降增]至|减少|减到|缩减|压缩|压减|缩短)|增长|提高|提升|上升|下降|增加|减少|回落|高于|低于|高出|超|达到|达|为|是|到(?!期|位|账|会)|至|降|升|以上|的?目标|[)(:\"”])"
)
_VERB_AFTER = re.compile(r"(?:完成|实现|获得|通过|达到|新增|建成|带动|覆盖|惠及|涉及|转移|投入|发放|引进)")
_GROUP = re.compile(
    r"(?:项目|企业|工业项目|产业项目|工业企业|客商|大项目|生产线|龙头企业|重大项目)+(?:建设|落地|开工|入库)?(?:$|由|要|必须|纳入|实行|全部)"
)
_ORIGIN = re.compile(r"[由从](?:[去上]年|原来|过去|目前|现在|20\d\d年)?(?:[底末]|同期)?的?(?:平均|约)?$")
_MUST = re.compile(MUST)
_BY = re.compile(r"由?[^,，]{2,24}?(?:负责|牵头)(?!人)")
_NOUN = re.compile(r"的?[\u4e00-\u9fff]{2}")
_RATE = re.compile(r"占比|比重|比例|率")
_SHORT_LEAD = re.compile(
    r"^(?:在|通过|经|围绕|按照|从|以|根据|依托|结合)[^,]*?(?:期间|以来|范围内|方面|过程中|基础上|会上|领域|要求)"
)


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with its phrase: `before` and `after` are the words of the phrase around the value."""

    number: Number
    clause: tuple[int, int]
    start: int
    end: int
    lead: int
    before: str
    after: str

    @property
    def origin(self) -> bool:
        """由1.8%提高到2.5%: the first number is where it came from."""
        return _ORIGIN.search(self.before) is not None

    @property
    def around(self) -> str:
        return self.before + self.after


def measures(folded: str, segment: Segment, found: Sequence[Number]) -> Iterator[Measure]:
    """The measures of a segment; `found` are the numbers inside it, in order."""
    for clause, group in _by_clause(segment, found):
        region = clause[0]
        real = [one for one in group if not quoted(folded, one) and not is_structure(folded, clause, one)]
        for n, number in enumerate(real):
            if number.start < region:
                continue  # it says of the one before which ones are counted
            following = real[n + 1] if n + 1 < len(real) else None
            measure = _measure(folded, clause, region, number, following)
            if measure is not None:
                yield measure
                region = region if measure.origin else measure.end


def _by_clause(segment: Segment, found: Iterable[Number]) -> Iterator[tuple[tuple[int, int], list[Number]]]:
    clauses = iter(segment.clauses)
    clause = next(clauses, None)
    group: list[Number] = []
    for number in found:
        while clause is not None and number.start >= clause[1]:
            if group:
                yield clause, group
            group, clause = [], next(clauses, None)
        group.append(number)
    if clause is not None and group:
        yield clause, group


def _measure(
    folded: str, clause: tuple[int, int], region: int, number: Number, following: Number | None
) -> Measure | None:
    if following is not None and _attribute(folded, number, following):
        return None
    lead, start = _start(folded, max(region, number.start - _LONGEST), number)
    limit = min(following.start if following else clause[1], number.tail + _LONGEST)
    end = _end(folded, number, limit, following)
    if following is not None and _says_which(number, following):
        end = max(end, _end(folded, following, min(clause[1], following.tail + _LONGEST), None))
    after = folded[number.tail : end].strip()
    if _group_of(number, after, folded[start : number.start]):
        return None
    return Measure(number, clause, start, end, lead, folded[lead : number.start], after)


def _start(folded: str, region: int, number: Number) -> tuple[int, int]:
    """Where the clause's words and where the metric phrase start: after brackets, periods, connectors, who must."""
    lead = _opening(folded, region, number)
    way = _SHORT_LEAD.match(folded, lead, number.start)
    start = _past_lead(folded, way.end() if way else lead, number)
    start = _past_duty(folded, start, number)
    if by := _BY.match(folded, start, number.start):
        start = by.end()
    if number.start - start > 3 and folded.startswith("等", number.start - 1):
        start = number.start
    return lead, start


def _opening(folded: str, region: int, number: Number) -> int:
    """Where the words before a number start: after joints, inside a bracket that holds the number, after one closed."""
    lead = region
    while lead < number.start and folded[lead] in _JOINTS + " ,，":
        lead += 1
    opened, closed = folded.rfind("(", lead, number.start), folded.rfind(")", lead, number.start)
    if opened > closed:
        return opened + 1
    return closed + 1 if closed >= 0 and opened < 0 else lead


def _past_duty(folded: str, start: int, number: Number) -> int:
    """Past who must and 要, where a metric of its own follows; before 要达到 the words are the metric."""
    for must in _MUST.finditer(folded, start, number.start):
        words = folded[must.end() : number.start]
        own = without_end(_LEAD.sub("", words, count=1), _REACH)
        if own or (len(words) > 1 and not _names(folded, number)):
            return _past_lead(folded, must.end(), number)
    return start


def _names(folded: str, number: Number) -> bool:
    """Whether the noun comes before the value, so that the words before 要 are the metric's."""
    return not _NOUN.match(folded, number.tail, number.tail + 4) or number.unit == "%"


def _past_lead(folded: str, start: int, number: Number) -> int:
    found = _LEAD.match(folded, start, number.start)
    if found is None:
        return start
    if not folded[found.end() : number.start]:
        bare = re.search(r"(?:达到|力争|确保|争取|增长|为)+$", found[0])
        return number.start - len(bare[0]) if bare else number.start
    return found.end()


def _end(folded: str, number: Number, limit: int, following: Number | None) -> int:
    after = folded[number.tail : limit]
    if not after.strip() or after[0] in _JOINTS + "/" or _TURN.match(after):
        return number.tail if after[:2] != "以上" else number.tail + 2
    noun = after
    for n, sign in enumerate(after):
        if sign in '()。;"':
            noun = after[:n]
            break
    if following is not None:
        joint = max(noun.rfind(sign) for sign in _JOINTS)
        noun = noun[:joint] if joint > 0 else noun
        if verb := _VERB_AFTER.search(noun):
            noun = noun[: verb.start()]
    return number.tail + len(noun.rstrip(" 、和及与为达"))


def _attribute(folded: str, number: Number, following: Number) -> bool:
    """投资5000万元以上项目12个: the first number says which projects, the second how many."""
    between = folded[number.tail : following.start]
    kind = units.is_money(number.unit) or units.is_physical(number.unit) or number.unit in units.PERSONS
    shares = units.is_share(following.unit) and bool(_RATE.search(between))
    counts = shares or not (units.is_money(following.unit) or units.is_share(following.unit))
    plain = (
        0 < len(between) < 20 and not any(sign in between for sign in "、,，和;") and not _TURN.match(between)
    )
    bounded = number.tail > number.end
    return kind and counts and plain and (bounded or between[0] == "的")


def _says_which(number: Number, following: Number) -> bool:
    """1个5000万元以上项目: the second number says which projects are counted by the first."""
    amount = units.is_money(following.unit) or units.is_physical(following.unit)
    counts = not (units.is_money(number.unit) or units.is_physical(number.unit))
    return counts and amount and number.tail == following.start and following.tail > following.end


def _group_of(number: Number, after: str, before: str) -> bool:
    """引进投资亿元以上的项目: a bound that says which ones, not how much."""
    bounded = number.tail > number.end or before.endswith(("投资", "总投资", "过", "超", "超过"))
    amount = units.is_money(number.unit) or units.is_physical(number.unit)
    return amount and bounded and bool(_GROUP.search(after)) and "任务" not in after
