"""Addresses: the choice of a language, each screen under its prefix, the style page in development."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from luoshi.web.screens import SCREENS

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("luoshi.web.health.urls")),
    path("language/", login_not_required(set_language), name="set_language"),
    *(path(screen.prefix, include(f"luoshi.web.{screen.key}.urls")) for screen in SCREENS),
]
if settings.DEBUG:
    urlpatterns.append(path("_style/", include("luoshi.web.style.urls")))
