"""Addresses of the pages: each screen under its prefix; the style page in development only."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from luoshi.web.screens import SCREENS

urlpatterns: list[URLPattern | URLResolver] = [
    path(screen.prefix, include(f"luoshi.web.{screen.key}.urls")) for screen in SCREENS
]
if settings.DEBUG:
    urlpatterns.append(path("_style/", include("luoshi.web.style.urls")))
