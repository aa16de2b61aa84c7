"""The pages with the style page, which is otherwise served in development only."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("_style/", include("luoshi.web.style.urls")), path("", include("luoshi.web.urls"))]
