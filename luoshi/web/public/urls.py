from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from luoshi.web.public import following, published, rating, registering, views

app_name = "public"
PAGES = (
    ("", views.index, "index"),
    ("feed.atom", views.feed, "feed"),
    ("language/", views.language, "language"),
    ("bulletins/<int:number>/", views.bulletin, "bulletin"),
    ("bulletins/<int:number>/bulletin.<str:form>", views.file, "file"),
    ("follow/", following.ask, "follow"),
    ("followed/", following.asked, "followed"),
    ("confirm/<str:token>/", following.confirm, "confirm"),
    ("end/<str:token>/", following.end, "end"),
    ("open/<slug:kind>/", published.index, "published"),
    ("open/<slug:kind>/<int:number>/", published.one, "published_one"),
    ("register/", registering.index, "register"),
    ("register/thanks/", registering.thanks, "thanks"),
    ("register/<slug:kind>/", registering.register, "register_as"),
    ("rate/<str:words>/", rating.rate, "rate"),
    ("registered/<str:secret>/", registering.registered, "registered"),
)
urlpatterns = [path(where, login_not_required(view), name=name) for where, view, name in PAGES]
