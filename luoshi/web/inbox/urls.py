from __future__ import annotations

from django.urls import path

from luoshi.web.inbox import views

app_name = "inbox"
urlpatterns = [
    path("", views.index, name="index"),
    path("count", views.count, name="count"),
    path("seen", views.seen, name="seen"),
]
