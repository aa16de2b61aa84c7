from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.codes import check_phone, check_region, check_uscc, region_names
from luoshi.kernel.errors import InputError

VALID = ["91350100M000100Y43", "91512081MA62K0260E", "11341602003166647K"]


@pytest.mark.parametrize("code", VALID)
def test_real_codes_pass_however_they_are_typed(code: str) -> None:
    assert check_uscc(code) == code
    assert check_uscc(f" {code.lower()} ") == code
    assert check_uscc("".join(chr(ord(c) + 0xFEE0) for c in code)) == code


def test_a_wrong_check_character_is_told_the_right_one() -> None:
    with pytest.raises(InputError, match="末位应为3"):
        check_uscc("91350100M000100Y4A")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("91350100M000100Y4Z", "含有Z"),
        ("91350100M000100Y4", "17位"),
        ("913501O0M000100Y43", "含有O"),
        ("913A0100M000100Y43", "第3至8位"),
    ],
)
def test_a_mistyped_code_is_told_what_would_be_right(code: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        check_uscc(code)


def test_a_rural_collectives_code_begins_with_a_letter() -> None:
    with pytest.raises(InputError, match="末位应为") as caught:
        check_uscc("N2410181MF000001A0")
    right = caught.value.hint[-1]
    assert check_uscc(f"N2410181MF000001A{right}")


@given(st.sampled_from(VALID), st.integers(8, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_one_wrong_character_never_passes(code: str, at: int, other: str) -> None:
    mistyped = code[:at] + other + code[at + 1 :]
    if mistyped != code:
        with pytest.raises(InputError):
            check_uscc(mistyped)


def test_regions_of_three_levels_pass_and_have_names() -> None:
    assert region_names("510400") == ("四川省", "攀枝花市")
    assert [check_region(code) for code in ("410000", "410181", " 410181100 ")] == [
        "410000",
        "410181",
        "410181100",
    ]


@pytest.mark.parametrize("code", ["999999", "4101", "41018a", ""])
def test_what_is_no_region_is_refused(code: str) -> None:
    with pytest.raises(InputError, match="行政区划代码"):
        check_region(code)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("138 1234 5678", "13812345678"),
        ("+86 13812345678", "13812345678"),
        ("(0371)65901234", "0371-65901234"),
        ("010-65901234-802", "010-65901234-802"),
        ("400-123-4567", "4001234567"),
    ],
)
def test_telephone_numbers_are_kept_in_one_spelling(typed: str, kept: str) -> None:
    assert check_phone(typed) == kept
    assert check_phone(kept) == kept


@pytest.mark.parametrize("typed", ["12812345678", "1381234567", "65901234", "0371-1234567", "abc"])
def test_what_is_no_telephone_number_is_refused(typed: str) -> None:
    with pytest.raises(InputError, match="不是电话号码"):
        check_phone(typed)
