"""Numbers that measure nothing: points of a speech, slogans in quotes, capacities in names, terms and ages."""

from __future__ import annotations

import re

from luoshi.reading import units
from luoshi.reading.values import Number

COUNTED = (
    "召开|举办|组织|开展|建成|新建|改建|扩建|建设|引进|培育|新增|增加|创建|完成|打造|争取|签约|落地|开工|实施|申报|获批|获得|取得|荣获|设立"
    "|成立|组建|评选|评定|表彰|培训|招聘|引育|认定|命名|配备|选派|选聘|办理|办结|查处|整治|排查|拆除|改造|修建|硬化|安装|投放|新批|转化"
    "|推出|发布|制定|出台|建立|发展|走访|帮扶|化解|解决|调解|受理|接听|签订|举行|承办|储备|包装|谋划|启动|安排|通报|约谈|问责|推广|推介|申请"
)
_COUNTED_BEFORE = re.compile(rf"(?:{COUNTED})(?:了|过|好|出)?(?:约|近|至少|不少于|不低于|超过|突破|各)?$")
_EACH_ONE = re.compile(
    r"(?:至少|不少于|不低于|确保|各)[^,，]{0,6}$|每(?:个|月|季度?|年|镇|乡|村|县|周)[^,，]{0,12}$"
)
_ABSTRACT = re.compile(
    r"(?:大|主要|突出|重要|关键|新|基本)?(?:方面|问题|特征|特点|转变|意见|环节|关口|关系|原则|坚持|能力|层面|阶段|机遇|要求|重点(?!项目|工程|企业|产业|产品|任务|乡镇|村|镇|园区|实验室|单位|景区|城市|县|建设|领域)|维度|抓手"
    r"|字|时期|提升|突破|确保|必须|全面|要素|主体|步骤|意识|自信|维护|代表|优势|难题|短板|因素|原因|结合|到位|导向|定位|战略|思想|层次|领域"
    r"|方向|主题|主线|误区|议题|措施|举措|条件|希望|建议|体会|道理|内容|渠道|途径|一批|新?高地|关系|转型|不放过|工作日志)"
)
_FEW = re.compile(
    r"(?:大|主要|突出|重要|关键|硬)?(?:工作|任务|目标|指标|行动|工程|机制|制度|清单|体系|政策|事)"
)
_NOUNLESS = re.compile(r"(?:之一|以来|来|级)")
_NAMED = re.compile(
    r"(?:[^,，、。;和]{0,20}?)(?:项目|生产线|基地|工程|电站|电厂|工厂|厂区|产业园|工业园|一期|二期|变电站)"
)
_CAPACITY_BEFORE = re.compile(r"(?:年产|日产|年处理|日处理|年加工|装机(?:容量)?|年出栏|存栏|库容|设计能力)$")
_MADE_BEFORE = re.compile(
    r"(?:完成|新建|建成|建设|新增|改造|整治|种植|流转|发展|拆除|收储|供应)(?:了|高标准)?$"
)
_SPEED = re.compile(
    r"压缩|缩短|控制|不超过|平均|时限|时长|用时|提速|达到|不少于|至少|累计|减少到|降至|压减|响应|办结|答复|回复|处置|到场|办理"
)
_RANK = re.compile(
    r"(?:进入|跻身|稳居|保持|排名|位居|位列|走在|挺进|迈入|冲刺|力争|确保|争取)[^,，]{0,12}前$"
)
_IDIOM = re.compile(r"两头(?:算|跑|甜|抓|忙|堵)")
_QUOTES = {"”": "“", "》": "《", "』": "『", "」": "「", "’": "‘"}
_QUOTED_WITHIN = 30


def quoted(folded: str, number: Number) -> bool:
    """Whether the number stands in a title or in a short quotation, as slogans do."""
    before = folded[max(number.start - _QUOTED_WITHIN, 0) : number.start]
    after = folded[number.end : number.end + _QUOTED_WITHIN]
    for closing, opening in _QUOTES.items():
        opened = before.rfind(opening) > before.rfind(closing)
        if opened and closing in after:
            return True
    return False


def is_structure(folded: str, clause: tuple[int, int], number: Number) -> bool:
    """Whether the number counts points of a text or belongs to a name, a term or an age."""
    before = folded[max(clause[0], number.start - 30) : number.start]
    after = folded[number.end : min(clause[1], number.end + 30)]
    if _NOUNLESS.match(after) or "之一" in after[:14]:
        return True
    if before.endswith("前"):
        return not _RANK.search(before)
    if _IDIOM.match(folded, number.start) or (before.endswith("后") and number.unit in ("名", "位")):
        return True
    if number.unit == "成" and before.endswith(("不到", "不足")):
        return True
    if units.is_time(number.unit):
        return not _SPEED.search(before + after)
    if units.is_physical(number.unit) and _in_name(before, after):
        return True
    return _is_point(number, before, after)


def _in_name(before: str, after: str) -> bool:
    """5万吨淀粉生产线: how big it is belongs to its name, unless the area itself is built or planted."""
    if _CAPACITY_BEFORE.search(before):
        return bool(_NAMED.match(after))
    return bool(_NAMED.match(after)) and not _MADE_BEFORE.search(before)


def _is_point(number: Number, before: str, after: str) -> bool:
    loose = number.unit in units.LOOSE
    if loose and _ABSTRACT.match(after):
        return True
    if loose and _FEW.match(after) and len(number.value) == 1:
        return True
    if _is_rhythm(number, before) and number.value == "1":
        return True
    if not number.chinese or number.unit == "%":
        return False
    if number.unit == "元" and len(number.value) == 1:
        return True
    if number.value == "1" and number.unit in (*units.COUNTS, *units.PERSONS):
        return not _EACH_ONE.search(before) or not after or _is_rhythm(number, before)
    if number.unit == "成":
        return len(before) < 2
    return loose and not _counted(before, after)


def _is_rhythm(number: Number, before: str) -> bool:
    """每季度召开一次会议 says how often, unless it bounds (每年至少举办一次竞赛)."""
    return number.unit == "次" and "每" in before and not re.search(r"至少|不少于|不低于", before)


def _counted(before: str, after: str) -> bool:
    """A small Chinese numeral counts things where a verb of counting stands right before, or it ends the clause."""
    if _COUNTED_BEFORE.search(before) or _EACH_ONE.search(before):
        return True
    return (
        not after and bool(re.search(COUNTED, before[-16:])) and not before.endswith(("这", "上述", "以上"))
    )
