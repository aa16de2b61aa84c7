from __future__ import annotations

from django.urls import path

from luoshi.web.reviews import expert, office, steps

app_name = "reviews"
urlpatterns = [
    path("", office.index, name="index"),
    path("new", steps.new, name="new"),
    path("<int:number>/", office.panel, name="panel"),
    path("<int:number>/pool.json", office.pool_file, name="pool_file"),
    path("<int:number>/settle", steps.settle, name="settle"),
    path("<int:number>/freeze", steps.freeze, name="freeze"),
    path("<int:number>/draw", steps.draw, name="draw"),
    path("<int:number>/sign-off", steps.sign_off, name="sign_off"),
    path("<int:number>/replace/<int:expert>", steps.replace, name="replace"),
    path("<int:number>/begin", steps.begin, name="begin"),
    path("<int:number>/papers/<int:paper>/let-through", steps.let_through, name="let_through"),
    path("<int:number>/close-scoring", steps.close_scoring, name="close_scoring"),
    path("<int:number>/meet", steps.meet, name="meet"),
    path("<int:number>/minutes.docx", office.minutes, name="minutes"),
    path("<int:number>/rank", steps.rank, name="rank"),
    path("<int:number>/close", steps.close, name="close"),
    path("seats/<int:number>/", expert.seat, name="seat"),
    path("seats/<int:number>/declare", expert.declare, name="declare"),
    path("seats/<int:number>/decline", expert.decline, name="decline"),
    path("readings/<int:number>/", expert.reading, name="reading"),
    path("readings/<int:number>/recuse", expert.recuse, name="recuse"),
    path("readings/<int:number>/papers/<int:paper>", expert.paper, name="paper"),
]
