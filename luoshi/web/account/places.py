"""Where somebody is logged in, as a list says it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.units.sessions import Place
from luoshi.web.components import Confirm

OTHERS = "end-others"
_BROWSERS = (
    ("Edg", "Edge"), ("QQBrowser", "QQ"), ("MicroMessenger", "WeChat"), ("360", "360"),
    ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("HarmonyOS|OpenHarmony", "HarmonyOS"), ("Android", "Android"), ("iPhone|iPad", "iOS"),
    ("Windows", "Windows"), ("Mac OS", "macOS"), ("UOS|Kylin", "Kylin / UOS"), ("Linux", "Linux"),
)  # fmt: skip
"""What a browser says of itself and how people know it, the particular before the common."""


@dataclass(frozen=True)
class Shown:
    place: Place
    device: str
    icon: str


def shown(found: Iterable[Place]) -> list[Shown]:
    return [Shown(one, device(one.device), _icon(one.device)) for one in found]


def _icon(said: str) -> str:
    return "phone" if re.search("Mobile|Android", said) else "device-desktop"


def device(said: str) -> str:
    """`Chrome · Windows` of what a browser says of itself; what nobody knows is “其他设备”."""
    named = [
        next((name for sign, name in known if re.search(sign, said)), "") for known in (_BROWSERS, _SYSTEMS)
    ]
    return " · ".join(filter(None, named)) or _("其他设备")


def ending() -> Confirm:
    """Before somebody logs out everywhere else."""
    text = _("除了这里，您在其他浏览器和手机上的登录立即失效。")
    where = reverse("account:end_others")
    return Confirm(OTHERS, _("退出其他所有登录？"), text, where, _("退出"), danger=True)
