"""Addresses: the interface and the pages."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("luoshi.api.urls")),
    path("", include("luoshi.web.urls")),
]
