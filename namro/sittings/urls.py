"""Room sittings: its addresses."""

from django.urls import path

from namro.sittings.views import agenda, live, papers, seats, sittings

ONE = "sittings/<uuid:key>/"
urlpatterns = [
    path("sittings/", sittings.sitting_list, name="sittings"),
    path("sittings/new/", sittings.sitting_new, name="sitting-new"),
    path(ONE, sittings.sitting_detail, name="sitting-detail"),
    path(f"{ONE}edit/", sittings.sitting_edit, name="sitting-edit"),
    path(f"{ONE}held/", sittings.sitting_held, name="sitting-held"),
    path(f"{ONE}steps/<slug:step>/", sittings.sitting_step, name="sitting-step"),
    path(f"{ONE}close/", sittings.sitting_close, name="sitting-close"),
    path(f"{ONE}seats/", seats.seats, name="sitting-seats"),
    path(f"{ONE}seats/new/", seats.seat_new, name="seat-new"),
    path(f"{ONE}seats/<uuid:seat>/drop/", seats.seat_drop, name="seat-drop"),
    path(f"{ONE}agenda/", agenda.agenda, name="sitting-agenda"),
    path(f"{ONE}items/<uuid:item>/", agenda.item_detail, name="item-detail"),
    path(f"{ONE}items/<uuid:item>/leave/", live.leave, name="item-leave"),
    path(f"{ONE}papers/<slug:name>/", papers.sitting_paper, name="sitting-paper"),
    path(f"{ONE}screen/", live.screen, name="sitting-screen"),
    path(f"{ONE}ballot/", live.ballot, name="sitting-ballot"),
    path(f"{ONE}votes/", live.vote, name="sitting-vote"),
]
