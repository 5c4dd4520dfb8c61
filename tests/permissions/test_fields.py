"""Numbers and phones are stored sealed, found by index, shown as masks, opened only by reveal."""

from io import StringIO
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from audit.acts import Refusal, act
from audit.models import Entry
from permissions.checks import keys_are_set, keys_can_be_read
from permissions.cipher import CannotOpen, Keyring, keyring
from permissions.fields import Sealed, blind_index, lookup, normalised, sealed_index_columns, tail_lookup
from permissions.masks import mask_address, mask_certificate, mask_id_number, mask_name, mask_phone, mask_text
from permissions.models import Account
from permissions.rotation import sealed_models
from tests.factories.permissions import TESTER, Town, account
from tests.permissions.fixture_app.models import Slip


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张三丰", "张**"),
        ("欧阳秀珍", "欧阳**"),
        ("爱新觉罗·恒瑞", "爱新觉罗·**"),
        ("张𬍛", "张*"),
        ("么", "么*"),
        ("欧阳", "欧*"),
        ("𬍛䶮", "𬍛*"),
        ("古丽•阿依", "古丽•**"),
        ("", ""),
    ],
)
def test_a_name_keeps_its_family_name(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_numbers_are_masked_as_offices_do() -> None:
    assert mask_id_number("12990019480302001X") == "129***********001X"
    assert mask_phone("15400008000") == "154****8000"
    assert mask_phone("022-01234567") == mask_phone("02201234567") == "022-****4567"
    assert mask_phone("0317-01234567") == "0317-****4567" and mask_phone("12345") == "*****"
    assert mask_certificate("12990019480302001X44") == "129***************44"
    assert mask_address("宾水社区", "3号楼2门501") == "宾水社区***" and mask_address("宾水社区", "") == "宾水社区"
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
        assert Account.objects.get(**lookup("phone", "154-0000-8000")) == person
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

    def test_a_copied_value_brings_its_index_along(self, town: Town) -> None:
        first = Slip.objects.create(id_number="12990019480302001X", state="draft", district=town.district, street=town.street)
        second = Slip(state="draft", district=town.district, street=town.street)
        second.id_number = first.id_number
        second.save()
        assert second.id_number.token == first.id_number.token
        assert set(Slip.objects.filter(**lookup("id_number", "12990019480302001x"))) == {first, second}

    def test_a_row_loaded_without_the_value_fetches_it_when_asked(self, town: Town, django_assert_num_queries: object) -> None:
        Slip.objects.create(id_number="12990019480302001X", state="draft", district=town.district, street=town.street)
        row = Slip.objects.only("state").get()
        with django_assert_num_queries(1):  # type: ignore[operator]
            assert str(row.id_number) == "129***********001X"

    @pytest.mark.parametrize("nothing", ["", None, "  "])
    def test_nothing_is_nothing(self, town: Town, nothing: str | None) -> None:
        row = Slip.objects.create(id_number=nothing, state="draft", district=town.district, street=town.street)
        row.refresh_from_db()
        assert (str(row.id_number), row.id_number.reveal(), bool(row.id_number), row.id_number_index, row.id_number_tail) == (
            "",
            "",
            False,
            "",
            "",
        )

    def test_a_mask_never_comes_back_as_a_value(self, town: Town) -> None:
        row = Slip(id_number="12990019480302001X", state="draft", district=town.district, street=town.street)
        with pytest.raises(Refusal, match="星号"):
            row.id_number = str(row.id_number)
        assert row.id_number.reveal() == "12990019480302001X" and row._meta.get_field("id_number").formfield() is None

    def test_a_filter_or_an_update_by_the_clear_value_is_refused_not_silently_empty(self) -> None:
        for wrong in (
            lambda: Slip.objects.filter(id_number="12990019480302001X").exists(),
            lambda: Slip.objects.update(id_number="12990019480302001X"),
        ):
            with pytest.raises(TypeError, match="lookup"):
                wrong()

    def test_many_rows_at_once_hold_tokens_too(self, town: Town) -> None:
        rows = [Slip(id_number=f"1299001948030200{n}X", state="draft", district=town.district, street=town.street) for n in (1, 2)]
        Slip.objects.bulk_create(rows)
        stored = list(Slip.objects.order_by("pk"))
        stored[0].id_number = "129900194803020099"
        Slip.objects.bulk_update(stored, ["id_number", *sealed_index_columns(Slip)])
        assert Slip.objects.get(**lookup("id_number", "129900194803020099")).id_number.reveal() == "129900194803020099"
        with connection.cursor() as cursor:
            cursor.execute("SELECT id_number FROM permissions_fixture_slip")
            assert all(token.startswith("local.") for (token,) in cursor.fetchall())


@pytest.mark.django_db
def test_a_new_key_reseals_live_rows_and_leaves_history_and_index_alone(town: Town, settings: Any) -> None:
    person = account("王芳", phone="15400008000")
    slip = Slip.objects.create(id_number="12990019480302001X", state="draft", district=town.district, street=town.street)
    old = "old:" + Fernet.generate_key().decode()
    settings.CASEWORK_FIELD_KEYS = old
    late = account("李明", phone="15400008001")  # under the middle key
    Slip.objects.filter(pk=slip.pk).update(state="review")
    history = list(Account.history.order_by("pk").values_list("pk", flat=True))
    settings.CASEWORK_FIELD_KEYS = f"new:{Fernet.generate_key().decode()},{old}"
    with pytest.raises(CommandError, match="有 2 项没有对应的密钥"):
        call_command("reseal_fields", stdout=StringIO())  # the first key was left out of the setting
    assert Account.objects.get(pk=late.pk).phone.token.startswith("new.")
    assert Account.objects.get(pk=person.pk).phone.token.startswith("local.")
    assert Account.objects.get(pk=late.pk).phone.reveal() == "15400008001"
    assert Account.objects.get(**lookup("phone", "15400008001")) == late
    assert list(Account.history.order_by("pk").values_list("pk", flat=True)) == history
    assert Entry.objects.filter(action="reseal_fields").exists()


@pytest.mark.parametrize(
    ("keys", "words"),
    [("plain", "编号"), ("a:short", "32字节"), (":" + "A" * 43 + "=", "编号"), ("a b:x", "编号")],
)
def test_a_wrong_key_is_named_at_the_start_and_never_shown(settings: Any, keys: str, words: str) -> None:
    settings.CASEWORK_FIELD_KEYS = keys
    (found,) = keys_can_be_read(None)
    assert words in found.msg and keys.partition(":")[2][:8] not in found.msg.replace("编号", "") or not keys.partition(":")[2]


def test_production_needs_keys_of_its_own(settings: Any) -> None:
    assert {one.id for one in keys_are_set(None)} == {"permissions.E001", "permissions.E002"}
    settings.CASEWORK_FIELD_KEYS, settings.CASEWORK_INDEX_KEY = f"k1:{Fernet.generate_key().decode()}", "x" * 32
    assert keys_are_set(None) == [] == keys_can_be_read(None)
    settings.CASEWORK_FIELD_KEYS = f"local:{Fernet.generate_key().decode()}"
    assert {one.id for one in keys_are_set(None)} == {"permissions.E004"}


def test_every_sealed_column_keeps_its_index_out_of_every_history() -> None:
    assert len(sealed_models()) > 5
    for model in sealed_models():
        kept = getattr(model, "history", None)
        if kept is not None:
            columns = {field.name for field in kept.model._meta.get_fields()}
            assert not columns & set(sealed_index_columns(model)), model
