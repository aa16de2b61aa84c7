from __future__ import annotations

from django.urls import path

from luoshi.web.portal import people, registrations, views

app_name = "portal"
urlpatterns = [
    path("", views.index, name="index"),
    path("registrations/", registrations.index, name="registrations"),
    path("registrations/<int:number>/", registrations.one, name="registration"),
    path("registrations/<int:number>/paper", registrations.paper, name="paper"),
    path("registrations/<int:number>/accept", registrations.accept, name="accept"),
    path("registrations/<int:number>/refuse", registrations.refuse, name="refuse"),
    path("people/", people.index, name="people"),
    path("people/<str:firm>/new", people.add, name="add_person"),
    path("people/<str:firm>/<str:login>/", people.person, name="person"),
    path("people/<str:firm>/<str:login>/give", people.give, name="give"),
    path("people/<str:firm>/<str:login>/end", people.end, name="end"),
    path("people/<str:firm>/<str:login>/password", people.password, name="password"),
]
