"""Open votes: for, against, abstained, of a base that is stated."""

from __future__ import annotations

import pytest

from luoshi.elections.ballots import Turnout
from luoshi.elections.resolving import Hands, Question, by_name, resolve
from luoshi.kernel.errors import InputError

ROOM = Turnout(due=120, present=100)


def test_the_base_decides() -> None:
    hands = Hands(yes=51, no=20, abstain=9)
    assert resolve(Question(base="cast"), ROOM, hands).state == "passed"
    assert resolve(Question(base="present"), ROOM, hands).state == "passed"
    assert resolve(Question(base="due"), ROOM, hands).state == "failed"
    assert resolve(Question(base="present"), ROOM, Hands(yes=50, no=1)).state == "failed"
    two_thirds = Question(base="present", share=(2, 3), reach=True)
    assert resolve(two_thirds, Turnout(due=99, present=99), Hands(yes=66)).state == "passed"
    assert resolve(two_thirds, Turnout(due=99, present=99), Hands(yes=65)).state == "failed"


def test_its_arithmetic_is_said() -> None:
    assert resolve(Question(base="due"), ROOM, Hands(yes=60, no=30, abstain=4)).steps == (
        "应到会 120 人，实到会 100 人，须达到 2/3：100×3＝300 ≥ 120×2＝240，可以表决",
        "赞成 60，反对 30，弃权 4，未表决 6",
        "以应到会人数 120 为基数，须超过 1/2：60×2＝120 ＝ 120×1＝120",
        "未通过",
    )


def test_without_quorum_or_with_more_hands_than_people() -> None:
    made = resolve(Question(base="cast"), Turnout(due=120, present=79), Hands(yes=79))
    assert made.state == "void"
    assert made.steps == ("应到会 120 人，实到会 79 人，须达到 2/3：79×3＝237 ＜ 120×2＝240，表决无效",)
    with pytest.raises(InputError, match="应到 120，实到 100，表决 101"):
        resolve(Question(base="cast"), ROOM, Hands(yes=101))


def test_named_votes_are_added() -> None:
    assert by_name({"甲": "yes", "乙": "no", "丙": "yes", "丁": "abstain"}) == Hands(yes=2, no=1, abstain=1)
