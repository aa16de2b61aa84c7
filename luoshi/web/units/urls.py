from __future__ import annotations

from django.urls import path

from luoshi.web.units import views

app_name = "units"
urlpatterns = [
    path("", views.index, name="index"),
    path("burden/", views.load, name="burden"),
    path("<str:unit>/<int:year>/", views.year, name="year"),
    path("<str:unit>/<int:year>/year.pdf", views.pdf, name="pdf"),
]
