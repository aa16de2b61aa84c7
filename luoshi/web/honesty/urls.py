from __future__ import annotations

from django.urls import path

from luoshi.web.honesty import views

app_name = "honesty"
urlpatterns = [
    path("", views.index, name="index"),
    path("check", views.check, name="check"),
    path("<int:number>/", views.suspicion, name="suspicion"),
    path("<int:number>/answer", views.answer, name="answer"),
    path("<int:number>/settle", views.settle, name="settle"),
]
