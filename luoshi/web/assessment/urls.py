from __future__ import annotations

from django.urls import path

from luoshi.web.assessment import views

app_name = "assessment"
urlpatterns = [
    path("", views.index, name="index"),
    path("run", views.run, name="run"),
    path("sheets/<str:name>/", views.sheet, name="sheet"),
    path("<int:number>/", views.scores, name="scores"),
    path("<int:number>/<str:unit>/", views.score, name="score"),
    path("<int:number>/<str:unit>/months/", views.hand_ins, name="hand_ins"),
]
