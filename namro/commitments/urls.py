"""Room commitments: its addresses."""

from django.urls import path

from namro.commitments.views import campaign, cases, grid, line, office, paper, placing, review

urlpatterns = [
    path("campaigns/", campaign.campaign_list, name="campaigns"),
    path("campaigns/new/", office.campaign_new, name="campaign-new"),
    path("campaigns/<slug:slug>/", campaign.campaign_detail, name="campaign-detail"),
    path("campaigns/<slug:slug>/edit/", office.campaign_edit, name="campaign-edit"),
    path("campaigns/<slug:slug>/topics/", office.campaign_topics, name="campaign-topics"),
    path("campaigns/<slug:slug>/topics/sort/", office.campaign_sort, name="campaign-sort"),
    path("campaigns/<slug:slug>/grid/", grid.grid, name="campaign-grid"),
    path("campaigns/<slug:slug>/paper/print/", paper.paper_print, name="paper-print"),
    path("campaigns/<slug:slug>/paper/", paper.paper_key, name="paper-key"),
    path("campaigns/<slug:slug>/paper/whose/", paper.paper_whose, name="paper-whose"),
    path(
        "campaigns/<slug:slug>/paper/receipt/<str:ending>/",
        paper.paper_receipt,
        name="paper-receipt",
    ),
    path("campaigns/<slug:slug>/call-up/", office.campaign_call_up, name="campaign-call-up"),
    path("campaigns/<slug:slug>/steps/<slug:step>/", office.campaign_step, name="campaign-step"),
    path("roll/", campaign.campaign_roll, name="campaign-roll"),
    path("roll/<uuid:key>/", line.registrant_detail, name="registrant-detail"),
    path("roll/<uuid:key>/exempt/", placing.registrant_exempt, name="registrant-exempt"),
    path("roll/<uuid:key>/remove/", placing.registrant_remove, name="registrant-remove"),
    path("roll/<uuid:key>/register/", line.commitment_new, name="commitment-new"),
    path("roll/<uuid:key>/meter/", line.meter, name="commitment-meter"),
    path("commitments/", line.commitment_list, name="commitments"),
    path("commitments/<uuid:key>/", line.commitment_detail, name="commitment-detail"),
    path("commitments/<uuid:key>/edit/", line.commitment_edit, name="commitment-edit"),
    path("commitments/<uuid:key>/change/", line.commitment_change, name="commitment-change"),
    path("commitments/<uuid:key>/move/", placing.commitment_move, name="commitment-move"),
    path("commitments/<uuid:key>/steps/<slug:step>/", line.commitment_step, name="commitment-step"),
    path("amendments/<uuid:key>/<slug:step>/", line.amendment_step, name="amendment-step"),
    path("ledger/", line.ledger_list, name="ledger"),
    path("review/", review.review, name="review"),
    path("review/decide/", review.decide, name="review-decide"),
    path("cases/", cases.case_list, name="cases"),
    path("cases/<uuid:key>/", cases.case_detail, name="case-detail"),
    path("figures/", campaign.roll_up, name="figures"),
    path("figures/behind/", campaign.figures_behind, name="figures-behind"),
]
