"""Labels speak Chinese unless a page asks for English."""

from __future__ import annotations

import pytest

from luoshi.kernel.language import language, speaking
from luoshi.kernel.periods import Period
from luoshi.packs.spec import Label


def test_a_label_is_chinese_unless_english_is_spoken_and_given() -> None:
    both, only = Label(zh="招商项目", en="Investment project"), Label(zh="台账")
    assert (str(both), f"{only}") == ("招商项目", "台账")
    with speaking("en"):
        assert (str(both), f"{only}") == ("Investment project", "台账")
        with speaking("zh"):
            assert str(both) == "招商项目"
    assert str(both) == "招商项目"


def test_an_error_leaves_no_language_behind() -> None:
    with pytest.raises(LookupError), speaking("en"):
        raise LookupError
    assert language() == "zh"


@pytest.mark.parametrize(
    ("written", "chinese", "english"),
    [
        ("2026", "2026年", "2026"),
        ("2026-H2", "2026年下半年", "second half of 2026"),
        ("2026-Q1", "2026年第一季度", "Q1 2026"),
        ("2026-03", "2026年3月", "March 2026"),
    ],
)
def test_a_period_is_called_by_its_name_in_either_language(written: str, chinese: str, english: str) -> None:
    assert Period.parse(written).label == chinese
    with speaking("en"):
        assert Period.parse(written).label == english
