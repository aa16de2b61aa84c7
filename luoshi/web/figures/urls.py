from __future__ import annotations

from django.urls import path

from luoshi.web.figures import views

app_name = "figures"
urlpatterns = [
    path("", views.index, name="index"),
    path("export", views.export, name="export"),
    path("<str:period>/<str:indicator>/", views.indicator, name="indicator"),
    path("<str:period>/<str:indicator>/<str:unit>/", views.trace, name="trace"),
]
