"""下达督办: which street is asked what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from casework.models import Supervision
from permissions.models import Account, Organisation, Region
from permissions.roles import Role
from permissions.scope import reach_of

ISSUING = (Role.DISTRICT_OFFICER, Role.DEPARTMENT_OFFICER)


def department_of(user: Account) -> Organisation | None:
    """Name the department for which a person asks; none where the district itself asks."""
    reach = reach_of(user)
    if Role.DISTRICT_OFFICER in reach.roles:
        return None
    return Organisation.objects.filter(pk__in=sorted(reach.organisation_ids(Role.DEPARTMENT_OFFICER)), is_active=True).first()


def streets_of(user: Account) -> QuerySet[Region]:
    """List the streets a person may ask: those of the district, or of the department's district."""
    districts = set(reach_of(user).region_ids(Role.DISTRICT_OFFICER))
    department = department_of(user)
    if department is not None and department.region_id:
        districts.add(department.region_id)
    return Region.objects.filter(level=Region.Level.STREET, valid_until_on=None, parent_id__in=districts).order_by("code")


class IssueForm(forms.Form):
    """The question from above."""

    street = forms.ModelChoiceField(Region.objects.none(), label="街道（乡镇）", empty_label="请选择")
    topic = forms.ChoiceField(label="督办事项", choices=Supervision.Topic.choices, widget=forms.RadioSelect)
    question = forms.CharField(label="要求答复的问题", max_length=500, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, user: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["street"].queryset = streets_of(user)  # type: ignore[attr-defined]
