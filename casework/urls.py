"""The pages of casework."""

from django.urls import path

from casework.views import (
    ability,
    campaigns,
    cases,
    eligibility,
    flows,
    goals,
    health,
    new_elder,
    obligations,
    regions,
    sensitive,
    transitions,
    workbench,
)

urlpatterns = [
    path("", workbench.workbench, name="workbench"),
    path("cases/", cases.case_list, name="case-list"),
    path("cases/new/", new_elder.new_elder, name="screening-new"),
    path("cases/<int:pk>/", cases.case_detail, name="case-page"),
    path("cases/<int:pk>/ability/", ability.ability, name="ability"),
    path("cases/<int:pk>/eligibility/", eligibility.eligibility, name="eligibility"),
    path("cases/<int:case_pk>/begin/<slug:flow>/<slug:name>/", transitions.begin, name="begin"),
    path("papers/<slug:flow>/<int:pk>/", transitions.paper, name="paper"),
    path("papers/intervention/<int:pk>/goals/", goals.goals, name="goals"),
    path("papers/<slug:flow>/<int:pk>/<slug:name>/", transitions.take, name="take"),
    path("reveal/<slug:kind>/<int:pk>/<slug:field>/", sensitive.reveal_value, name="reveal"),
    path("regions/", regions.overview, name="region-overview"),
    path("regions/<str:code>/", regions.overview, name="region-page"),
    path("regions/<str:code>/<slug:which>/", regions.names, name="region-names"),
    path("campaigns/", campaigns.campaign_list, name="campaign-list"),
    path("campaigns/new/", campaigns.campaign_new, name="campaign-new"),
    path("campaigns/<int:pk>/", campaigns.campaign_detail, name="campaign-page"),
    path("campaigns/<int:pk>/streets/<int:street>/", campaigns.campaign_names, name="campaign-names"),
    path("obligations/<int:pk>/excuse/", obligations.explain_missed, name="explain-missed"),
    path("flows/", flows.flow_list, name="flow-list"),
    path("flows/<slug:key>/", flows.flow_detail, name="flow-page"),
    path("messages/", workbench.messages_list, name="messages"),
    path("messages/read/", workbench.messages_read, name="messages-read"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
