"""登记新的摸排对象: the first paper of an elder nobody knows yet."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from audit.acts import Refusal
from casework.forms.refusals import put_on
from casework.models import Case, Screening
from casework.models.choices import DocumentKind, Sex
from casework.queries.cases import number_is_on_file, possible_duplicates
from casework.services.elders import Person
from casework.services.screening import open_screening
from permissions.models import Account, Region
from permissions.roles import Role
from permissions.scope import reach_of
from workflows.rules.identity import NotValid, read_resident_id

MOST_ALIKE = 10
REGISTERING = (Role.COMMUNITY_WORKER, Role.GRID_WORKER, Role.STREET_CLERK, Role.DISTRICT_OFFICER)


class NewElderForm(forms.Form):
    """Who it is and where he or she lives; the rest is asked while screening."""

    community = forms.ModelChoiceField(Region.objects.none(), label="社区（村）", empty_label="请选择")
    name = forms.CharField(label="姓名", max_length=60)
    document_kind = forms.ChoiceField(label="证件种类", choices=DocumentKind.choices, initial=DocumentKind.RESIDENT_ID)
    id_number = forms.CharField(
        label="证件号码", max_length=40, required=False, help_text="居民身份证为18位；没有证件的选“暂无证件”并填写出生日期、性别"
    )
    birth_on = forms.DateField(label="出生日期（无身份证时填写）", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    sex = forms.ChoiceField(
        label="性别（无身份证时填写）", required=False, choices=[("", "由身份证得出"), (Sex.MALE, "男"), (Sex.FEMALE, "女")]
    )
    phone = forms.CharField(label="联系电话", max_length=20, required=False)
    origin = forms.ChoiceField(label="来源", choices=Screening.Origin.choices, initial=Screening.Origin.VISIT)

    def __init__(self, *args: Any, user: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["community"].queryset = communities_of(user)  # type: ignore[attr-defined]


def communities_of(user: Account) -> Any:
    """List the communities in which a person may register somebody."""
    reach = reach_of(user)
    ids = {key for role in REGISTERING for key in reach.region_ids(role)}
    rows = Region.objects.filter(level="community", valid_until_on=None, is_habitable=True)
    here = rows.filter(pk__in=ids) | rows.filter(parent_id__in=ids) | rows.filter(parent__parent_id__in=ids)
    return here.order_by("code")


def _alike(user: Account, person: Person) -> list[Case]:
    """List the files of the same street whose elder has this name and birth date: perhaps the same person, under another number or none."""
    read = read_resident_id(person.id_number.strip().upper(), timezone.localdate()) if person.id_number else None
    birth_on = person.birth_on if read is None or isinstance(read, NotValid) else read.birth_date
    street = person.community.parent
    if street is None or number_is_on_file(person.id_number):
        return []
    found = possible_duplicates(user, name=person.name.strip(), birth_on=birth_on, street=street)
    return [elder.case for elder in found.select_related("case__community", "case__elder").order_by("pk")[:MOST_ALIKE]]


@login_required
@require_http_methods(["GET", "POST"])
def new_elder(request: HttpRequest) -> HttpResponse:
    """Register somebody and open the round; a person already on file is refused with the street that holds the file."""
    user: Any = request.user
    form = NewElderForm(request.POST or None, user=user)
    status = 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        person = Person(
            name=data["name"], community=data["community"], document_kind=data["document_kind"], id_number=data["id_number"],
            birth_on=data["birth_on"], sex=data["sex"] or Sex.UNKNOWN, phone=data["phone"],
        )  # fmt: skip
        alike = _alike(user, person) if request.POST.get("not_the_same") != "1" else []
        if alike:
            context = {"form": form, "key": request.POST.get("key") or uuid.uuid4().hex, "alike": alike}
            return render(request, "casework/new_elder.html", context, status=409)
        try:
            outcome = open_screening(user, person, origin=data["origin"], key=request.POST.get("key", "")[:64])
            messages.success(request, f"已登记{data['name']}，请开始摸排")
            return redirect("case-page", pk=outcome.subject.case_id)
        except Refusal as refusal:
            put_on(form, refusal)
            status = refusal.status
    elif request.method == "POST":
        status = 400
    return render(request, "casework/new_elder.html", {"form": form, "key": request.POST.get("key") or uuid.uuid4().hex}, status=status)
