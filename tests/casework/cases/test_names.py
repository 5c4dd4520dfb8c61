"""姓名的读音"""

import pytest

from casework.services.names import sound_of


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("张秀兰", "zhangxiulan", "zxl"),
        ("单桂英", "shanguiying", "sgy"),  # a surname, not dan
        ("尉迟恭", "yuchigong", "yg"),  # a compound surname is one sound
        ("买买提·艾力", "maimaitiaili", "mmtal"),  # the dot is not spoken
        ("李𠮷", "li", "l"),  # a character without a reading does not break the name
        ("", "", ""),
    ],
)
def test_a_name_is_found_as_it_sounds(name: str, pinyin: str, initials: str) -> None:
    assert sound_of(name) == (pinyin, initials)
