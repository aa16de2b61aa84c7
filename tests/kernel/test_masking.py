"""What is personal in free text is taken out, and what is not stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.masking import covered, left, masked


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("打13893112345问", "打［电话已隐去］问"),
        ("打138 9311 2345或0932-8212345", "打［电话已隐去］或［电话已隐去］"),
        ("身份证62010219800101123X", "身份证［身份证号已隐去］"),
        ("写信到niu@example.cn", "写信到［邮箱已隐去］"),
        ("加微信号niu_nong88", "加微信［微信号已隐去］"),
        ("我叫王大壮，家里养羊", "我叫某某，家里养羊"),
        ("联系人：李秀英 电话", "联系人：某某 电话"),
        ("张师傅说要打药", "师傅说要打药"),
        ("亩产1380公斤，20260318播种", "亩产1380公斤，20260318播种"),
        ("我叫不出病名，黄叶多", "我叫不出病名，黄叶多"),
        ("马铃薯、白菜、石灰、黄芪、金针菜", "马铃薯、白菜、石灰、黄芪、金针菜"),
        ("找黄芪种苗", "找黄芪种苗"),
    ],
)
def test_numbers_and_names_are_taken_out_and_crops_stay(said: str, shown: str) -> None:
    assert masked(said) == shown


def test_a_name_that_is_known_goes_wherever_it_stands() -> None:
    assert masked("听牛农讲，牛农家的牛", ["牛农", "牛"]) == "听某某讲，某某家的牛"
    assert left("听牛农讲", ["牛农"]) == ["牛农"]


@given(st.text("王我叫，。羊1380932-@a家 ", max_size=60), st.from_regex(r"1[3-9]\d{9}", fullmatch=True))
def test_nothing_is_left_after_masking(around: str, phone: str) -> None:
    told = masked(f"{around}，{phone}，{around}", ["王家"])
    assert phone not in told
    assert left(told, ["王家"]) == []


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("13800001234", "138****1234"), ("0912-8321567", "091****1567"),
        ("610802199001011234", "610****1234"),
        ("8321567", "8**"), ("83215678", "8**"), ("4008001234", "4**"), ("2026-03", "2**"),
        ("1990-05-01", "1**"),
        ("张三", "张**"), ("男", "**"), ("", None), (None, None), (7, None),
    ],
)  # fmt: skip
def test_a_covered_value_keeps_most_of_itself_to_itself(value: object, said: str | None) -> None:
    assert covered(value) == said


@given(st.text("0123456789-() +", min_size=1, max_size=30))
def test_of_a_long_number_its_ends_are_seen_and_of_a_short_one_its_first_sign(number: str) -> None:
    seen = len((covered(number) or "").replace("*", ""))
    assert seen <= (7 if len(number) >= 11 else 1)
    assert seen < len(number)
