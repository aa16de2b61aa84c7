"""How sessions are kept: in a table that knows whose they are, under a digest of what the browser holds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from luoshi.kernel.canonical import sha256
from luoshi.units.models import Session

BEGAN, SEEN, DEVICE, ADDRESS = "began", "seen", "device", "address"
"""What a session says of itself; times as ISO 8601."""


def kept_as(key: str) -> str:
    """The key of a session's row: 160 bits of the digest of the browser's key."""
    return sha256(key.encode())[:40]


class SessionStore(DatabaseStore):
    """Django's own store, but that the table holds digests and who is logged in."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        found = self._row()
        if found is None:
            self._session_key = None
            return {}
        return dict(self.decode(found.session_data))

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(session_key=kept_as(session_key)).exists()

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            Session.objects.filter(session_key=kept_as(key)).delete()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        said = super().create_model_instance(data)
        return Session(
            session_key=kept_as(said.session_key), session_data=said.session_data,
            expire_date=said.expire_date, person_id=data.get(SESSION_KEY),
            device=data.get(DEVICE, ""), address=data.get(ADDRESS, ""),
            began_at=_moment(data.get(BEGAN)), seen_at=_moment(data.get(SEEN)),
        )  # fmt: skip

    def _row(self) -> Session | None:
        if not self.session_key:
            return None
        rows = Session.objects.filter(session_key=kept_as(self.session_key))
        return rows.filter(expire_date__gt=timezone.now()).first()


def _moment(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None
