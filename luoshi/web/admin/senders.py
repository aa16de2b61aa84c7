"""管理: units that send packages, their keys, and this site's own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from luoshi.kernel.periods import Period
from luoshi.periods import levels, registering
from luoshi.periods.keys import fingerprint
from luoshi.periods.levels import Sending
from luoshi.periods.models import SenderKey
from luoshi.units import queries as units
from luoshi.units.administering import may_administer_site
from luoshi.web import formats
from luoshi.web.admin.views import form_page, tabs
from luoshi.web.components import Badge, Confirm, Empty, Fact, Link, Page
from luoshi.web.request import Request
from luoshi.web.submitting import attempt

HOME = "admin:senders"


class NewKey(forms.Form):
    """A sender's public key, after its fingerprint was read out."""

    unit = forms.ChoiceField(label=gettext_lazy("单位"))
    public = forms.CharField(
        label=gettext_lazy("公钥"), max_length=64,
        help_text=gettext_lazy("64 位十六进制；先电话核对指纹，再登记"),
    )  # fmt: skip
    since = forms.CharField(
        label=gettext_lazy("自哪个月起报送"), max_length=7, required=False,
        help_text=gettext_lazy("首次登记必写，如 2026-03；自那个月起，该单位及下级的数据只取自它报送的包"),
    )  # fmt: skip
    valid_from = forms.DateField(
        label=gettext_lazy("自哪天起有效"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    valid_to = forms.DateField(
        label=gettext_lazy("至哪天有效"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(units.offices().items())


@require_GET
def index(request: Request) -> HttpResponse:
    """What this site gives out, and whose packages it receives."""
    may_administer_site(request.actor)
    own, found = levels.own(), levels.senders(request.actor)
    rotating = Confirm(
        "rotate", _("更换本站的密钥？"), _("新密钥由原密钥签名，上级收到下一个包时自动登记。"),
        reverse("admin:rotate_key"), _("更换"), reason=_("原因"),
    )  # fmt: skip
    page = Page(
        _("管理"), tabs=tabs(request.actor, "senders"),
        actions=(
            Link(_("登记公钥"), reverse("admin:add_sender"), "plus", strong=True),
            Link(_("更换密钥"), icon="refresh", dialog="rotate"),
        ),
    )  # fmt: skip
    context = {
        "page": page,
        "own": [
            Fact(_("单位"), f"{own.unit} {own.name}"), Fact(_("公钥"), own.public),
            Fact(_("指纹"), own.fingerprint),
        ],
        "senders": [(_title(one), [_row(key) for key in one.keys]) for one in found],
        "none": Empty(
            _("还没有报送单位"), _("下级单位在自己的站点结账的，在这里登记它的公钥，就可以接收它的包。"),
            Link(_("登记公钥"), reverse("admin:add_sender"), "plus"),
        ),
        "dialogs": [rotating, *(_withdrawal(key) for one in found for key in one.keys if not key.withdrawn)],
    }  # fmt: skip
    return render(request, "admin/senders.html", context)


def _title(one: Sending) -> str:
    said = _("%(name)s：自%(since)s起") % {"name": one.name, "since": Period.parse(one.sender.since).label}
    until = one.sender.until
    return said + (_("，至%(until)s") % {"until": Period.parse(until).label} if until else "")


def _row(key: SenderKey) -> dict[str, Any]:
    """A key as the page lists it."""
    until = formats.day(key.valid_to) if key.valid_to else ""
    return {
        "fingerprint": fingerprint(key.public),
        "days": f"{formats.day(key.valid_from)} — {until}",
        "how": _("由原密钥签名") if key.after else _("管理员登记"),
        "state": Badge(_("已作废"), "red", key.why) if key.withdrawn else Badge(_("有效"), "green"),
        "dialog": "" if key.withdrawn else f"withdraw-{key.id}",
    }


def _withdrawal(key: SenderKey) -> Confirm:
    return Confirm(
        f"withdraw-{key.id}", _("作废这把公钥？"), _("它签的包不再接收，已接收的保留。不能恢复。"),
        reverse("admin:withdraw_key", args=[key.id]), _("作废"), danger=True, reason=_("原因"),
    )  # fmt: skip


@form_page
def add(request: Request) -> HttpResponse:
    """Register a key; with its first one a unit becomes a sender."""
    may_administer_site(request.actor)
    form = NewKey(request.POST or None)

    def act() -> SenderKey:
        said = form.cleaned_data
        return registering.register(
            request.actor, said["unit"], said["public"],
            since=Period.parse(said["since"]) if said["since"] else None, valid_from=said["valid_from"],
            valid_to=said["valid_to"],
        )  # fmt: skip

    if made := attempt(request, form, act):
        messages.success(request, _("已登记，指纹 %(said)s。") % {"said": fingerprint(made.public)})
        return redirect(HOME)
    page = Page(_("登记公钥"), (Link(_("报送单位"), reverse(HOME)),))
    context = {"page": page, "form": form, "submit": _("登记"), "cancel": reverse(HOME)}
    return render(request, "form_page.html", context)


@require_POST
def withdraw(request: Request, number: int) -> HttpResponse:
    """Take a key back."""
    registering.withdraw(request.actor, levels.key_of(request.actor, number), why=request.POST.get("why", ""))
    messages.success(request, _("已作废。"))
    return redirect(HOME)


@require_POST
def rotate(request: Request) -> HttpResponse:
    """Let this site sign by a new key."""
    registering.rotate(request.actor, why=request.POST.get("why", ""))
    messages.success(request, _("已更换密钥。"))
    return redirect(HOME)
