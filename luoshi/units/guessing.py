"""Where guessing of passwords ends: of one account axes counts, here one address is counted over many."""

from __future__ import annotations

from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_ip_address
from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest

ACCOUNTS = 20
"""Of so many log-in names a wrong password came from one address, and no right one since: a whole office
behind one address does not mistype so much in a quarter of an hour; who tries one common password on
everybody does."""


class Handler(AxesDatabaseHandler):  # type: ignore[misc]  # axes has no types
    """Locks as axes does, and an address from which many accounts are tried."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """How often it failed, of this account from this address; as often as locks where many were tried."""
        failed = int(super().get_failures(request, credentials))
        return max(failed, settings.AXES_FAILURE_LIMIT) if _tries_many(request) else failed


def _tries_many(request: HttpRequest) -> bool:
    lately = AccessAttempt.objects.filter(
        ip_address=get_client_ip_address(request), attempt_time__gte=get_cool_off_threshold(request)
    )
    return int(lately.values("username").distinct().order_by().count()) >= ACCOUNTS
