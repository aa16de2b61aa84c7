from __future__ import annotations

from django.urls import path

from luoshi.web.calls import application, check, firm, views, writing

app_name = "calls"
urlpatterns = [
    path("", views.index, name="index"),
    path("new", views.new, name="new"),
    path("<int:number>/", views.call, name="call"),
    path("<int:number>/edit", views.edit, name="edit"),
    path("<int:number>/correct", views.correct, name="correct"),
    path("<int:number>/extend", views.extend, name="extend"),
    path("<int:number>/publish", views.publish, name="publish"),
    path("<int:number>/discard", views.discard, name="discard"),
    path("<int:number>/step", views.step, name="step"),
    path("<int:number>/attach", views.attach, name="attach_to_call"),
    path("<int:number>/checks", check.listing, name="checks"),
    path("<int:number>/admit", check.admit_many, name="admit_many"),
    path("<int:number>/apply", firm.start, name="apply"),
    path("applications/<int:number>/", application.application, name="application"),
    path("applications/<int:number>/receipt", application.receipt, name="receipt"),
    path("applications/<int:number>/receipt.pdf", application.receipt_pdf, name="receipt_pdf"),
    path("applications/<int:number>/write", writing.write, name="write"),
    path("applications/<int:number>/save", writing.save, name="save"),
    path("applications/<int:number>/budget", writing.budget, name="budget"),
    path("applications/<int:number>/lines", writing.line, name="line"),
    path("applications/<int:number>/lines/drop", writing.drop, name="drop"),
    path("applications/<int:number>/files", writing.upload, name="upload"),
    path("applications/<int:number>/files/off", writing.take_off, name="take_off"),
    path("applications/<int:number>/submit", firm.submit, name="submit"),
    path("applications/<int:number>/take-back", firm.take_back, name="take_back"),
    path("applications/<int:number>/discard", firm.discard, name="discard_draft"),
    path("applications/<int:number>/complete", firm.complete, name="complete"),
    path("applications/<int:number>/check", check.tick_off, name="check"),
    path("applications/<int:number>/return", check.send_back, name="return"),
    path("applications/<int:number>/refuse", check.refuse, name="refuse"),
    path("applications/<int:number>/bars/<str:key>", check.bar, name="bar"),
]
