from __future__ import annotations

from django.urls import path

from luoshi.web.style import views

app_name = "style"
urlpatterns = [
    path("", views.index, name="index"),
    path("reading/", views.reading, name="reading"),
    path("job/", views.job, name="job"),
    path("error/<str:name>/", views.error, name="error"),
]
