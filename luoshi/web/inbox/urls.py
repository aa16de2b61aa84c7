from __future__ import annotations

from django.urls import path

from luoshi.web.inbox import views

app_name = "inbox"
urlpatterns = [
    path("", views.index, name="index"),
    path("count", views.count, name="count"),
    path("seen", views.seen, name="seen"),
    path("settings", views.wishes, name="wishes"),
    path("<int:number>/seen", views.see_one, name="see_one"),
]
