from __future__ import annotations

from django.urls import path

from luoshi.web.ledgers import views

app_name = "ledgers"
urlpatterns = [
    path("", views.index, name="index"),
    path("<str:name>/", views.listing, name="list"),
    path("<str:name>/<int:number>/", views.record, name="record"),
    path("<str:name>/<int:number>/verify", views.verify, name="verify"),
    path("<str:name>/<int:number>/reject", views.reject, name="reject"),
    path("<str:name>/<int:number>/files/<int:evidence>", views.file, name="file"),
]
