"""Rhythms of reporting and review: 月通报, 季调度, 半年督查, 年终考核, 每季度召开一次调度会, 按月通报."""

from __future__ import annotations

import re
from collections.abc import Iterator

from luoshi.reading.proposal import Cadence

_ACTIVITY = (
    "通报|调度|督查(?![办室组])|督导(?!组)|督办|考核|评比|评估|讲评|点评|检查|巡查|抽查|会商|例会|报告|汇报|总结|小结|晾晒|排名|述职|研判|盘点|复盘|内审|审核|公示|公布"
    "|报送|上报|报|反馈|回访|观摩|比武|对账|分析会|推进会|联席会议?|碰头会|调度会|现场会|分析|评议|监测|清查|测评|自查|普查|会议|评审|评价|考评|检视|会办|审计|跟踪"
)
_EVERY = {
    "周": "week", "星期": "week", "月": "month", "月度": "month", "季": "quarter", "季度": "quarter", "半年": "half-year",
    "半年度": "half-year", "年": "year", "年度": "year", "年终": "year", "年底": "year", "年末": "year",
}  # fmt: skip
_SHORT = re.compile(
    rf"(?<![\d一二三四五六七八九十两第上下本当今去明全每xX元份个按一周])(?P<every>周|月度?|季度?|半年度?|年度|年终|年底|年末|年(?=考核|考评|评审|述职))(?:一|工作|重点|综合|专项|集中|绩效|目标|进展|总)?(?P<act>(?:{_ACTIVITY})(?:制度)?)"
)
_EACH = re.compile(
    rf"(?:每个?|按|逐)(?P<every>半年|年|季度?|月|周|星期)(?:度|底|末|初|\d{{1,2}}日前|至少)?(?P<words>[^,，。;、\n]{{0,16}}?)(?P<act>{_ACTIVITY})(?P<once>一次|1次)?"
)
_ONE_ONE = re.compile(
    rf"(?:[一每](?P<every>周|月|季度?|年)|(?P<half>半年))一(?P<act>{_ACTIVITY}|(?![度次个届期])[一-龥]{{2}})"
)
#: Farther than this from 每月 to what is done (每月通报), the rhythm is 每月 alone.
_NEAR = 0
_NOT_AFTER = ("组", "表", "办法", "责任", "系统", "人员", "平台")


def cadences(text: str, folded: str, start: int, end: int) -> Iterator[Cadence]:
    """The rhythms between two offsets, in order, none overlapping another."""
    found = [m for rule in (_ONE_ONE, _EACH, _SHORT) for m in rule.finditer(folded, start, end)]
    reached = start
    for one in sorted(found, key=lambda m: (m.start(), -m.end())):
        if one.start() < reached or folded.startswith(_NOT_AFTER, one.end()):
            continue
        reached = one.end()
        groups = one.groupdict()
        far = len(groups.get("words") or "") > _NEAR
        end = one.end("every") if far else one.end()
        every = _EVERY[groups.get("half") or groups["every"]]
        yield Cadence(
            start=one.start(), end=end, text=text[one.start() : end], every=every,
            activity=text[one.start("act") : one.end("act")].removesuffix("制度"), rule="cadence", confidence=0.9,
        )  # fmt: skip
