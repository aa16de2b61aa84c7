from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from luoshi.web.matching import introductions, library, questions, views, work

app_name = "matching"
urlpatterns = [
    path("", views.index, name="index"),
    path("for/<str:ledger>/<int:number>/", views.matches, name="matches"),
    path("needs/<int:number>/introduce", introductions.introduce, name="introduce"),
    path("introductions/", introductions.index, name="introductions"),
    path("introductions/<int:number>/", introductions.introduction, name="introduction"),
    path("introductions/<int:number>/<str:step>", introductions.step, name="step"),
    path("questions/", questions.index, name="questions"),
    path("questions/ask", questions.ask, name="ask"),
    path("questions/similar", questions.similar, name="similar"),
    path("questions/<int:number>/", questions.question, name="question"),
    path("questions/<int:number>/rate", questions.rate, name="rate"),
    path("questions/<int:number>/reopen", questions.reopen, name="reopen"),
    path("questions/<int:number>/reroute", work.reroute, name="reroute"),
    path("questions/<int:number>/publish", work.publish, name="publish"),
    path("questions/<int:number>/pictures/<int:evidence>", questions.picture, name="picture"),
    path("visits/new", work.visit, name="visit"),
    path("work/", work.index, name="work"),
    path("library/", login_not_required(library.index), name="library"),
    path("library/<int:number>/", login_not_required(library.advice), name="advice"),
]
