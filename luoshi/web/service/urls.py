from __future__ import annotations

from django.urls import path

from luoshi.web.service import benefits, doing, policies, views

app_name = "service"
urlpatterns = [
    path("", views.index, name="index"),
    path("matters/<int:number>/", views.matter, name="matter"),
    path("matters/<int:number>/assign", doing.assign, name="assign"),
    path("matters/<int:number>/apply", doing.apply, name="apply"),
    path("items/<int:number>/", views.item, name="item"),
    path("items/<int:number>/notify", doing.notify, name="notify"),
    path("items/<int:number>/hand-over", doing.hand_over, name="hand_over"),
    path("items/<int:number>/convene", doing.convene, name="convene"),
    path("materials/<int:number>/hand-in", doing.hand_in, name="hand_in"),
    path("materials/<int:number>/check", doing.check, name="check"),
    path("hand-overs/<int:number>/take", doing.take, name="take"),
    path("hand-overs/<int:number>/decline", doing.decline, name="decline"),
    path("sessions/<int:number>/conclude", doing.conclude, name="conclude"),
    path("policies/", policies.index, name="policies"),
    path("policies/<str:name>/", policies.policy, name="policy"),
    path("policies/<str:name>/find", policies.find, name="find"),
    path("policies/<str:name>/apply", benefits.ask, name="ask"),
    path("policies/<str:name>/<int:row>/", policies.behind, name="behind"),
    path("benefits/<int:number>/", benefits.benefit, name="benefit"),
    path("benefits/<int:number>/confirm", benefits.confirm, name="confirm"),
    path("benefits/<int:number>/recount", benefits.recount, name="recount"),
    path("benefits/<int:number>/refuse", benefits.refuse, name="refuse"),
    path("benefits/<int:number>/keep", benefits.keep, name="keep"),
    path("firms/<str:code>/", policies.firm, name="firm"),
    path("payments/<int:number>/pay", benefits.pay, name="pay"),
]
