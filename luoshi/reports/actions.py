"""Everything that changes bulletins: drafted from a closed month, worded, signed off."""

from __future__ import annotations

from collections.abc import Mapping

from luoshi.journal.actions import action, append
from luoshi.kernel import canonical
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Refused
from luoshi.kernel.periods import Period
from luoshi.reports import context, queries
from luoshi.reports.models import Bulletin
from luoshi.reports.policy import DRAFTS, SIGNS
from luoshi.units import queries as units


@action
def draft(actor: Actor, unit: str, period: Period, kind: str) -> Bulletin:
    """Write the bulletin of a closed month from its published figures; a draft is written anew."""
    _may(actor, unit, DRAFTS, "起草")
    pack, _, key = kind.partition(".")
    content = context.build(actor, period, pack=pack, bulletin=key, unit=unit)
    kept = Bulletin.objects.filter(unit=unit, period=str(period), kind=kind).first()
    if kept is not None:
        _refuse_issued(kept)
    made, _created = Bulletin.objects.update_or_create(
        unit=unit, period=str(period), kind=kind,
        defaults={"content": content, "drafted_by": actor.person, "drafted_at": actor.now()},
    )  # fmt: skip
    append(actor, f"bulletin:{made.id}", "draft", {"unit": unit, "period": str(period), "kind": kind})
    return made


@action
def word(actor: Actor, number: int, texts: Mapping[int, str]) -> Bulletin:
    """Word the sections that are written by people: paragraphs by section, a line each.

    Sentences with figures and tables come from the closed month and are not open to wording.
    """
    found = queries.bulletin(actor, number)
    _may(actor, found.unit, DRAFTS, "修改")
    _refuse_issued(found)
    sections = [dict(one) for one in found.content["sections"]]
    for place, text in texts.items():
        if not (0 <= place < len(sections) and sections[place].get("worded")):
            raise InputError("这一部分来自公布的数据，不能改写", hint="数据有误请更正台账，会计入下一期")
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if not lines:
            raise InputError("没有写内容", hint="至少写一段")
        sections[place]["paragraphs"] = lines
    found.content = {**found.content, "sections": sections}
    found.save(update_fields=["content"])
    said = {str(place): text for place, text in texts.items()}
    append(actor, f"bulletin:{found.id}", "word", {"texts": said})
    return found


@action
def sign_off(actor: Actor, number: int) -> Bulletin:
    """Issue a bulletin: from now on it stays as it is, for every unit below to read."""
    found = queries.bulletin(actor, number)
    _may(actor, found.unit, SIGNS, "签发")
    _refuse_issued(found)
    if found.drafted_by == actor.person and not actor.is_system:
        raise Refused("自己起草的通报不能自己签发", hint="由领导签发")
    found.state, found.digest = "issued", canonical.sha256(found.content)
    found.signed_by, found.signed_name, found.signed_at = actor.person, actor.name, actor.now()
    found.save(update_fields=["state", "digest", "signed_by", "signed_name", "signed_at"])
    append(actor, f"bulletin:{found.id}", "sign_off", {"digest": found.digest})
    return found


def _may(actor: Actor, unit: str, roles: tuple[str, ...], what: str) -> None:
    units.unit(unit)
    if unit not in units.reach(actor, *roles):
        raise Refused(f"您不能{what}该单位的通报", hint="需要本单位或上级单位的相应角色")


def _refuse_issued(found: Bulletin) -> None:
    if found.state == "issued":
        raise InputError("通报已经签发，不再改变", hint="更正计入下一期并公开")
