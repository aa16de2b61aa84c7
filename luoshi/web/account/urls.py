from __future__ import annotations

from django.urls import path

from luoshi.web.account import entering, identity, second, views

app_name = "account"
urlpatterns = [
    path("", views.profile, name="profile"),
    path("login/", entering.LogIn.as_view(), name="login"),
    path("login/code", entering.second, name="second"),
    path("identity/", identity.start, name="identity"),
    path("identity/back", identity.back, name="identity_back"),
    path("logout/", entering.LogOut.as_view(), name="logout"),
    path("second/set-up", second.set_up, name="second_set_up"),
    path("second/paper", second.renew, name="second_renew"),
    path("second/off", second.give_up, name="second_off"),
    path("sessions/end", views.end_session, name="end_session"),
    path("sessions/end-others", views.end_others, name="end_others"),
    path("tokens/", views.issue, name="issue"),
    path("tokens/<int:number>/revoke", views.revoke, name="revoke"),
    path("password/", views.ChangePassword.as_view(), name="password"),
]
