from __future__ import annotations

from django.urls import path

from luoshi.web.periods import exceptions, levels, views

app_name = "periods"
urlpatterns = [
    path("", views.index, name="index"),
    path("exceptions/", exceptions.index, name="exceptions"),
    path("received/", levels.index, name="received"),
    path("received/new", levels.receive, name="receive"),
    path("<str:period>/received/<str:ledger>/<int:record>/", levels.record, name="received_record"),
    path("<str:period>/", views.period, name="period"),
    path("<str:period>/close", views.close, name="close"),
    path("<str:period>/package.zip", views.package, name="package"),
    path("<str:period>/units/<str:unit>/", views.unit, name="unit"),
    path("<str:period>/units/<str:unit>/hand-in", views.hand_in, name="hand_in"),
    path("<str:period>/units/<str:unit>/accept", views.accept, name="accept"),
    path("<str:period>/units/<str:unit>/return", views.give_back, name="return"),
    path("<str:period>/units/<str:unit>/excuse", views.excuse, name="excuse"),
    path("<str:period>/units/<str:unit>/missing", views.missing, name="missing"),
]
