"""公示: results are laid open, and made final."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.assessment import notices
from luoshi.web import formats
from luoshi.web.request import Request


@require_POST
def publish(request: Request, number: int) -> HttpResponse:
    """Lay results open."""
    made = notices.publish(request.actor, number)
    messages.success(request, _("已公示，到 %(last)s 止。") % {"last": formats.day(made.last_day)})
    return redirect("assessment:scores", number)


@require_POST
def finalise(request: Request, number: int) -> HttpResponse:
    """Make results final."""
    notices.finalise(request.actor, number)
    messages.success(request, _("已定稿。"))
    return redirect("assessment:scores", number)
