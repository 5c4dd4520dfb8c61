"""How a name sounds, so that it is found by pinyin or initials; stored beside the name, never guessed at search time."""

from __future__ import annotations

from pypinyin import lazy_pinyin

# surnames that sound otherwise than the same character elsewhere
_SURNAMES = {
    "单": "shan", "解": "xie", "曾": "zeng", "仇": "qiu", "区": "ou", "查": "zha", "任": "ren", "盖": "ge", "朴": "piao",
    "缪": "miao", "翟": "zhai", "尉迟": "yuchi", "万俟": "moqi", "长孙": "zhangsun", "宓": "mi", "员": "yun", "燕": "yan",
    "华": "hua", "纪": "ji", "召": "shao", "那": "na", "冼": "xian", "乐": "yue", "么": "yao", "逄": "pang", "黑": "he",
}  # fmt: skip


def sound_of(name: str) -> tuple[str, str]:
    """Give pinyin and initials in small letters, without tones; characters without a reading are left out."""
    surname = next((one for one in (name[:2], name[:1]) if one in _SURNAMES), "")
    rest = lazy_pinyin(name[len(surname) :], errors="ignore")
    first = [_SURNAMES[surname]] if surname else []
    syllables = [syllable.strip().lower() for syllable in (*first, *rest) if syllable.strip()]
    return "".join(syllables)[:200], "".join(syllable[0] for syllable in syllables)[:40]
