"""Addresses: the interface and the pages, and the page of what breaks."""

from __future__ import annotations

from django.urls import include, path

handler500 = "luoshi.web.errors.broken"
urlpatterns = [
    path("api/v1/", include("luoshi.api.urls")),
    path("", include("luoshi.web.urls")),
]
