"""The fishbone's geometry: nothing outside the picture, no two labels on one another, nothing left out."""

from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from luoshi.reports.fishbone import CAUSE, Branch, Cause, Fish, Label, Stroke, lay_out, svg, width, wrapped

LONG = "新到的量具没有登记台账，保管人换了三次，校准到期没有人提醒，仓库和车间各记各的，编号对不上"
NAMES = ("人", "机", "料", "法", "环", "测")
words = st.text(st.sampled_from("量具没有登记台账，ISO 9001 mmW<&>"), min_size=1, max_size=60)
causes = st.lists(st.builds(Cause, words, st.booleans()), max_size=8)
fishes = st.tuples(words, st.lists(st.tuples(words, causes), max_size=8))


def apart(one: Label, other: Label) -> bool:
    return (
        one.x + one.width <= other.x or other.x + other.width <= one.x
        or one.y + one.height <= other.y or other.y + other.height <= one.y
    )  # fmt: skip


def crossed(label: Label, bone: Stroke) -> bool:
    """Whether a bone runs through a label: at its head or its foot it is between its sides."""
    low, high = sorted((bone.y1, bone.y2))
    within = [y for y in (label.y, label.y + label.height) if low <= y <= high]
    at = [bone.x1 + (bone.x2 - bone.x1) * (y - bone.y1) // (bone.y2 - bone.y1) for y in within]
    return any(label.x < x < label.x + label.width for x in at)


def sound(fish: Fish) -> None:
    for one in fish.labels:
        assert min(one.x, one.y) >= 0, one
        assert one.x + one.width <= fish.width, one
        assert one.y + one.height <= fish.height, one
        assert all(width(line) <= one.width for line in one.lines), one
    for line in fish.strokes:
        assert min(line.x1, line.x2, line.y1, line.y2) >= 0
        assert max(line.x1, line.x2) <= fish.width
        assert max(line.y1, line.y2) <= fish.height
    for bone in (one for one in fish.strokes if one.kind == "bone"):
        assert not any(crossed(one, bone) for one in fish.labels if one.kind in ("cause", "main"))
    for one, other in combinations(fish.labels, 2):
        assert apart(one, other), (one, other)


@given(fishes)
def test_no_label_lies_outside_or_on_another(said: tuple[str, list[Branch]]) -> None:
    effect, branches = said
    fish = lay_out(effect, branches)
    sound(fish)
    assert len(fish.labels) == 1 + len(branches) + sum(len(held) for _name, held in branches)


def test_six_categories_with_eight_long_causes_each() -> None:
    fish = lay_out(LONG, [(name, [Cause(LONG)] * 8) for name in NAMES])
    sound(fish)
    assert len(fish.labels) == 1 + 6 + 48
    told = ["".join(one.lines) for one in fish.labels if one.kind == "cause"]
    assert told == [LONG] * 48
    assert len({one.x + one.width for one in fish.labels if one.kind == "category"}) == 3


def test_a_category_without_causes_keeps_its_bone() -> None:
    fish = lay_out("量具无标识", [("人", []), ("机", [Cause("未登记")])])
    sound(fish)
    assert [one.kind for one in fish.strokes] == ["spine", "bone", "bone", "twig"]


def test_a_twig_reaches_its_bone() -> None:
    """By hand: the foot of the only cause of 机 lies on the line from its name to the spine."""
    fish = lay_out("量具无标识", [("人", []), ("机", [Cause("未登记")])])
    bone, twig = fish.strokes[2], fish.strokes[3]
    wanted = bone.x1 + (bone.x2 - bone.x1) * abs(twig.y2 - bone.y1) // abs(bone.y2 - bone.y1)
    assert twig.x2 == wanted
    assert twig.x1 < twig.x2
    assert twig.y1 == twig.y2


def test_lines_are_broken_between_words_and_between_characters() -> None:
    assert list(wrapped("按 ISO 9001 校准", 58)) == ["按 ISO", "9001", "校准"]
    assert list(wrapped("量具没有登记", 42)) == ["量具没", "有登记"]
    assert list(wrapped("量具没有，登记", 56)) == ["量具没", "有，登记"]
    assert list(wrapped("aaaaaaaaaa", 45)) == ["aaaaa", "aaaaa"]
    assert list(wrapped("", 45)) == [""]
    assert all(width(one) <= CAUSE for one in wrapped(LONG, CAUSE))


def test_the_svg_is_well_formed_and_says_what_it_shows() -> None:
    text = svg("<量具>&", [("人", [Cause("甲<乙", main=True)])], "“量具”的原因")
    root = ElementTree.fromstring(text)
    name = "{http://www.w3.org/2000/svg}"
    assert root.attrib["role"] == "img"
    assert root.findtext(f"{name}title") == "“量具”的原因"
    assert [one.text for one in root.iter(f"{name}text")] == ["人", "★甲<乙", "<量具>&"]
