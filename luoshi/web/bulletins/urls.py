from __future__ import annotations

from django.urls import path

from luoshi.web.bulletins import views

app_name = "bulletins"
urlpatterns = [
    path("", views.index, name="index"),
    path("draft", views.draft, name="draft"),
    path("<int:number>/", views.bulletin, name="bulletin"),
    path("<int:number>/word", views.word, name="word"),
    path("<int:number>/sign", views.sign, name="sign"),
    path("<int:number>/bulletin.<str:form>", views.file, name="file"),
]
