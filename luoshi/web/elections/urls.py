from __future__ import annotations

from django.urls import include, path

from luoshi.web.elections import open_votes, rolling, views, voting

app_name = "elections"
ballots = ([path("<int:number>/", voting.vote, name="vote")], "ballots")
"""A space of its own: what asks of a screen's pages who is logged in does not ask it here."""
urlpatterns = [
    path("", views.index, name="index"),
    path("new", views.new, name="new"),
    path("<int:number>/", views.one, name="one"),
    path("<int:number>/open", views.begin, name="open"),
    path("<int:number>/sign", views.sign, name="sign"),
    path("<int:number>/again", views.again, name="again"),
    path("<int:number>/roll", rolling.roll, name="roll"),
    path("<int:number>/chosen", rolling.chosen, name="chosen"),
    path("<int:number>/paper", voting.take, name="take"),
    path("<int:number>/signed-paper", voting.sign_paper, name="sign_paper"),
    path("do/<str:verb>/<int:number>", views.do, name="do"),
    path("motions/new", open_votes.put, name="put"),
    path("motions/<int:number>/", open_votes.motion, name="motion"),
    path("delegates", open_votes.allot, name="allot"),
    path("delegates/<int:number>", open_votes.allot_congress, name="allot_congress"),
    path("ballots/", include(ballots)),
    path("public/", voting.public, name="public"),
    path("public/<int:number>/", voting.public_one, name="public_one"),
    path("public/<int:number>/record.jsonl", voting.record, name="record"),
]
