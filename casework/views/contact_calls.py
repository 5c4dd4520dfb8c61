"""登记联系结果: a call to an emergency contact, and what had come of the calls before."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from audit.acts import Refusal
from casework.forms.refusals import put_on
from casework.models import Case, Contact, ContactCheck
from casework.services.contact_calls import CALLING, record_call
from casework.services.contacts import contact_sentences
from permissions.access import get_visible_or_404, roles_at
from permissions.requests import account_of

SHOWN = 20


class CallForm(forms.Form):
    """When one called, and whether anybody answered."""

    called_on = forms.DateField(label="联系日期", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    result = forms.ChoiceField(label="结果", choices=ContactCheck.Result.choices, widget=forms.RadioSelect)
    note = forms.CharField(label="说明", max_length=200, required=False)


@login_required
@require_http_methods(["GET", "POST"])
def contact_call(request: HttpRequest, pk: int, contact_pk: int) -> HttpResponse:
    """Show the calls made to a contact; posted to, note one more."""
    user = account_of(request)
    case = get_visible_or_404(Case.objects.select_related("elder", "district", "street", "community"), user, pk)
    contact = case.contacts.filter(pk=contact_pk, removed_on=None).first()
    if contact is None or not roles_at(user, case) & CALLING:
        raise Http404
    contact.case = case
    form, status = CallForm(request.POST or None, initial={"called_on": timezone.localdate()}), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            data = form.cleaned_data
            try:
                row = record_call(actor=user, contact=contact, on=data["called_on"], result=data["result"], note=data["note"])
            except Refusal as refusal:
                put_on(form, refusal)
                status = refusal.status
            else:
                messages.success(request, _said(row))
                return redirect("case-page", pk=pk)
    checks = ContactCheck.objects.filter(contact=contact)[:SHOWN]
    context = {"case": case, "contact": contact, "form": form, "checks": checks, "problems": contact_sentences(case)}
    return render(request, "casework/contact_call.html", context, status=status)


def _said(contact: Contact) -> str:
    if contact.is_failed:
        return f"已登记；{contact.name}作为联系人已失效，请办理“紧急联系人”变更"
    return f"已登记与{contact.name}的联系结果"
