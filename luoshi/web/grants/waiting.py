"""What waits for a person in grants: for a firm to report, for an office to check, release, pay or look."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.calls.policy import CALL
from luoshi.grants import queries
from luoshi.grants import waiting as left
from luoshi.grants.policy import PROJECT
from luoshi.kernel.actor import Actor
from luoshi.ledgers import overview
from luoshi.web.components import Link


def links(actor: Actor) -> Iterator[Link]:
    """Each kind with how many wait and where the first is."""
    if not overview.used() & {CALL, PROJECT}:
        return
    words = {
        "propose": (_("待拟定立项方案"), "list-check"), "answer": (_("立项异议待答复"), "message-2"),
        "decide": (_("待批准立项"), "checks"), "contract": (_("待签任务书"), "writing"),
        "check": (_("里程碑待核查"), "zoom-check"), "release": (_("拨款待审核"), "coin"),
        "pay": (_("待拨付"), "coin"), "look": (_("待回访资金使用"), "eye"),
        "ruling": (_("变更待审批"), "edit"), "report": (_("里程碑待报送"), "flag"),
        "performance": (_("项目绩效待报送"), "chart-bar"),
    }  # fmt: skip
    waiting_calls = [one.ref.id for one in queries.waiting_calls(actor)]
    for key, found in {"propose": waiting_calls, **left.of_office(actor), **left.of_firm(actor)}.items():
        if found:
            label, icon = words[key]
            yield Link(label, _where(key, found[0]), icon, len(found))


def _where(key: str, number: int) -> str:
    if key == "propose":
        return reverse("grants:propose", args=[number])
    return reverse("grants:decision" if key in ("answer", "decide") else "grants:project", args=[number])
