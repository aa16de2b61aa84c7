from __future__ import annotations

from django.urls import path

from luoshi.web.inspections import checks, onsite, views

app_name = "inspections"
urlpatterns = [
    path("", views.index, name="index"),
    path("new", views.plan, name="plan"),
    path("<int:number>/", views.inspection, name="inspection"),
    path("<int:number>/plan.json", views.plan_file, name="plan_file"),
    path("<int:number>/draw", views.draw, name="draw"),
    path("<int:number>/conclude", views.conclude, name="conclude"),
    path("<int:number>/report.docx", views.report, name="report"),
    path("<int:number>/units/<str:unit>/", views.unit, name="unit"),
    path("<int:number>/units/<str:unit>/tell", views.tell, name="tell"),
    path("<int:number>/units/<str:unit>/conclusion.docx", views.feedback, name="feedback"),
    path("<int:number>/site/", onsite.page, name="site"),
    path("<int:number>/site/worker.js", onsite.worker, name="worker"),
    path("<int:number>/site/send", onsite.send, name="send"),
    path("checks/<int:number>/", checks.check, name="check"),
    path("checks/<int:number>/substitute", checks.substitute, name="substitute"),
    path("checks/<int:number>/answer", checks.answer, name="answer"),
    path("checks/<int:number>/settle", checks.settle, name="settle"),
    path("checks/<int:number>/files/<int:evidence>", checks.file, name="file"),
    path("checks/<int:number>/files/<int:evidence>/look", checks.look, name="look"),
]
