"""What waits for a person, each kind with how many and where it is done."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.commitments import queries as commitments
from luoshi.commitments.policy import SETTERS
from luoshi.kernel.actor import Actor
from luoshi.ledgers import comments, overview
from luoshi.ledgers import queries as ledgers
from luoshi.periods import duties as owed
from luoshi.periods import queries as periods
from luoshi.periods.policy import ACCEPTS, HANDS_IN
from luoshi.reports import queries as reports
from luoshi.reviews import queries as reviews
from luoshi.units import queries as units
from luoshi.web.appeals import waiting as appeals
from luoshi.web.assessment import waiting as assessment
from luoshi.web.bulletins.show import step_label
from luoshi.web.calls import waiting as calls
from luoshi.web.components import Link
from luoshi.web.dispatch import waiting as dispatch
from luoshi.web.grants import waiting as grants
from luoshi.web.honesty import waiting as honesty
from luoshi.web.inspections import waiting as inspections
from luoshi.web.matching import waiting as matching
from luoshi.web.portal import waiting as portal
from luoshi.web.service import waiting as service

MENTIONS = 10
"""Questions by name that the home page lists."""


def all_of(actor: Actor) -> list[Link]:
    """The whole queue, what others wait for first."""
    return [
        *_mentions(actor), *_facts(actor), *_returned(actor), *_months(actor), *_proposals(actor),
        *_letters(actor), *_bulletins(actor), *assessment.links(actor), *inspections.links(actor),
        *dispatch.links(actor), *honesty.links(actor), *calls.links(actor),
        *matching.links(actor), *grants.links(actor), *appeals.links(actor), *service.links(actor),
        *portal.links(actor),
    ]  # fmt: skip


def outside(actor: Actor) -> list[Link]:
    """What waits for somebody of no office."""
    return [
        *_mentions(actor), *calls.links(actor), *grants.links(actor), *matching.links(actor),
        *portal.links(actor), *_seats(actor),
    ]  # fmt: skip


def _seats(actor: Actor) -> Iterator[Link]:
    """Reviews in which the person sits and has to declare or to score."""
    for one in reviews.sat(actor):
        where = reverse("reviews:seat", args=[one.panel_id])
        if one.state == "drawn" and one.panel.phase == "signed":
            yield Link(_("待申报回避：%(title)s") % {"title": one.panel.title}, where, "hand-stop", 1)
        if left := reviews.to_score(one):
            yield Link(_("待评分：%(title)s") % {"title": one.panel.title}, where, "writing", left)


def _mentions(actor: Actor) -> Iterator[Link]:
    """Where somebody asks the person by name."""
    for one in comments.asked(actor)[:MENTIONS]:
        where = reverse("ledgers:record", args=[one.comment.ledger, one.comment.record])
        said = {"name": one.comment.name, "text": one.comment.text[:30]}
        yield Link(_("%(name)s 提到您：%(text)s") % said, f"{where}#talk", "message-2", 1)


def _facts(actor: Actor) -> Iterator[Link]:
    """Facts that the person may verify, ledger by ledger; what has no day is no fact that figures await."""
    known = ledgers.ledgers()
    for name, count in overview.waiting(actor)["verify"].items():
        if known[name].dated:
            stages = "".join(f"&stage={one}" for one in overview.reviewed_from(known[name]))
            url = reverse("ledgers:list", args=[name]) + f"?verification=pending{stages}"
            yield Link(_("待审核：%(label)s") % {"label": known[name].label}, url, "shield-check", count)


def _returned(actor: Actor) -> Iterator[Link]:
    """Facts that were sent back to the units for which the person reports."""
    known = ledgers.ledgers()
    for name, count in overview.waiting(actor)["report"].items():
        url = reverse("ledgers:list", args=[name]) + "?verification=rejected"
        yield Link(_("退回待改：%(label)s") % {"label": known[name].label}, url, "arrow-back-up", count)


def _months(actor: Actor) -> Iterator[Link]:
    """Months to hand in, and months handed in that wait to be accepted."""
    month = periods.current(actor.today())
    duties = owed.duties(actor, month)
    where = reverse("periods:period", args=[month])
    hands_in, accepts = units.reach(actor, *HANDS_IN), units.reach(actor, *ACCEPTS)
    mine = [one for one in duties if one.unit in hands_in and one.state in ("open", "returned")]
    if mine and actor.today() > month.end:
        yield Link(_("待上报：%(month)s月报") % {"month": month.label}, where, "send", len(mine))
    there = [one for one in duties if one.unit in accepts and one.state == "handed_in"]
    if there:
        yield Link(_("待接收：%(month)s月报") % {"month": month.label}, where, "inbox", len(there))


def _proposals(actor: Actor) -> Iterator[Link]:
    """Sentences of texts that nobody has decided yet."""
    mine = units.reach(actor, *SETTERS)
    if not mine:
        return
    waiting = commitments.waiting(actor)
    for text in commitments.documents(actor):
        if text.unit in mine and waiting.get(text.id):
            url = reverse("documents:document", args=[text.id]) + "?kind=open"
            yield Link(_("待确认：%(title)s") % {"title": text.title}, url, "file-text", waiting[text.id])


def _letters(actor: Actor) -> Iterator[Link]:
    """Letters that the person has still to sign for one of the sides."""
    found = commitments.to_sign(actor)
    if found:
        one = found[0]
        many = reverse("commitments:letters")
        url = reverse("commitments:letter", args=[one.id]) if len(found) == 1 else many
        yield Link(_("待签字：目标责任书"), url, "signature", len(found))


def _bulletins(actor: Actor) -> Iterator[Link]:
    """Bulletins whose next signature is the person's, and those that were sent back to whoever drafts."""
    for one in reports.to_sign(actor):
        url = reverse("bulletins:bulletin", args=[one.id])
        said = {"step": step_label(reports.step(one) or {}), "title": one.title}
        yield Link(_("待%(step)s：%(title)s") % said, url, "report", 1)
    for one in reports.sent_back(actor):
        url = reverse("bulletins:bulletin", args=[one.id])
        yield Link(_("退回待改：%(label)s") % {"label": one.title}, url, "arrow-back-up", 1)
