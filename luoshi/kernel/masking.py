"""Personal details in free text: numbers and addresses by which somebody is reached, and names of people,
taken out before a text is read by everybody. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_NUMBERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("身份证号", re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")),
    ("银行卡号", re.compile(r"(?<!\d)\d{16}(?:\d{3})?(?!\d)")),
    ("电话", re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?!\d)")),
    ("电话", re.compile(r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)")),
    ("邮箱", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)),
    ("微信号", re.compile(r"(?<=微信)号?[:：是 ]{0,3}[A-Za-z][\w-]{5,19}")),
    ("号码", re.compile(r"(?<=QQ)号?[:：是 ]{0,3}\d{5,11}", re.IGNORECASE)),
)
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_ENDS = r"(?=[，,。；;、！!？?：:\s（(]|的|家|电话|手机|$)"
_SAID = re.compile(rf"(?P<before>(?:我叫|姓名|联系人|户主)[:：是 ]?)(?P<name>[\u4e00-\u9fff]{{2,3}}?){_ENDS}")
_MAYBE = re.compile(
    rf"(?P<before>(?:我是|本人|农户|社员|找|叫)[:：是 ]?)"
    rf"(?P<name>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?){_ENDS}"
)
_SELF = re.compile(
    rf"(?P<before>(?:我是|本人)[:：是叫 ]?)(?P<name>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?){_ENDS}"
)
_CALLED = re.compile(
    rf"[{_SURNAMES}][\u4e00-\u9fff]{{0,2}}?"
    r"(?P<title>老师|师傅|医生|大夫|大爷|大叔|大哥|大姐|大妈|书记|主任|经理|老板|技术员|支书|村长)"
)
SOMEBODY = "某某"
_PHONE = re.compile(r"[\d+() -]{11,}")
"""Of so many signs a telephone's ends leave enough covered; of fewer they would be nearly all."""


def covered(value: object) -> str | None:
    """A personal text for whoever has no need of it: a telephone with its middle covered, of anything else
    the first character (138****1234、张**), of a single one nothing. What is no text is left out."""
    if not isinstance(value, str) or not value:
        return None
    if _PHONE.fullmatch(value):
        return f"{value[:3]}****{value[-4:]}"
    return "**" if len(value) == 1 else f"{value[0]}**"


def masked(text: str, names: Iterable[str] = ()) -> str:
    """The text without numbers by which somebody is reached, and without names: those given, and those that
    the text itself says to be names."""
    text = _unreachable(text, names)
    for pattern in (_SAID, _MAYBE):
        text = pattern.sub(lambda found: found["before"] + SOMEBODY, text)
    return _CALLED.sub(lambda found: found["title"], text)


def unsigned(text: str, names: Iterable[str] = ()) -> str:
    """The text without what tells who wrote it: numbers by which somebody is reached, the names given, and
    the name that the writer says to be his. Of whom else it speaks stays: offices have to know."""
    text = _unreachable(text, names)
    for pattern in (_SAID, _SELF):
        text = pattern.sub(lambda found: found["before"] + SOMEBODY, text)
    return text


def _unreachable(text: str, names: Iterable[str]) -> str:
    for what, pattern in _NUMBERS:
        text = pattern.sub(f"［{what}已隐去］", text)
    for name in _known(names):
        text = text.replace(name, SOMEBODY)
    return text


def left(text: str, names: Iterable[str] = ()) -> list[str]:
    """What of a text is still personal, as a person may find it in the text."""
    return list(dict.fromkeys(_found(text, names)))


def _found(text: str, names: Iterable[str]) -> Iterator[str]:
    for _, pattern in _NUMBERS:
        yield from (found[0] for found in pattern.finditer(text))
    yield from (name for name in _known(names) if name in text)
    for pattern in (_SAID, _MAYBE):
        yield from (found["name"] for found in pattern.finditer(text) if found["name"] != SOMEBODY)


def _known(names: Iterable[str]) -> list[str]:
    """The longest first; one character is no name."""
    return sorted({name for name in names if len(name) > 1}, key=len, reverse=True)
