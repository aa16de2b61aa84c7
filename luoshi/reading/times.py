"""Words of time: which period a figure is of, by when a target is due, what is past and what is to come."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

Tense: TypeAlias = Literal["past", "coming"]

_YEAR = r"(?:(?:20\d\d|20[xX×○]{2}|[xX×○]{2,4}|二零[零一二三四五六七八九]{2})年)"
_PART = (
    r"(?:[一二三四1-4]季度|前?[一二三四1-4]个?季度|上半年|下半年|(?:1[0-2]|[1-9])(?:-(?:1[0-2]|[1-9]))?月份?)"
)
_PLAN = r"“?(?:十[一二三四五六七])五”?|“”"
PERIOD = re.compile(
    rf"截至{_YEAR}?[^,，]{{0,8}}?(?:底|末|日|目前)|{_YEAR}{_PART}?(?:底|末|初|度)?(?:以来)?|(?:去年|上年|今年|本年|前年)"
    rf"(?:{_PART}|底|末|初)?(?:以来)?|{_PART}|(?:{_PLAN})(?:期间|以来|末|时期)|近[一二两三四五几]年来?|[一几]年来|近年来"
    r"|每年|每月|目前|当前|全年|年末|年底"
)
_DAY = r"(?<!\d)(?:(?:今年|明年|本年|20\d\d年|次年))?(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月(?:份|上旬|中旬|下旬|底|末|\d{1,2}日|初)?"
#: A date by which somebody must have done something.
PRECISE = re.compile(
    rf"(?<!截至)(?<!截止)(?:(?:{_DAY}|(?:今年|明年|本月|月|年|当年|季|20\d\d年)(?:底|末)|(?:{_YEAR}|今年|明年)?(?:[一二三四]季度|上半年)末?|汛期|春节|会后)"
    r"(?:之前|以前|前)|\d{1,3}个?(?:工作日|日|天|月|小时)(?:之内|以内|内)|[一二三四五六七八九十两半]个?(?:月|年|周)(?:之内|以内|内)"
    rf"|(?:今年|本年|明年)?年内|(?:今年|明年|本月|20\d\d年|年)(?:底|末)|到20\d\d年(?:底|末)?|{_DAY}(?<=[日底末旬])"
    r"|本周内|本月内|月内|季内|限期|即日起)"
)
_LOOSE = re.compile(
    rf"(?:{_PLAN})(?:期?末|期间)|今年|明年|全年|本年度|{_YEAR}度?(?!第?[一二三四]季度起|[^,，]{{0,4}}起)|上半年|下半年"
    r"|[一二三四]季度(?!起)"
)
_IN_BRACKETS = re.compile(r"\([^()]*\)")

MUST = (
    r"(?<![需主重只必纲摘首紧概险索扼机次])要(?![求素点害闻件塞领么道隘诀])|必须|务必|(?<![供相适反响效回答呼顺感])应(?:当|该)?(?![急用届链变邀运商]|对(?![照标接]))|需要?(?![求])"
    r"|须|不得|力争|确保|争取(?![^,，。;\d]{0,14}(?:资金|经费|债券|补助|贷款|支持))|务求"
)
_COMING = re.compile(
    rf"{MUST}|努力|计划(?=[新建引培开年在于到]|完成|实施|安排|今年|明年)|拟|预期|不少于|不低于|至少|控制在|将(?!近|军|士)|明年|今后|到20\d\d年|下一步|(?<![一二三四五六七八九十两几0-9])年内"
    r"|[底末月日]前(?!列)|再(?=新|建|引|培)|目标(?:是|为|:)"
)
_MUST = re.compile(MUST)
_DONE = re.compile(
    r"(?:目标|任务|计划)(?:任务|数|总数)?的$|已(?!签约|开工|批复|立项|投产|认定|落户)|完成了|(?:今年|本年)(?:以来|上半年|[一二三四前1-9])"
)
_PAST = re.compile(
    r"了|累计|(?<!公)共(?![同建享创])|[去上]年(?!(?:的)?(?:基础|水平|底数))|前年|截至|同比|环比|目前|期间|以来|仅|只有(?![^,，]{0,12}才)|仍有|尚有|当前|过去(?!的?[\d一二三四五六七八九十])|荣获|获得|连续|[较比](?:上|去|年初)|相继|年来|每年(?!至少|不少于|要)|常年"
)
_WEAK = re.compile(r"同比|环比|[较比](?:上|去)年(?:同期|底|末)?|[较比]年初")
_NOW = re.compile(
    r"(?:当前|目前|截至|[去上]年(?!(?:的)?(?:基础|水平|底数))|今年以来|近年来|近?[一二两三四五几]年来|这[一几两三]年)"
)
_PAST_HEAD = re.compile(
    r"成绩|回顾|总结|成效|进展|肯定|过去|去年|上年|取得|问题|不足|差距|完成情况|运行情况|工作情况|主要工作|基本情况|现状|形势|以来"
)
_COMING_HEAD = re.compile(
    r"目标(?!完成)|下一步|下步|今后|打算|安排|部署|任务|明年|重点|措施|要求|确保|努力|力争|督导|监督|考核|保障|组织领导|干什么|怎么[干办抓做]|抓什么|做什么"
)
_TURNING_HEAD = re.compile(
    r"目标(?!完成|任务完成)|下一步|下步|今后|打算|明年|工作安排|部署|要求|干什么|怎么干"
)
"""What turns from a review to what is to be done; 民生保障持续加强 does not."""
_URGING_HEAD = re.compile(r"推进|加快|着力|突出|狠抓|强化|加强|全力|深化|聚焦")
"""Verbs that head what is to be done, and as well, in a review of the year, what was done."""


def heading_tense(words: str, within: Tense | None = None) -> Tense | None:
    """What a heading says of the section below it, `within` a section of a tense; whichever comes first
    where it says both."""
    past, coming = (
        _PAST_HEAD.search(words),
        (_TURNING_HEAD if within == "past" else _COMING_HEAD).search(words),
    )
    if past and (not coming or past.start() <= coming.start()):
        return "past"
    if coming:
        return "coming"
    return "coming" if within != "past" and _URGING_HEAD.search(words) else None


_EXACT = re.compile(r"\d\.\d\d(?!\d)|\d{3}\.\d")
_TOLD = re.compile(
    r"获(?:批|评|得|奖)|荣[获登]|跻身|[位居]居|位列|入选|入列|成功|强劲|显著|明显|稳步|顺利|持续(?:向好|改善|优化|壮大)|不断(?:优化|壮大|完善|增强)|超额|圆满|进展"
)


def is_account(words: str) -> bool:
    """Whether a sentence without a word of obligation tells what was done: amounts counted to the last
    digit (16.55亿元; plans are round), or how well it went."""
    return not _COMING.search(words) and bool(_EXACT.search(words) or _TOLD.search(words))


def is_urging(words: str) -> bool:
    """Whether a heading only urges (全力以赴拼经济): what stands below it may be a review as well."""
    return bool(_URGING_HEAD.search(words)) and not _COMING_HEAD.search(words)


def clause_tense(words: str, before: str = "") -> Tense | None:
    """What a clause's own words say; `before` is the part before the number."""
    if _DONE.search(before or words):
        return "past"
    if _COMING.search(words):
        return "coming"
    return "past" if _PAST.search(words) else None


def clause_tense_of_plan(words: str, before: str = "") -> Tense | None:
    """As `clause_tense` where something is to be done: a change 同比 or 较去年 is then what is aimed at."""
    return clause_tense(_WEAK.sub("", words), _WEAK.sub("", before))


def period(words: str) -> str | None:
    """The last period named in `words`, as written."""
    found = [period[0] for period in PERIOD.finditer(words)]
    return found[-1] if found else None


def deadline(words: str) -> str | None:
    """The first deadline in `words`, as written; a plain 今年 or 全年 when nothing is said more closely."""
    found = PRECISE.search(words) or _LOOSE.search(_IN_BRACKETS.sub("", words))
    return found[0] if found else None


_DATED = re.compile(r"[前底内末日限月]")


def has_date(words: str, *, bare: bool) -> bool:
    """Whether a term is set: 月底前, 年内, 5日内; a bare day (7月5日) only where `bare` lets it count."""
    if not _DATED.search(words):
        return False
    return any(bare or found[0][-1] in "前内底末" for found in PRECISE.finditer(words))


def opening(words: str) -> Tense | None:
    """What a clause sets for those after it: past where it starts with 目前 or 去年, to come where it obliges."""
    if _NOW.match(words):
        return "past"
    return "coming" if _MUST.search(words) and not _PAST.search(words) else None
