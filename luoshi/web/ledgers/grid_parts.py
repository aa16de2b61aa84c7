"""What a grid's page is told beside its rows: columns, keys, and the words of its script."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.packs.spec import Field, Ledger
from luoshi.units import queries as units
from luoshi.web.ledgers.entry import NUMBERS, code_worded, worded
from luoshi.web.ledgers.typed import UNIT

_WIDTHS = {"long_text": 260, "record": 240, "organization": 200, "text": 160, "unit": 150, "date": 120}


def keys() -> list[tuple[str, str]]:
    """The keys that a clerk may not guess, and what they do."""
    return [
        ("F2", _("改格里的文字，不从头写")),
        ("Enter / Tab", _("到下一行 / 下一格；Tab 之后按 Enter 回到下一行的开头")),
        ("Alt+↓", _("打开选项")),
        ("Alt+Enter", _("格内换行")),
        (_("Shift+方向键"), _("选一块")),
        (_("Ctrl+方向键"), _("跳到有字的边上")),
        ("Ctrl+C / X / V", _("复制 / 剪切 / 粘贴")),
        ("Ctrl+D", _("把上面的填到下面")),
        ("Ctrl+Z / Y", _("撤销 / 重做")),
        ("Ctrl+S", _("保存")),
        ("Esc", _("放弃这一格的改动；再按 Tab 离开表格")),
    ]


def columns(spec: Ledger, names: Mapping[str, str], mine: list[str]) -> Iterator[dict[str, Any]]:
    """The unit, then the ledger's fields as its pack orders them, a code beside each organization."""
    yield {
        "key": UNIT, "label": _("责任单位"), "kind": "choice", "offers": _called(mine, names), "width": 150,
        "fixed": True, "required": len(mine) > 1,
    }  # fmt: skip
    for key, field in spec.typed.items():
        yield _column(spec, key, field, names)
        if field.type == "organization":
            yield {"key": f"{key}_code", "label": code_worded(field), "kind": "text", "width": 190}


def _column(spec: Ledger, key: str, field: Field, names: Mapping[str, str]) -> dict[str, Any]:
    numeric = field.type in NUMBERS
    label = worded(field, field.unit if numeric else None)
    made: dict[str, Any] = {
        "key": key, "label": label, "kind": "number" if numeric else field.type,
        "width": max(_WIDTHS.get(field.type, 120), _width(label)),
        "required": field.required, "help": str(field.help or ""),
        "total": field.type in ("money", "integer", "decimal"),
    }  # fmt: skip
    if field.type == "choice":
        made["offers"] = [str(label) for label in field.choices.values()]
    elif field.type == "boolean":
        made["offers"] = [_("是"), _("否")]
    elif field.type == "unit":
        made["offers"] = _called(names, names)
    elif field.type == "person":
        made["offers"] = list(units.person_names().values())
    elif field.type == "record":
        made["asks"] = reverse("ledgers:grid_offers", args=[spec.name, key])
    return made


def _width(label: str) -> int:
    """Pixels that a heading takes: a Chinese character two places, the star of what is required beside it."""
    return 8 * sum(1 + (unicodedata.east_asian_width(one) in "WF") for one in label) + 34


def _called(codes: Mapping[str, str] | list[str], names: Mapping[str, str]) -> list[str]:
    """Units by name; where two are called the same, with their code."""
    every = list(names.values())
    twice = {one for one in every if every.count(one) > 1} if len(set(every)) < len(every) else set()
    return [f"{names[one]} {one}" if names[one] in twice else names[one] for one in codes if one in names]


def words() -> dict[str, str]:
    """What the script says."""
    return {
        "number": _("行号"), "row": _("第 %(row)s 行"), "rows": _("%(n)s 行"), "total": _("合计"),
        "unread": _("%(n)s 格未识别"),
        "cell": _("第 %(row)s 行，%(column)s"), "empty": _("空"), "right": _("应为：%(right)s"),
        "problems": _("%(n)s 处要改"), "fine": _("%(n)s 行都可以保存。"), "doubtful": _("请看看："),
        "nothing": _("还没有填写。"),
        "checking": _("正在检查……"), "saving": _("正在保存……"),
        "offline": _("没有连上服务器，填写的内容留在这台电脑的浏览器里。请稍后再试。"),
        "logged_out": _("登录已过期。填写的内容留在浏览器里；请在另一个标签页登录，再回来保存。"),
        "draft_kept": _("草稿存于 %(at)s"), "draft_found": _("已恢复 %(at)s 未保存的草稿（%(n)s 行）。"),
        "draft_full": _("浏览器存不下草稿，请尽快保存。"),
        "theirs": _("别人改成了“%(value)s”"), "yours": _("再保存，就以您填的为准"),
        "too_many": _("一次最多 %(n)s 行，多出的没有粘贴；更多的请导入文件。"),
        "fixed": _("已有记录的责任单位不能在这里改。"), "pasted": _("已粘贴 %(rows)s 行 %(columns)s 列。"),
        "undone": _("已撤销。"), "redone": _("已重做。"), "filled": _("已向下填充。"), "required": _("必填"),
        "no_offers": _("没有找到，请换几个字"),
    }  # fmt: skip
