"""The addresses of what is handed in."""

from django.urls import path

from reports import campaigns, rate_views, views

urlpatterns = [
    path("cases/<int:pk>/ledger.pdf", views.ledger_pdf, name="ledger-pdf"),
    path("campaigns/<int:pk>/report/print.pdf", campaigns.campaign_report_pdf, name="campaign-report-pdf"),
    path("rates/reports/<int:pk>/print.pdf", rate_views.rate_report_pdf, name="rate-report-pdf"),
]
