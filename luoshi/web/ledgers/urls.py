from __future__ import annotations

from django.urls import path

from luoshi.web.ledgers import listing, record, work

app_name = "ledgers"
urlpatterns = [
    path("", listing.index, name="index"),
    path("<str:name>/", listing.listing, name="list"),
    path("<str:name>/decide", listing.decide, name="decide"),
    path("<str:name>/views", listing.save_view, name="save_view"),
    path("<str:name>/views/<int:number>/forget", listing.forget_view, name="forget_view"),
    path("<str:name>/new", work.report, name="report"),
    path("<str:name>/options", work.options, name="options"),
    path("<str:name>/<int:number>/", record.record, name="record"),
    path("<str:name>/<int:number>/edit", work.edit, name="edit"),
    path("<str:name>/<int:number>/move", work.move, name="move"),
    path("<str:name>/<int:number>/attach", work.attach, name="attach"),
    path("<str:name>/<int:number>/gates/<str:gate>", work.gate, name="gate"),
    path("<str:name>/<int:number>/share", work.share, name="share"),
    path("<str:name>/<int:number>/verify", work.verify, name="verify"),
    path("<str:name>/<int:number>/reject", work.reject, name="reject"),
    path("<str:name>/<int:number>/withdraw", work.withdraw, name="withdraw"),
    path("<str:name>/<int:number>/pause", work.pause, name="pause"),
    path("<str:name>/<int:number>/resume", work.resume, name="resume"),
    path("<str:name>/<int:number>/files/<int:evidence>", record.file, name="file"),
]
