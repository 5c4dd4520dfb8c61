"""The addresses of what is handed in."""

from django.urls import path

from reports import views

urlpatterns = [path("cases/<int:pk>/ledger.pdf", views.ledger_pdf, name="ledger-pdf")]
