from __future__ import annotations

from django.urls import path

from luoshi.web.grants import project, public, views

app_name = "grants"
urlpatterns = [
    path("", views.index, name="index"),
    path("calls/<int:call>/propose", views.propose, name="propose"),
    path("decisions/<int:number>/", views.decision, name="decision"),
    path("decisions/<int:number>/line", views.line, name="line"),
    path("decisions/<int:number>/objections/<int:objection>", views.answer, name="answer"),
    path("projects/<int:number>/", project.project, name="project"),
    path("projects/<int:number>/contract.docx", project.contract, name="contract"),
    path("applications/<int:number>/diligence", project.due_diligence, name="diligence"),
    path("applications/<int:number>/diligence/begin", project.begin_diligence, name="begin_diligence"),
    path("do/<str:verb>/<int:number>", views.step, name="step"),
    path("public/", public.index, name="public"),
    path("public/<int:number>/", public.one, name="public_one"),
    path("public/<int:number>/object", public.file, name="public_object"),
]
