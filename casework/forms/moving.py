"""移交: the community to which an elder moves; one of another district is written by name, and must be clear."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from casework.forms.columns import ColumnsForm
from casework.forms.registry import transition_form
from casework.models import Closure
from permissions.models import Region

MOST_NAMED = 6


def communities_named(text: str) -> QuerySet[Region]:
    """Find the communities in use whose place answers to every word typed: district, street, community or code."""
    found = Region.objects.filter(level=Region.Level.COMMUNITY, valid_until_on=None, is_habitable=True)
    for word in text.replace("区", "区 ").split():
        found = found.filter(
            Q(name__contains=word) | Q(code=word) | Q(parent__name__contains=word) | Q(parent__parent__name__contains=word)
        )
    return found.select_related("parent__parent").order_by("code")


def said(place: Region) -> str:
    names = [place.name]
    above = place.parent
    while above is not None and above.level != Region.Level.CITY:
        names.insert(0, above.name)
        above = above.parent
    return " ".join(names)


class MovingForm(ColumnsForm):
    """Where the elder moves to: chosen within the district, or written for another."""

    model = Closure

    def prepare(self) -> None:
        super().prepare()
        self.fields["other_community"].required = False
        self.fields["other_community"].label = "接收的社区（本区内）"
        written = forms.CharField(
            label="接收的社区（外区）",
            max_length=60,
            required=False,
            help_text="如：河西区 大营门街道 敬重里；本区内的在上面选择",
        )
        # beside the choice, before who receives
        rest = {name: self.fields.pop(name) for name in list(self.fields) if name != "other_community"}
        self.fields["elsewhere"] = written
        self.fields.update(rest)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        text, chosen = str(data.get("elsewhere") or "").strip(), data.get("other_community")
        if text and chosen:
            self.add_error("elsewhere", "本区内的选择和外区的填写只能用一个")
        elif text:
            self._find(text)
        elif not chosen and "other_community" not in self.errors:
            self.add_error("other_community", "请选择接收的社区，或者填写外区的社区")
        return data

    def _find(self, text: str) -> None:
        found = list(communities_named(text)[: MOST_NAMED + 1])
        if len(found) == 1:
            self.cleaned_data["other_community"] = found[0]
        elif not found:
            self.add_error("elsewhere", f"没有找到“{text}”，请核对区、街道（乡镇）和社区（村）的名称")
        else:
            more = "等" if len(found) > MOST_NAMED else ""
            self.add_error("elsewhere", f"有多个社区与“{text}”相符，请写全：{'；'.join(said(one) for one in found[:MOST_NAMED])}{more}")


@transition_form("closure", "offer_transfer")
class OfferForm(MovingForm):
    """Offer the elder's file to another street."""

    columns = (("other_community", False),)


@transition_form("closure", "order_transfer")
class OrderForm(MovingForm):
    """Order the move where two streets did not agree."""

    columns = (("other_community", False), ("receiving_worker", False), ("receiving_grid", False))
