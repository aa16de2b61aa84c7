"""Codes other systems give: 统一社会信用代码, 行政区划代码, telephone numbers.

Each `check_` takes what was typed, returns it in its one spelling, and raises InputError
saying what would be right.
"""

from __future__ import annotations

import re
import unicodedata

from stdnum import numdb
from stdnum.cn import uscc

from luoshi.kernel.errors import InputError

_USCC = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
_REGION = re.compile(r"[0-9]{6}(?:[0-9]{3}){0,2}")
_PHONE = re.compile(
    r"(?P<mobile>1[3-9][0-9]{9})"
    r"|(?P<area>0(?:10|2[0-9]|[3-9][0-9]{2}))-?(?P<local>[2-9][0-9]{6,7})(?:-(?P<extension>[0-9]{1,6}))?"
    r"|(?P<service>[48]00-?[0-9]{3}-?[0-9]{4})"
)


def _typed(text: str) -> str:
    """Full-width characters made half-width, separators people type taken out."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def check_uscc(text: str) -> str:
    """GB 32100-2015: 18 characters without I, O, S, V, Z; the last is a check character.

    The first character is the registering department and may be a letter: N is 农业, for the
    rural collectives' own organizations.
    """
    code = _typed(text).upper().replace("-", "")
    if len(code) != 18:
        raise InputError(f"统一社会信用代码“{text}”是{len(code)}位", hint="应为18位")
    if wrong := sorted(set(code) & set("IOSVZ")):
        raise InputError(
            f"统一社会信用代码“{text}”含有{'、'.join(wrong)}", hint="代码不用I、O、S、V、Z，疑为1、0、5、U、2"
        )
    if not _USCC.fullmatch(code):
        raise InputError(f"统一社会信用代码“{text}”格式不对", hint="只含数字和大写字母，第3至8位为数字")
    right = uscc.calc_check_digit(code[:17])
    if code[17] != right:
        raise InputError(f"统一社会信用代码“{text}”校验不符", hint=f"前17位若无误，末位应为{right}")
    return code


def region_names(code: str) -> tuple[str, ...]:
    """Province, prefecture and county of a GB/T 2260 code as far as they are known by name.

    The table holds codes of all years, so a code that was abolished still has its name.
    """
    found = [info for _, info in numdb.get("cn/loc").info(code[:6])]
    named = {key: value for info in found for key, value in info.items()}
    return tuple(named[key].split(",")[-1].split("]")[-1] for key in ("province", "county") if key in named)


def check_region(text: str) -> str:
    """GB/T 2260: 6 digits, a township 9, a village 12; the province must exist.

    Counties are renamed and recoded every year, so an unknown one is not refused.
    """
    code = _typed(text)
    if not _REGION.fullmatch(code):
        raise InputError(f"行政区划代码“{text}”格式不对", hint="县级以上6位数字，乡镇9位，村12位")
    if not region_names(code):
        raise InputError(f"行政区划代码“{text}”的前两位不是省级代码", hint="如 41 为河南省")
    return code


def check_phone(text: str) -> str:
    """A mobile number, an area code and number with or without extension, or a 400/800 number."""
    match = _PHONE.fullmatch(re.sub(r"^(?:\+|00)86-?", "", re.sub(r"[()]", "", _typed(text))))
    if match is None:
        raise InputError(
            f"“{text}”不是电话号码", hint="应为11位手机号，或“区号-号码”，如 0371-65901234、010-65901234-802"
        )
    if match["area"]:
        extension = f"-{match['extension']}" if match["extension"] else ""
        return f"{match['area']}-{match['local']}{extension}"
    return match["mobile"] or match["service"].replace("-", "")
