"""Finding an elder: by name, by sound, by number, by tail; always within what one may see."""

import re
from datetime import date

from django.db.models import Q, QuerySet

from casework.models import Case
from casework.queries.sight import may_search_numbers
from permissions.fields import lookup, tail_lookup
from permissions.models import Account

ID_NUMBER = re.compile(r"\d{17}[\dXx]")
PHONE = re.compile(r"1\d{10}|0\d{2,3}-?\d{7,8}")
TAIL = re.compile(r"\d{4}|\d{3}[Xx]")
LEDGER_NUMBER = re.compile(r"\d{9,}[-\d]*")
LETTERS = re.compile(r"[A-Za-z]+")


def matching(text: str, *, numbers: bool = True) -> Q:
    """Read what was typed: a whole number, a tail of four, a ledger number, letters of a name's sound, or a part of the name.

    Without `numbers` nobody is found by an identity or telephone number, whole or in part.
    """
    text = text.strip()
    if not text:
        return Q()
    if not numbers and (ID_NUMBER.fullmatch(text) or PHONE.fullmatch(text) or TAIL.fullmatch(text)):
        return Q(pk__in=())
    if ID_NUMBER.fullmatch(text):
        return Q(**lookup("elder__id_number", text.upper()))
    if PHONE.fullmatch(text):
        return Q(**lookup("elder__phone", text))
    if TAIL.fullmatch(text):
        return Q(**tail_lookup("elder__id_number", text.upper())) | Q(**tail_lookup("elder__phone", text))
    if LEDGER_NUMBER.fullmatch(text):
        return Q(number__startswith=text)
    if LETTERS.fullmatch(text):
        return Q(elder__name_initials__startswith=text.lower()) | Q(elder__name_pinyin__startswith=text.lower())
    return Q(elder__name__contains=text)


def find_cases(
    user: Account, *, text: str = "", state: str = "", category: str = "", overdue: str = "", today: date | None = None
) -> QuerySet[Case]:
    """List the cases a person may see, the newest first; every filter narrows, none widens."""
    found = Case.objects.visible_to(user).filter(matching(text, numbers=may_search_numbers(user)))
    if state:
        found = found.filter(state=state)
    if category:
        found = found.filter(categoryperiods__category=category, categoryperiods__lost_on__isnull=True).distinct()
    if overdue and today is not None:
        found = found.filter(state="active", next_review_on__lt=today)
    return found.select_related("elder", "district", "street", "community", "grid").order_by("-pk")
