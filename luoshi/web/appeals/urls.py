from __future__ import annotations

from django.urls import path

from luoshi.web.appeals import public, views

app_name = "appeals"
urlpatterns = [
    path("", views.index, name="index"),
    path("new", views.new, name="new"),
    path("<int:number>/", views.one, name="one"),
    path("<int:number>/publish", views.publish, name="publish"),
    path("proposals/<int:number>/", views.proposal, name="proposal"),
    path("do/<str:verb>/<int:number>", views.step, name="step"),
    path("public/", public.index, name="public"),
    path("public/new", public.new, name="public_new"),
    path("public/at/<str:words>/", public.follow, name="follow"),
    path("public/<int:number>/", public.one, name="public_one"),
]
