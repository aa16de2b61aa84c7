"""Who must do something: the subject before 要, 必须, 负责, 牵头; whoever supports; pronouns own nothing."""

from __future__ import annotations

import re
from functools import lru_cache

from luoshi.reading.folding import without_end
from luoshi.reading.times import MUST, PERIOD, PRECISE

_SUFFIX = (
    "局|委|办|办公室|部|厅|院|校|中心|公司|集团|部门|单位|机构|乡镇|镇|乡|街道|街道办|办事处|县区|区县|县市区|市县|县|市|区|政府|党委|党组|党工委"
    "|支部|党支部|工会|团委|妇联|科|处|室|社|科室|处室|站|所|队|组|小组|专班|指挥部|管委会|园区|集中区|开发区|高新区|经开区|委员会|协会|联合会|商会|企业|银行"
    "|学校|医院|高校|院所|同志|领导|干部|负责人|责任人|书记|局长|主任|经理|厂长|董事长|校长|村长|所长|科长|部长|社区|行政村|村|村委会|两委|车间|班组|分公司"
    "|子公司|基地|窗口|平台公司|合作社|农场|林场|各级|层级|县上|市上|区里|县里|市里|经办人|员|代表|主体|法人|承办方|牵头方|成员|人大|政协|法院|检察院"
    "|系统|条线|战线|方面|职工|党员|行业|大队|支队|总队|分局|供电|热线|话务|班子|主席|委员|专员|网格长|链长|河长|包联|驻村工作队|基层|四大家|财政"
)
_ORGANS = tuple(_SUFFIX.split("|"))
_AND_OTHERS = re.compile(r"等(?:有关|相关|各|职能|责任)*(?:部门|单位|局|地|乡镇|企业|地区|\d+个部门)$")
_OBLIGED = re.compile(rf"{MUST}|了|已")
_ASIDE = re.compile(r"等$|\([^()]*\)$")
_TOWARDS = re.compile(rf"([^,，对]{{2,30}}?(?:{_SUFFIX}))对(?![接照标口应])[^,，]+$")
"""行政审批局对手续不全的项目: whoever does something to others is named before 对."""
_PRONOUN = re.compile(
    r"^(?:我们|大家|他们|它们|你们|咱们|自己|同志们|我(?![市县区省州镇乡院校局])|谁|人人|每个人|每一个人|有的|一些|部分|少数)"
)
_NOT_SUBJECT = re.compile(
    r"^(?:(?:全.)?新[认增建批引签获]|对|把|将|在|从|以|按|为|因|只|通过|围绕|坚持|针对|凡|如果|既|不|关于|根据|结合|借|就|加|推|强|抓|做|落|提|实|让|使|向|与|同|靠|用|打|深|做到|进一步|开|建|完|确|争|突|紧|切|着|狠|促|支持|鼓励|引导|培育|帮助|推动|帮扶|选派|服务|有[的些利力效])"
)
_NOT_OWNER = re.compile(
    r"以[上下]的|^全[省市县区州镇乡国](?:上下)?$|规模?以上|规上|限上|限额以上|(?:一方面|各方面|方方面面|的企业|的项目|群众|这|那|什么|困难|全部|大部|局部)$|是|了$|许多|各地"
)
_LEAD = re.compile(
    rf"(?:因此|所以|同时|特别是|尤其是|今后|今天会后|会后|会议之后|下一步|接下来|其中|另外|此外|当前|目前|为此|对此|督促|要求|责成|请|由|一方面|另一方面|总之"
    rf"|首先|其次|最后|再次|还有|并|而|但是|但|也|关键是|{PERIOD.pattern}|{PRECISE.pattern}| |:)+"
)
_ADVERBS = (
    "也", "都", "还", "更", "均", "就", "则", "又", "再", "尤其", "特别", "一定", "一律", "同样", "同时", "首先", "切实", "务必",
    "更加", "积极", "严格", "认真", "抓紧", "尽快", "主动", "密切", "全力", "继续", "进一步", "下一步", "年内", "率先", "至少", "今年",
    "全面", "要", "应", "须", "必须", "立即", "定期", "具体", "分别", "共同", "统一", "统筹", "按职责", "及时", "充分", "不断",
    "加快", "的", "各", "各自", "每家", "每人", "每年", "，", ",",
)  # fmt: skip
_DUTY = re.compile(
    rf"{MUST}|负责|牵头|抓紧|尽快|认真|切实|会同|立即|定期|负总责|每半?[月季年周]度?|加强|加快|制定|做好|继续|严格|进一步|将(?!近)|积极|主动|组织(?![部处科委])|落实|建立|完成|编制|安排|发布|聘请|不低于|不少于|至少|年内|分别|严禁|不要|共同|全面|统筹"
)
_NAMED = re.compile(r"(?:牵头|责任|承办|主办|主责|落实|实施)(?:单位|部门|领导|科室|人)?:([^;,，:()]{2,80})")
_SUPPORTED = re.compile(r"(?:配合|协同|协办|参与)(?:单位|部门|科室)?:([^;,，:()]{2,80})")
_SUPPORTING = re.compile(
    r"^([^:]{2,40}?)(?:要|应|等)?(?:积极|密切|全力|主动|共同|予以|做好|协同)?(?:配合|协同|协助)(?:$|做好|抓好|完成|落实|支持|实施|推进|开展)"
)
_BY = re.compile(
    r"由([^,，:;]{2,40}?)(?:牵头|负责|负总责|会同|承办|主办|组织|统筹|具体|落实|约谈|督办|包联|审定|审核|验收|汇总|协调|制定|研究|提出|实施)"
)
_CALLED = re.compile(r"需要?([^,，:;]{2,60}?等(?:有关|相关)?(?:部门|单位))")
_PARTS = re.compile(r"(?:、|和(?!平)|以及|及(?!时)|与)(?![^()]*\))")
_HEADLESS = frozenset(("政府", "人大", "政协", "党委", "纪委", "工会", "团委", "妇联"))
_LONGEST = 45


def split(phrase: str) -> tuple[str, ...]:
    """An owner phrase as single owners, as written; what a common word binds (市、县区科技局) stays one."""
    phrase = phrase.strip(" ,，、")
    listed = _AND_OTHERS.sub("", phrase)
    if "的" in listed:
        return (listed,)
    parts = [part.strip() for part in _PARTS.split(listed) if part and part.strip()]
    if listed != phrase or len(parts) < 2:
        return tuple(parts)
    if all(_whole(part) for part in parts):
        return tuple(parts)
    return (listed,)


def _whole(part: str) -> bool:
    return part.endswith(_ORGANS) and part not in _HEADLESS and len(part) >= 2


def _subject(words: str) -> str:
    """The owner phrase that `words` end in, "" where they are no owner."""
    lead = _LEAD.match(words)
    phrase = words[lead.end() if lead else 0 :]
    phrase = without_end(phrase.strip(), _ADVERBS)
    if "对" in phrase and (towards := _TOWARDS.match(phrase)):
        phrase = towards[1]
    if not 1 < len(phrase) <= _LONGEST or not _ASIDE.sub("", phrase).endswith(_ORGANS):
        return ""  # most phrases: told by their ends, before anything is searched for
    if _PRONOUN.match(phrase) or _NOT_SUBJECT.match(phrase) or _NOT_OWNER.search(phrase):
        return ""
    return phrase


@lru_cache(maxsize=1024)
def of_clause(words: str) -> tuple[str, ...]:
    """The owners that stand as subject of a duty at the start of a clause (folded words)."""
    for rule, sign in ((_BY, "由"), (_CALLED, "需")):
        if sign in words and (found := rule.search(words)) and (phrase := _subject(found[1])):
            return split(phrase)
    for duty in _DUTY.finditer(words[: _LONGEST + 25]):
        phrase = _subject(words[: duty.start()])
        if phrase:
            return split(phrase)
        if duty.start() > _LONGEST:
            break
    due = PRECISE.search(words[: _LONGEST + 25]) if _DATED.search(words) else None
    phrase = _subject(words[: due.start()]) if due else ""
    return split(phrase) if phrase else ()


_EACH = re.compile(
    r"((?:各|每个|每一个|所有|全部)[^,，。;]{0,12}?(?:乡镇街道|镇街|乡镇|街道|县市区|县区|部门|单位|企业|园区|社区|科室|分公司|村|县\(市、?区\)|县\(区\)|板块|市州)"
    r"(?:(?:、|和|及)(?:各|每个)?[^,，。;]{0,10}?(?:乡镇|街道|县区|部门|单位|企业|园区|社区|科室|分公司|村))?)"
)
_DATED = re.compile(r"[前底内末日]")
_BETWEEN = re.compile(r"(?:都|均|也|要|必须|应|应当|须|今年|年内|全年|至少|完成|实现|力争|确保|的)+")


def of_metric(metric: str) -> tuple[tuple[str, ...], str]:
    """The owners a metric phrase begins with, and the metric itself: 各乡镇招商到位资金 are both."""
    found = _EACH.match(metric)
    if found is None:
        return (), metric
    rest = metric[found.end() :]
    between = _BETWEEN.match(rest)
    return split(found[1]), rest[between.end() :] if between else rest


def is_subject(words: str) -> tuple[str, ...]:
    """The owners that a clause consists of, as in «各乡镇的主要负责同志,要…»."""
    phrase = _subject(words) if len(words) <= 2 * _LONGEST else ""
    return split(phrase) if phrase and not _OBLIGED.search(phrase) else ()


_SHARED_OUT = re.compile(
    r"^\(?([^()，,;:。]{2,60}?)(?:牵头|负责)(?:[,，;；]?([^()]{2,80}?)(?:按(?:照)?职责分工(?:负责|落实)?|配合|参与|协同))?\)?$"
)


def named(words: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Owners and supporters that a bracket names: (牵头单位:A;配合单位:B), (A牵头,B按职责分工负责)."""
    labelled = ":" in words
    leads = _NAMED.search(words) if labelled else None
    helpers = _SUPPORTED.search(words) if labelled else None
    if leads is None and words.startswith("(") and (shared := _SHARED_OUT.match(words)):
        return split(shared[1]), split(shared[2]) if shared[2] else ()
    return split(leads[1]) if leads else (), split(helpers[1]) if helpers else ()


def supporting(words: str) -> tuple[str, ...]:
    """The units that a clause names as supporting: «财政局配合»."""
    found = _SUPPORTING.match(words) if "协" in words or "配合" in words else None
    phrase = _subject(found[1]) if found else ""
    return split(phrase) if phrase else ()
