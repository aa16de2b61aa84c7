from __future__ import annotations

from django.urls import path

from luoshi.web.exchange import auditing, evidence, views

app_name = "exchange"
urlpatterns = [
    path("audit-file/<str:pack>", auditing.audit_file, name="audit_file"),
    path("<str:name>/", views.import_, name="import"),
    path("<str:name>/export", views.export, name="export"),
    path("<str:name>/template", views.template, name="template"),
    path("<str:name>/evidence", evidence.choose, name="evidence"),
    path("<str:name>/evidence/attach", evidence.attach, name="attach_all"),
    path("<str:name>/uploads/<int:number>/", views.upload, name="upload"),
    path("<str:name>/uploads/<int:number>/mapping", views.mapping, name="mapping"),
    path("<str:name>/uploads/<int:number>/import", views.carry_out, name="carry_out"),
    path("<str:name>/uploads/<int:number>/marked", views.marked_file, name="marked"),
]
