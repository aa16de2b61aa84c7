from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from luoshi.web.health import views

app_name = "health"
urlpatterns = [
    path("healthz", login_not_required(views.alive), name="alive"),
    path("readyz", login_not_required(views.ready), name="ready"),
    path("metrics", login_not_required(views.metrics), name="metrics"),
]
