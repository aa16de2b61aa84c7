from __future__ import annotations

from django.urls import path

from luoshi.web.ledgers import (
    board,
    calendar,
    feed,
    grid,
    listing,
    papers,
    pausing,
    record,
    supervised,
    talk,
    work,
)
from luoshi.web.ledgers import map as places
from luoshi.web.ledgers import parts as kinds

app_name = "ledgers"
urlpatterns = [
    path("", listing.index, name="index"),
    path("<str:name>/", listing.listing, name="list"),
    path("<str:name>/more-filters", listing.more_filters, name="more_filters"),
    path("<str:name>/decide", listing.decide, name="decide"),
    path("<str:name>/views", listing.save_view, name="save_view"),
    path("<str:name>/views/<int:number>/forget", listing.forget_view, name="forget_view"),
    path("<str:name>/board", board.index, name="board"),
    path("<str:name>/board/<str:stage>", board.more, name="board_more"),
    path("<str:name>/<int:number>/step", board.step, name="board_step"),
    path("<str:name>/map", places.index, name="map"),
    path("<str:name>/parts", kinds.index, name="parts"),
    path("<str:name>/calendar", calendar.index, name="calendar"),
    path("<str:name>/calendar.ics", feed.feed, name="feed"),
    path("<str:name>/new", work.report, name="report"),
    path("<str:name>/grid", grid.grid, name="grid"),
    path("<str:name>/grid/<str:key>", grid.offers, name="grid_offers"),
    path("<str:name>/options", work.options, name="options"),
    path("<str:name>/<int:number>/", record.record, name="record"),
    path("<str:name>/<int:number>/edit", work.edit, name="edit"),
    path("<str:name>/<int:number>/move", work.move, name="move"),
    path("<str:name>/<int:number>/extend", supervised.extend, name="extend"),
    path("<str:name>/<int:number>/extensions/<int:extension>", supervised.decide, name="decide_extension"),
    path("<str:name>/<int:number>/send-back", supervised.send_back, name="send_back"),
    path("<str:name>/<int:number>/order.docx", papers.order, name="order"),
    path("<str:name>/<int:number>/letter.docx", papers.letter, name="letter"),
    path("<str:name>/<int:number>/attach", work.attach, name="attach"),
    path("<str:name>/<int:number>/gates/<str:gate>", work.gate, name="gate"),
    path("<str:name>/<int:number>/share", work.share, name="share"),
    path("<str:name>/<int:number>/verify", work.verify, name="verify"),
    path("<str:name>/<int:number>/reject", work.reject, name="reject"),
    path("<str:name>/<int:number>/withdraw", work.withdraw, name="withdraw"),
    path("<str:name>/<int:number>/pause", pausing.pause, name="pause"),
    path("<str:name>/<int:number>/resume", pausing.resume, name="resume"),
    path("<str:name>/<int:number>/files/<int:evidence>", papers.file, name="file"),
    path("<str:name>/<int:number>/files/<int:evidence>/look", papers.look, name="look"),
    path("<str:name>/<int:number>/paper", papers.paper, name="paper"),
    path("<str:name>/<int:number>/history", record.history, name="history"),
    path("<str:name>/<int:number>/comments", talk.say, name="say"),
    path("<str:name>/<int:number>/comments/look", talk.look, name="look_at_mentions"),
    path("<str:name>/<int:number>/comments/<int:comment>/reword", talk.reword, name="reword"),
    path("<str:name>/<int:number>/comments/<int:comment>/remove", talk.take_back, name="take_back"),
]
