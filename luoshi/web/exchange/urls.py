from __future__ import annotations

from django.urls import path

from luoshi.web.exchange import views

app_name = "exchange"
urlpatterns = [
    path("<str:name>/", views.import_, name="import"),
    path("<str:name>/export", views.export, name="export"),
    path("<str:name>/template", views.template, name="template"),
]
