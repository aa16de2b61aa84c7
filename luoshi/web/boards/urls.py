from __future__ import annotations

from django.urls import path

from luoshi.web.boards import views

app_name = "boards"
urlpatterns = [
    path("", views.index, name="index"),
    path("arrange", views.arrange, name="arrange"),
    path("screen", views.screen, name="screen"),
]
