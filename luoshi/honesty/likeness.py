"""How alike two records are, word by word, and what that is worth in points.

How the points were fitted and what they reach on made-up projects stands in docs/decisions/0025-linking.md.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from rapidfuzz import fuzz
from rapidfuzz.process import cpdist

from luoshi.honesty.comparable import Plain, Thing
from luoshi.kernel.language import say

_CHAIN = 5
"""A firm with more records than this opens shops: that two of them are alike says little."""
_CROWDED = 60
"""A place with more records than this (and than a fiftieth of all) is a park: to be there says little."""
_SPLIT = 40
"""A firm with at most so many records is looked through for parts that make a whole."""
_ROUND = 100 * 10**6
"""An amount of whole millions says less than one of 1,603.2 万元."""

_NUMBER = re.compile(r"\d+")
"""Names that differ in a number (年产50吨, 研究003) name two things, however alike the rest."""

Level = Mapping[str, str]

POINTS: Mapping[str, Mapping[str, int]] = {
    "name": {
        "same": 37, "same_common": 34, "near": 26, "made": 17, "similar": -13, "faint": -36, "other": -68,
    },
    "investor": {
        "code": 27, "name": 27, "named": 22, "name_other_code": 11, "brand": 8, "near": 0, "unknown": -14,
        "other": -83,
    },
    "place": {"same": 27, "park": 6, "unknown": 3, "near": -13, "other": -17},
    "amount": {"same_odd": 22, "same": 18, "split": 12, "near": 2, "unknown": -20, "other": -27},
    "date": {"near": 20, "unknown": 1, "year": 0, "far": -20},
    "part": {"none": 16, "same": 4, "one": 1, "two": -16},
    "crowd": {"few": 0, "many": 0},
}  # fmt: skip
"""What each degree of likeness is worth; fitted on made-up projects, rounded, and never worth less than a
lesser one."""
BASE = -26
"""Before anything is compared two records are probably two."""
_ALIKE = ("near", "made", "similar", "faint", "other")
TOGETHER: Sequence[tuple[Mapping[str, tuple[str, ...]], int]] = (
    ({"investor": ("code", "name"), "place": ("other",)}, 30),
    ({"part": ("one", "two"), "amount": ("other",), "date": ("year", "far", "unknown")}, -42),
    ({"place": ("other",), "name": _ALIKE}, -23),
    ({"crowd": ("many",), "name": _ALIKE}, -65),
)
"""What means more together: a claim of two towns on one investor's project; a lawful second phase of its own
sum and time; two works in two places; the shops of a chain."""


@dataclass(frozen=True)
class Reason:
    """One thing that speaks for (or against) two records being one, and its points."""

    word: str
    level: str
    points: int
    zh: str
    en: str

    def __str__(self) -> str:
        return say(self.zh, self.en)


def compared(
    things: Sequence[Thing], plain: Sequence[Plain], pairs: Sequence[tuple[int, int]]
) -> list[Level]:
    """How alike each pair is, word by word; the names of all pairs are measured at once."""
    left, right = [plain[a] for a, _ in pairs], [plain[b] for _, b in pairs]
    names = _alike([one.name for one in left], [one.name for one in right])
    firms = _alike([one.firm for one in left], [one.firm for one in right])
    places = _alike([one.place for one in left], [one.place for one in right])
    often = Counter(name for name, _firm in {(one.name, one.firm) for one in plain})
    crowded = max(_CROWDED, len(plain) // 50)
    crowd = Counter(one.firm for one in plain if one.firm)
    here = {one for one, many in Counter(one.place for one in plain).items() if many > crowded}
    wholes = _wholes(things, plain)
    found: list[Level] = []
    for at, (a, b) in enumerate(pairs):
        one, other = things[a], things[b]
        found.append(
            {
                "name": _name(names[at], plain[a], plain[b], often),
                "investor": _investor(one, other, plain[a], plain[b], firms[at]),
                "place": _place(plain[a].place, plain[b].place, places[at], here),
                "amount": "split" if (a, b) in wholes else _amount(one.amount, other.amount),
                "date": _date(one.day, other.day),
                "part": _phase(plain[a].part, plain[b].part),
                "crowd": "many" if min(crowd[plain[a].firm], crowd[plain[b].firm]) > _CHAIN else "few",
            }
        )
    return found


def _alike(left: Sequence[str], right: Sequence[str]) -> Sequence[int]:
    """0–100: how alike the texts are, whatever the order of their characters or with one inside the other."""
    plain = cpdist(left, right, scorer=fuzz.ratio)
    sign = {one: "".join(sorted(one)) for one in {*left, *right}}
    turned = cpdist([sign[one] for one in left], [sign[one] for one in right], scorer=fuzz.ratio)
    inside = cpdist(left, right, scorer=fuzz.partial_ratio)
    measured = zip(plain.tolist(), turned.tolist(), inside.tolist(), strict=True)
    return [round(max(same, moved - 4, part - 8)) for same, moved, part in measured]


def _name(alike: int, one: Plain, other: Plain, often: Mapping[str, int]) -> str:
    numbers = [_NUMBER.findall(name) for name in (one.name, other.name)]
    if all(numbers) and numbers[0] != numbers[1]:
        return "similar" if alike >= 70 else "other"
    if alike >= 97:
        return "same_common" if often[one.name] > 2 else "same"
    if alike >= 86:
        return "near"
    if len(one.made) > 1 and one.made == other.made:
        return "made"
    return "similar" if alike >= 70 else "faint" if alike >= 50 else "other"


def _investor(one: Thing, other: Thing, plain: Plain, bare: Plain, alike: int) -> str:
    """The code, else the name, else the brand (the first two characters): of the firm, or in the other's
    project where nobody says who invests."""
    if one.code and one.code == other.code:
        return "code"
    if not plain.firm or not bare.firm:
        brand = plain.firm[:2] or bare.firm[:2]
        return "named" if brand and brand in plain.name and brand in bare.name else "unknown"
    if alike >= 97:
        return "name_other_code" if one.code and other.code else "name"
    if plain.firm[:2] == bare.firm[:2]:
        return "brand"
    return "near" if alike >= 80 and not (one.code and other.code) else "other"


def _place(one: str, other: str, alike: int, crowded: Collection[str]) -> str:
    if not one or not other:
        return "unknown"
    if one == other and one in crowded:
        return "park"
    return "same" if alike >= 88 else "near" if alike >= 60 else "other"


def _amount(one: int | None, other: int | None) -> str:
    if not one or not other:
        return "unknown"
    if one == other:
        return "same" if one % _ROUND == 0 else "same_odd"
    return "near" if 20 * abs(one - other) <= max(one, other) else "other"


def _date(one: date | None, other: date | None) -> str:
    if one is None or other is None:
        return "unknown"
    days = abs((one - other).days)
    return "near" if days <= 60 else "year" if days <= 600 else "far"


def _phase(one: str, other: str) -> str:
    return "none" if not one and not other else "same" if one == other else "two" if one and other else "one"


def _wholes(things: Sequence[Thing], plain: Sequence[Plain]) -> set[tuple[int, int]]:
    """Pairs of one firm's records that are a whole and its parts, or parts of it: two or three that sum to
    another, signed within a year."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for place, (thing, bare) in enumerate(zip(things, plain, strict=True)):
        if thing.amount and bare.firm:
            blocks[thing.code or bare.firm].append(place)
    found: set[tuple[int, int]] = set()
    for block in blocks.values():
        if 3 <= len(block) <= _SPLIT:
            found |= _sums(things, block)
    return found


def _sums(things: Sequence[Thing], block: Sequence[int]) -> set[tuple[int, int]]:
    whole: dict[int, list[int]] = defaultdict(list)
    for place in block:
        whole[things[place].amount or 0].append(place)
    found: set[tuple[int, int]] = set()
    most = 3 if len(block) <= 12 else 2
    for count in range(2, most + 1):
        for parts in combinations(block, count):
            for one in whole.get(sum(things[part].amount or 0 for part in parts), ()):
                if one not in parts:
                    found.update(combinations(sorted((one, *parts)), 2))
    return found


def score(level: Level) -> int:
    """The points of a pair: above nought it is linked."""
    alone = sum(POINTS[word][is_] for word, is_ in level.items())
    more = (points for words, points in TOGETHER if all(level[word] in is_ for word, is_ in words.items()))
    return BASE + alone + sum(more)


_WORDS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("name", "same"): ("名称实质相同", "names the same in substance"),
    ("name", "same_common"): ("名称实质相同（常见名称）", "names the same in substance (a common one)"),
    ("name", "near"): ("名称很相近", "names very alike"),
    ("name", "made"): ("名称中建设内容相同", "names of the same thing made"),
    ("name", "similar"): ("名称相近", "names alike"),
    ("investor", "code"): ("投资方统一社会信用代码相同", "investors of the same code"),
    ("investor", "name"): ("投资方名称实质相同", "investors the same in substance"),
    ("investor", "near"): ("投资方名称相近", "investors alike"),
    ("investor", "name_other_code"): ("投资方名称相同而代码不同", "investors the same by name, not by code"),
    ("place", "same"): ("建设地点相同", "the same place"),
    ("place", "park"): ("同在一个园区", "in the same park, as many are"),
    ("place", "near"): ("建设地点相近", "places alike"),
    ("investor", "brand"): ("投资方字号相同", "investors of one brand"),
    ("investor", "named"): ("项目名称中有对方投资方的字号", "the name holds the other investor's brand"),
    ("amount", "same_odd"): ("金额相等，且不是整数", "equal amounts, and not round ones"),
    ("amount", "same"): ("金额相等", "equal amounts"),
    ("amount", "near"): ("金额相差不到5%", "amounts within 5 %"),
    ("amount", "split"): ("金额之和等于另一个项目，疑为拆分", "amounts that sum to another: split"),
    ("date", "near"): ("日期相隔不到60天", "dates within 60 days"),
    ("date", "year"): ("日期相隔不到两年", "dates within two years"),
}


def reasons(level: Level) -> Iterator[Reason]:
    """What speaks for the two being one, in words."""
    for word, is_ in level.items():
        said = _WORDS.get((word, is_))
        if said:
            yield Reason(word, is_, POINTS[word][is_], *said)
