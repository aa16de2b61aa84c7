from __future__ import annotations

from django.urls import path

from luoshi.web.admin import channels, outlines, packs, people, senders, views

app_name = "admin"
urlpatterns = [
    path("", views.index, name="index"),
    path("units/new", views.add_unit, name="add_unit"),
    path("units/<str:code>/", views.unit, name="unit"),
    path("units/<str:code>/end", views.end_unit, name="end_unit"),
    path("people/", people.index, name="people"),
    path("people/new", people.add, name="add_person"),
    path("people/<str:login>/", people.person, name="person"),
    path("people/<str:login>/grant", people.grant, name="grant"),
    path("people/<str:login>/revoke", people.revoke, name="revoke"),
    path("people/<str:login>/password", people.password, name="password"),
    path("people/<str:login>/active", people.active, name="active"),
    path("people/<str:login>/second-factor", people.reset_factor, name="reset_factor"),
    path("people/<str:login>/sessions", people.end_session, name="end_session"),
    path("outlines/", outlines.index, name="outlines"),
    path("outlines/file", outlines.file, name="outlines_file"),
    path("outlines/forget", outlines.forget, name="forget_outlines"),
    path("senders/", senders.index, name="senders"),
    path("senders/new", senders.add, name="add_sender"),
    path("senders/rotate", senders.rotate, name="rotate_key"),
    path("senders/<int:number>/withdraw", senders.withdraw, name="withdraw_key"),
    path("reminders/", channels.index, name="channels"),
    path("reminders/rules", channels.reminding, name="reminding"),
    path("reminders/new", channels.add, name="add_channel"),
    path("reminders/<int:number>/", channels.channel, name="channel"),
    path("reminders/mail", channels.try_mail, name="try_mail"),
    path("reminders/<int:number>/try", channels.try_out, name="try_channel"),
    path("reminders/<int:number>/switch", channels.switch, name="switch_channel"),
    path("reminders/resend/<int:number>", channels.resend, name="resend"),
    path("packs/", packs.index, name="packs"),
    path("packs/check", packs.check, name="check_pack"),
    path("packs/adopt", packs.adopt, name="adopt_pack"),
]
