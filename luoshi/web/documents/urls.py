from __future__ import annotations

from django.urls import path

from luoshi.web.documents import checking, views

app_name = "documents"
urlpatterns = [
    path("", views.index, name="index"),
    path("check", checking.check, name="check"),
    path("new", views.add, name="add"),
    path("<int:number>/", views.document, name="document"),
    path("<int:number>/missed", views.missed, name="missed"),
    path("<int:number>/second", views.read_second, name="second"),
    path("<int:number>/read", views.read_again, name="read"),
    path("proposals/<int:number>/", views.decide, name="decide"),
    path("proposals/<int:number>/confirm", views.confirm, name="confirm"),
    path("proposals/<int:number>/refuse", views.refuse, name="refuse"),
]
