"""What can be done with a bulletin here and now, and the dialogs that ask before it is."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.kernel.actor import Actor
from luoshi.reports import queries
from luoshi.reports.models import Bulletin, Correction
from luoshi.reports.policy import DRAFTS, OPENS
from luoshi.units import queries as units
from luoshi.web.bulletins import show
from luoshi.web.components import Confirm, Link

Offer = tuple[Link, Confirm | None]


def offers(actor: Actor, found: Bulletin) -> list[Offer]:
    """Buttons with their dialogs."""
    return [*(_issued(actor, found) if found.state == "issued" else _draft(actor, found))]


def _draft(actor: Actor, found: Bulletin) -> Iterator[Offer]:
    if queries.may_sign(actor, found):
        waiting = queries.step(found)
        assert waiting is not None
        label, last = show.step_label(waiting), len(found.signatures) + 1 == len(queries.chain_of(found))
        text = _("签发后内容不再改变，下级各单位都能看到。") if last else _("签后转下一步；内容不能再改。")
        sign = Confirm("sign", _("%(step)s这份通报？") % {"step": label}, text, _at("sign", found), label)
        yield Link(label, icon="signature", strong=True, dialog="sign"), sign
        back = Confirm(
            "return", _("退回这份通报？"), _("退回起草人修改，已签的要重新签。"), _at("send_back", found),
            _("退回"), danger=True, reason=_("退回原因"),
        )  # fmt: skip
        yield Link(_("退回"), icon="arrow-back-up", dialog="return"), back
    if found.unit in units.reach(actor, *DRAFTS) and not found.signatures:
        yield Link(_("修改文字"), _at("word", found), "edit"), None
        asked = Confirm(
            "ask", _("要求滞后单位说明？"), _("每个滞后单位每项指标问一次，答复后重新起草，就印在通报里。"),
            _at("ask", found), _("要求说明"),
        )  # fmt: skip
        yield Link(_("要求说明"), icon="send", dialog="ask"), asked
        again = Confirm(
            "again", _("重新起草？"), _("按现在的台账和说明重写，人工写的文字会丢失。"), _at("again", found),
            _("重新起草"),
        )  # fmt: skip
        yield Link(_("重新起草"), icon="refresh", dialog="again"), again


def _issued(actor: Actor, found: Bulletin) -> Iterator[Offer]:
    if found.unit in units.reach(actor, *DRAFTS):
        yield Link(_("更正"), _at("correct", found), "edit"), None
    if found.unit not in units.reach(actor, *OPENS):
        return
    if found.public_at is None:
        text = _("任何人不用登录都能看到，订阅的邮箱会收到通知。")
        opening = Confirm("open", _("公开这份通报？"), text, _at("open", found), _("公开"))
        yield Link(_("公开"), icon="external-link", dialog="open"), opening
    else:
        hiding = Confirm(
            "hide", _("从公开页面撤下？"), _("撤下后只有登录的人能看到。"), _at("hide", found), _("撤下"),
            danger=True, reason=_("撤下原因"),
        )  # fmt: skip
        yield Link(_("撤下"), icon="eye-off", dialog="hide"), hiding


def corrections(actor: Actor, found: Bulletin) -> list[tuple[Correction, Link | None, Confirm | None]]:
    """Correction notices, those that wait with the button that issues them."""
    last = queries.chain_of(found)[-1]["role"] if found.state == "issued" else ""
    may = bool(last) and found.unit in units.reach(actor, last)
    made: list[tuple[Correction, Link | None, Confirm | None]] = []
    for one in queries.corrections(actor, found):
        if one.number is not None or not may or one.drafted_by == actor.person:
            made.append((one, None, None))
            continue
        key = f"correction-{one.id}"
        where = reverse("bulletins:issue_correction", args=[found.id, one.id])
        asked = Confirm(
            key, _("签发这份更正？"), _("更正编号后印在通报的页面上，不再改变。"), where, _("签发更正")
        )
        made.append((one, Link(_("签发更正"), icon="signature", dialog=key), asked))
    return made


def _at(name: str, found: Bulletin) -> str:
    return reverse(f"bulletins:{name}", args=[found.id])
