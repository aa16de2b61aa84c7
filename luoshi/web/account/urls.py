from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import path

from luoshi.web.account import views

app_name = "account"
urlpatterns = [
    path("", views.profile, name="profile"),
    path("login/", views.LogIn.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("tokens/", views.issue, name="issue"),
    path("tokens/<int:number>/revoke", views.revoke, name="revoke"),
    path("password/", views.ChangePassword.as_view(), name="password"),
]
