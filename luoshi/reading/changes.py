"""A change («同比增长20.3%», «较年初下降1.2个百分点») as words before its number, apart from any metric."""

from __future__ import annotations

import re

from luoshi.reading.folding import without_end
from luoshi.reading.measures import Measure
from luoshi.reading.proposal import Change

_CHANGE = re.compile(
    r"(?P<base>(?:同比|环比|分别|[较比与](?:上年|去年|上季度|上月|年初|前年|常年|上届|五年前|“?十[二三四]五”?|20\d\d年)"
    r"(?:同期|年底|底|末)?(?:相比)?)*)(?P<rival>(?:[比较]|高于|低于|高出)[^,，]{0,14}?)?"
    r"(?P<way>增长|增加|提高|上升|提升|增幅|净增|高于|低于|高出|高|低|多|少|快|下降|减少|降低|回落|下跌|压减)"
    r"(?:了|达到|达|为|约|近|超过)?$"
)
_DOWN = frozenset(("低于", "低", "少", "下降", "减少", "降低", "回落", "下跌", "压减"))
_LONGEST = 28


def words_of(measure: Measure) -> str:
    """The words of change that stand before the number with no metric before them; "" where there are none."""
    before = measure.before.strip()[-_LONGEST:]
    found = None if measure.after else _CHANGE.search(before)
    if found is None or without_end(before[: found.start()], ("分别", "均", "也", "又", " ", ",")):
        return ""
    return found[0]


def change(words: str, measure: Measure) -> Change:
    """The change that `words` and the measure's number make, with its sign."""
    found = _CHANGE.search(words)
    base, rival, way = (found["base"], found["rival"], found["way"]) if found else ("", None, "")
    kind = "yoy"
    if rival or re.search("年初|届|五|常年", base):
        kind = "vs_base"
    elif re.search("环比|上月|上季度", base):
        kind = "mom"
    return Change(kind, ("-" if way in _DOWN else "+") + measure.number.value, measure.number.unit or None)
