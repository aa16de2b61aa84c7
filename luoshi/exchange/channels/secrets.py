"""Secrets of channels at rest, as `units.sealing` keeps them."""

from __future__ import annotations

from luoshi.kernel.errors import SiteError
from luoshi.units import sealing

_PURPOSE = "channels"


def hide(said: dict[str, str]) -> str:
    """Values as a text that only this site can read."""
    return sealing.hide(said, _PURPOSE)


def reveal(sealed: str) -> dict[str, str]:
    """The values again; `SiteError` when the site's key is another."""
    try:
        return sealing.reveal(sealed, _PURPOSE)
    except sealing.WrongKey:
        raise SiteError(
            "渠道的密钥读不出来", hint="site.json 里的 secret_key 变了；请重新填写渠道的地址和密钥"
        ) from None
