"""Numbers and phones are stored sealed, found by index, shown as masks, opened only by reveal."""

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from audit.acts import act
from permissions.cipher import CannotOpen, Keyring, keyring
from permissions.fields import Sealed, blind_index, lookup, normalised, tail_lookup
from permissions.masks import mask_id_number, mask_name, mask_phone, mask_text
from permissions.models import Account
from tests.factories.permissions import TESTER, account


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张三丰", "张**"),
        ("欧阳秀珍", "欧阳**"),
        ("爱新觉罗·恒瑞", "爱新觉罗·**"),
        ("张𬍛", "张*"),
        ("么", "么*"),
        ("", ""),
    ],
)
def test_a_name_keeps_its_family_name(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_numbers_are_masked_as_offices_do() -> None:
    assert mask_id_number("12990019480302001X") == "129***********001X"
    assert mask_phone("15400008000") == "154****8000"
    assert mask_phone("022-01234567") == "022-****4567"
    assert mask_text("高血压") == "已登记" and mask_text("") == ""


@given(st.text(max_size=40))
def test_a_mask_never_shows_a_whole_number(text: str) -> None:
    for mask in (mask_id_number, mask_phone):
        assert len(text) < 2 or mask(text) != text or set(text) <= {"*"}


@given(st.text(min_size=1, max_size=80))
def test_what_is_sealed_opens_to_the_same_text(text: str) -> None:
    token = keyring().seal(text)
    assert text not in token or len(text) < 3
    assert Sealed(token, str).reveal() == text


@given(st.text(alphabet="0123456789xX 　０１２", min_size=1, max_size=20))
def test_the_index_ignores_how_a_number_is_typed(text: str) -> None:
    assert blind_index(text) == blind_index(normalised(text))


def test_a_token_of_an_unknown_key_shows_no_page_breaking_error() -> None:
    sealed = Sealed("gone.token", mask_phone)
    assert str(sealed) == "（无法解密）"
    with pytest.raises(CannotOpen):
        sealed.reveal()


def test_an_old_key_still_opens_after_a_new_one_is_added() -> None:
    old = keyring().keys[0]
    token = Keyring((old,)).seal("15400008000")
    assert Keyring((("new", Fernet(Fernet.generate_key())), old)).open(token) == "15400008000"


@pytest.mark.django_db
class TestColumn:
    def test_nothing_stands_in_clear_in_row_or_history(self) -> None:
        person = account("王芳", phone="154 0000 8000")
        with connection.cursor() as cursor:
            for table in ("permissions_account", "permissions_historicalaccount"):
                cursor.execute(f"SELECT phone FROM {table}")
                assert all("15400008000" not in row[0] for row in cursor.fetchall())
        assert str(Account.objects.get(pk=person.pk).phone) == "154****8000"
        assert Account.objects.get(pk=person.pk).phone.reveal() == "15400008000"

    def test_it_is_found_by_the_whole_number_and_by_its_tail(self) -> None:
        person = account("王芳", phone="15400008000")
        assert Account.objects.get(**lookup("phone", "154-0000-8000".replace("-", ""))) == person
        assert Account.objects.get(**tail_lookup("phone", "8000")) == person
        assert not Account.objects.filter(**lookup("phone", "15400008001")).exists()

    def test_the_index_is_not_in_the_history(self) -> None:
        assert not {"phone_index", "phone_tail"} & {field.name for field in Account.history.model._meta.get_fields()}

    def test_saving_again_keeps_the_same_token(self) -> None:
        person = Account.objects.get(pk=account("王芳", phone="15400008000").pk)
        token = person.phone.token
        with act(TESTER, "rename"):
            person.display_name = "李芳"
            person.save()
        assert Account.objects.get(pk=person.pk).phone.token == token

    def test_an_emptied_number_is_found_no_more(self) -> None:
        person = account("王芳", phone="15400008000")
        with act(TESTER, "clear"):
            person.phone = ""
            person.save()
        again = Account.objects.get(pk=person.pk)
        assert not again.phone and again.phone_index == "" and str(again.phone) == ""

    def test_migrations_see_no_difference(self) -> None:
        call_command("makemigrations", "permissions", check=False, dry_run=True, verbosity=0)
