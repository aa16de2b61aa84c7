from __future__ import annotations

from django.urls import path

from luoshi.web.jobs import views

app_name = "jobs"
urlpatterns = [
    path("<int:number>/", views.job, name="job"),
    path("<int:number>/block", views.block, name="block"),
    path("<int:number>/cancel", views.cancel, name="cancel"),
    path("<int:number>/file", views.file, name="file"),
]
