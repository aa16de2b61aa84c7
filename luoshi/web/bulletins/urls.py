from __future__ import annotations

from django.urls import path

from luoshi.web.bulletins import reporting, views

app_name = "bulletins"
urlpatterns = [
    path("", views.index, name="index"),
    path("draft", views.draft, name="draft"),
    path("report", reporting.report, name="report"),
    path("report/sample.docx", reporting.report_sample, name="report_sample"),
    path("<int:number>/", views.bulletin, name="bulletin"),
    path("<int:number>/word", views.word, name="word"),
    path("follow", views.follow, name="follow"),
    path("unfollow", views.unfollow, name="unfollow"),
    path("<int:number>/again", views.again, name="again"),
    path("<int:number>/ask", views.ask, name="ask"),
    path("<int:number>/sign", views.sign, name="sign"),
    path("<int:number>/return", views.send_back, name="send_back"),
    path("<int:number>/open", views.open_, name="open"),
    path("<int:number>/hide", views.hide, name="hide"),
    path("<int:number>/correct", views.correct, name="correct"),
    path("<int:number>/corrections/<int:correction>/issue", views.issue_correction, name="issue_correction"),
    path("<int:number>/bulletin.<str:form>", views.file, name="file"),
]
