"""What may be shown of a personal value before it is revealed; counted in characters, as people count."""

import re

COMPOUND_SURNAMES = frozenset(
    (
        "欧阳 上官 司马 诸葛 司徒 司空 东方 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 端木 独孤 南宫 夏侯 闻人 澹台 公冶 "
        "申屠 轩辕 钟离 淳于 单于 太叔 仲孙 赫连 拓跋 百里 呼延 东郭 万俟"
    ).split()
)
DOTS = "·•・‧．"  # as people type the dot of a name


def mask_name(text: str) -> str:
    """张** ; 欧阳** ; a name with a dot keeps the part before it."""
    if not text:
        return ""
    for dot in DOTS:
        if dot in text:
            return f"{text.partition(dot)[0]}{dot}**"
    if text[:2] in COMPOUND_SURNAMES and len(text) > 2:
        return text[:2] + "*" * max(1, len(text) - 2)
    return text[:1] + "*" * max(1, len(text) - 1)


def mask_id_number(text: str) -> str:
    """Keep three characters in front and four behind: 120***********001X hides the birth date."""
    return text[:3] + "*" * (len(text) - 7) + text[-4:] if len(text) > 9 else "*" * len(text)


def mask_certificate(text: str) -> str:
    """Keep three in front and the two that tell type and grade."""
    return text[:3] + "*" * (len(text) - 5) + text[-2:] if len(text) > 9 else "*" * len(text)


def mask_phone(text: str) -> str:
    """138****8000, 022-****1234."""
    if re.fullmatch(r"1\d{10}", text):
        return f"{text[:3]}****{text[-4:]}"
    landline = re.fullmatch(r"(01\d|02\d|0[3-9]\d{2})-?(\d{7,8})", text)
    if landline:
        return f"{landline[1]}-****{text[-4:]}"
    return "*" * (len(text) - 4) + text[-4:] if len(text) > 8 else "*" * len(text)


def mask_text(text: str) -> str:
    """Say only that something is recorded."""
    return "已登记" if text else ""


def mask_address(community: str, door: str) -> str:
    """Name the community and hide the door: 宾水社区***."""
    return community + mask_door(door)


def mask_door(text: str) -> str:
    return "***" if text else ""
