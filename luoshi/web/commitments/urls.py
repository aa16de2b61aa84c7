from __future__ import annotations

from django.urls import path

from luoshi.web.commitments import letters, views

app_name = "commitments"
urlpatterns = [
    path("", views.index, name="index"),
    path("new", views.new, name="new"),
    path("<int:number>/", views.commitment, name="commitment"),
    path("<int:number>/split", views.split, name="split"),
    path("<int:number>/change", views.change, name="change"),
    path("<int:number>/withdraw", views.withdraw, name="withdraw"),
    path("letters/", letters.index, name="letters"),
    path("letters/new", letters.issue, name="issue"),
    path("letters/<int:number>/", letters.letter, name="letter"),
    path("letters/<int:number>/sign/<str:side>", letters.sign, name="sign"),
    path("letters/<int:number>/letter.<str:form>", letters.file, name="file"),
]
