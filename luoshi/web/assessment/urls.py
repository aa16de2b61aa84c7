from __future__ import annotations

from django.urls import path

from luoshi.web.assessment import awards, hands, notice, objections, public, views, whatif

app_name = "assessment"
urlpatterns = [
    path("", views.index, name="index"),
    path("run", views.run, name="run"),
    path("sheets/<str:name>/", views.sheet, name="sheet"),
    path("<int:number>/", views.scores, name="scores"),
    path("public/", public.index, name="public"),
    path("public/<int:number>/", public.one, name="public_one"),
    path("public/<int:number>/object", public.file, name="public_object"),
    path("<int:number>/what-if/", whatif.page, name="whatif"),
    path("<int:number>/missing/", hands.missing, name="missing"),
    path("<int:number>/confirm", hands.confirm, name="confirm"),
    path("<int:number>/publish", notice.publish, name="publish"),
    path("<int:number>/finalise", notice.finalise, name="finalise"),
    path("<int:number>/objections/", objections.index, name="objections"),
    path("<int:number>/objections/new", objections.file, name="object"),
    path("<int:number>/objections/<int:record>/", objections.objection, name="objection"),
    path("<int:number>/objections/<int:record>/answer.docx", objections.answer, name="answer"),
    path("<int:number>/awards/", awards.index, name="awards"),
    path("<int:number>/awards/propose", awards.propose, name="propose"),
    path("<int:number>/awards/<int:record>/", awards.award, name="award"),
    path("<int:number>/awards/<int:record>/approve", awards.approve, name="approve"),
    path("<int:number>/awards/<int:record>/drop", awards.drop, name="drop"),
    path("<int:number>/awards/<int:record>/carry-out", awards.carry_out, name="carry_out"),
    path("<int:number>/awards/<int:record>/letter.docx", awards.letter, name="letter"),
    path("<int:number>/<str:unit>/", views.score, name="score"),
    path("<int:number>/<str:unit>/self", hands.score_self, name="self"),
    path("<int:number>/<str:unit>/judge", hands.judge, name="judge"),
    path("<int:number>/<str:unit>/adjust", hands.adjust, name="adjust"),
    path("<int:number>/<str:unit>/months/", views.hand_ins, name="hand_ins"),
]
