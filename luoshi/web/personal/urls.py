from __future__ import annotations

from django.urls import path

from luoshi.web.personal import views

app_name = "personal"
urlpatterns = [
    path("", views.index, name="index"),
    path("copy", views.copy, name="copy"),
    path("<str:name>/<int:number>/erase", views.erase, name="erase"),
]
