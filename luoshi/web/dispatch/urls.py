from __future__ import annotations

from django.urls import path

from luoshi.web.dispatch import meetings, views

app_name = "dispatch"
urlpatterns = [
    path("", views.index, name="index"),
    path("accounts/<str:period>/ask", views.ask, name="ask"),
    path("lights/<str:period>/note", views.note, name="note"),
    path("meetings/new", meetings.call, name="call"),
    path("meetings/<int:number>/", meetings.meeting, name="meeting"),
    path("meetings/<int:number>/build", meetings.build, name="build"),
    path("meetings/<int:number>/raise", meetings.raise_item, name="raise"),
    path("meetings/<int:number>/items/<int:item>", meetings.decide, name="decide"),
    path("meetings/<int:number>/held", meetings.hold, name="hold"),
    path("meetings/<int:number>/issue", meetings.issue, name="issue"),
    path("meetings/<int:number>/minutes.docx", meetings.minutes, name="minutes"),
]
