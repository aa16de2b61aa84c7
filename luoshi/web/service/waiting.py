"""What waits for a person in services: to check, to take over, to confirm, to pay, and what is nearly due."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.kernel.actor import Actor
from luoshi.ledgers import overview
from luoshi.ledgers.records import Record
from luoshi.service import waiting
from luoshi.service.policy import BENEFIT, MATTER
from luoshi.web.components import Link


def links(actor: Actor) -> Iterator[Link]:
    """Each kind with how many; one leads to itself, several to the first."""
    if not overview.used() & {MATTER, BENEFIT}:
        return
    found = waiting.of(actor)
    kinds = (
        (_("待接收：审批事项"), "arrows-split-2", [_item(one.row["item"]) for one in found.to_take]),
        (_("待查验：申请材料"), "clipboard-check", [_item(one.record.ref.id) for one in found.to_check]),
        (_("时限将到或已过：审批事项"), "clock", [_item(one.record.ref.id) for one in found.pressing]),
        (_("时限将到或已过：帮办的事项"), "clock", [_item(one.record.ref.id) for _up, one in found.guided]),
        (_("待安排帮办员"), "user-check", [_matter(one) for one in found.unguided]),
        (_("待确认：政策兑现"), "coin", [_benefit(one.ref.id) for one in found.to_confirm]),
        (_("待填到账：政策兑现"), "coin", [_benefit(one.row["benefit"]) for one in found.to_pay]),
    )
    for label, icon, places in kinds:
        if places:
            yield Link(label, places[0], icon, len(places))


def _item(number: int) -> str:
    return reverse("service:item", args=[number])


def _matter(one: Record) -> str:
    return reverse("service:matter", args=[one.ref.id])


def _benefit(number: int) -> str:
    return reverse("service:benefit", args=[number])
