"""The codes of the checks: what each means and what to do; E stops the start-up, W is worth a look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Code:
    """One code: what is wrong, why it matters, what mends it."""

    title: str
    why: str
    mend: str


CODES: Final[dict[str, Code]] = {
    "E001": Code("流程没有开始", "没有一步能产生这件事项，流程永远用不上", "加一步 begin，写明由谁开始"),
    "E002": Code("状态到达不了", "没有一条路从开始走到它，写了也没有事项会在那里", "加一条通向它的办理，或删去这个状态"),
    "E003": Code("终结状态还有出路", "终结以后事项要归档，不能再动", "去掉从它出发的办理，或把它改为静止状态（resting）"),
    "E004": Code("状态没有出路", "事项到了那里就再也到不了终结或静止状态，会一直挂着",
                 "加一条通向终结或静止状态的办理，或把它标为终结（final）"),
    "E005": Code("没有名称", "按钮、清单和提示都用这个名称，空着就没法办理", "写上中文名称"),
    "E006": Code("在办状态没有承办人，或静止、终结状态还有承办人", "待办清单按承办人生成：没有人就漏办，不该有人却有就成了空待办",
                 "在办状态写明 desk；静止、终结状态去掉 desk"),
    "E007": Code("承办人手里没有能办的", "事项列在他们的待办里，他们却一步也办不了", "至少把一步办理写给承办人，或改由能办的人承办"),
    "E008": Code("期限写错", "期限查不到，到期提醒和上报都不会发生", "改用标准里有的期限，或在标准里补上；写了到期处理的要同时写期限"),
    "E009": Code("不认识的职务", "写错的职务等于没有人，授权也授不出去", "改用职务表（permissions/roles.py）里的职务"),
    "E010": Code("状态没有人能看", "事项到了那里谁也找不到", "给流程写明 readers，或给这个状态写明 view"),
    "E011": Code("办理没有人能办", "既没有职务也不由系统办理，永远办不成", "写明 by：由哪些职务办理，或由系统（SYSTEM）办理"),
    "E012": Code("用了别的流程的状态", "事项会走到本流程不认识的状态", "改用本流程自己的状态"),
    "E013": Code("能办却看不到", "有权办理的人打不开事项，等于没有人办", "给这个状态加上他们的查看权（view、readers），或不由他们办理"),
    "E014": Code("条件没有说明", "办不成时，经办人看不到为什么", "给条件写一句不满足时的说明，并写明怎样补（mend）"),
    "E015": Code("用了没有登记的名字（效果、消息、到期处理、事实）", "办理到那一步会出错，整步都办不成", "登记这个名字，或改正拼写"),
    "E016": Code("状态同名", "清单和历史里分不清是哪一个", "给其中一个改名"),
    "E017": Code("已用的版本被改动", "在办事项按这一版办理，改动会让过去的记录对不上",
                 "另立新版（version 加1）；这一版还没有用过的，运行 flows docs --accept"),
    "E018": Code("名称太长", "表格的格子和按钮放不下", "缩短到14个字以内"),
    "E019": Code("办理的代码重复或不能用", "后写的会盖掉先写的，或与保留字、状态同名", "一个代码只写一次，并改用别的动词"),
    "E020": Code("退不回去", "没有任何状态通到这里，“退回原处”无处可退", "写明退到哪个状态（to），或删去这一步"),
    "E021": Code("自动流转成圈", "系统会一步接一步转个不停，直到被强行截断", "给其中一步加条件或改由人办理，打断这个圈"),
    "E022": Code("地方的变体宽于全市", "区、街道只能加严，不能放宽（35号 二(二)四）",
                 "补齐全市要求的状态、办理人、条件和期限，或不用这个变体"),
    "E023": Code("一个权限由几个流程管", "同一件东西上两个流程各说各的，后动的会改掉先动的",
                 "让其中一个流程不再管这个权限，或把两个流程并为一个"),
    "E024": Code("几个流程的办理同名", "同一件东西上按名字办理时，不知道办的是哪一个流程的", "给其中一个改名"),
    "E025": Code("自动流转不由系统办理", "自动的一步只有系统会试，不由系统办理就永远不会发生", "在 by 里加上 SYSTEM，或不写 automatic"),
    "E026": Code("条件同名", "办理记录按名字记条件是否满足，同名的会互相盖掉", "给其中一个条件改名"),
    "E027": Code("一件东西上一个流程用了几次", "一个状态变量只能由一个流程推动，第二次用的没有自己的状态",
                 "只用一次，或给另一个流程另取代码（key）"),
    "E028": Code("附加的流程不能随主流程开始", "附加的流程由系统在主流程开始时一起开始，那时没有人填写意见",
                 "写一个且只写一个由 SYSTEM 办理的 begin，不要求填写意见、依据和原因"),
    "E029": Code("附加流程的承办人看不到", "看不看得到由管“查看”的那个流程决定，看不到就办不了",
                 "把他们加进管“查看”的流程的 readers，或改由能看的人办理"),
    "W001": Code("职务没有用到", "授了这个职务的人没有任何事项可看可办", "确实不用的不必理会；该用的写进流程"),
    "W002": Code("期限没有用到", "标准里有这个期限，却没有事项按它提醒", "给相应的状态写上期限，或从标准里删去"),
    "W003": Code("没有写明各状态都能看的人", "监督和审计的人可能看不到", "给流程写明 readers"),
    "W004": Code("静止状态没有出路", "静止是说以后还可以继续办；哪里也去不了的其实已经终结", "标为终结（final），或加上从它继续的办理"),
    "W005": Code("附加流程的承办人有时看不到", "主流程到了某些状态时他们看不到，那时办不了",
                 "确实如此的不必理会；要随时能办的，把他们加进各状态的 readers"),
}  # fmt: skip


def codes_page() -> str:
    """Write the page of all codes."""
    lines = [
        "# Codes of the checks", "",
        "Written by `manage.py flows docs` from `workflows/engine/codes.py`; do not edit. `manage.py flows check` names every",
        "finding by its code, with the place and what to do; `flows check PATH` checks files in Plone's format (`definition.xml`,",
        "`workflows.xml`, a profile's folder). E stops the start-up, `migrate` and `make check`; W is worth a look.", "",
    ]  # fmt: skip
    return "\n".join([*lines, *_table("E"), "", *_table("W"), ""])


def _table(letter: str) -> Iterator[str]:
    yield "| 代码 | 问题 | 为什么要紧 | 怎样改 |"
    yield "| --- | --- | --- | --- |"
    yield from (f"| {key} | {one.title} | {one.why} | {one.mend} |" for key, one in CODES.items() if key.startswith(letter))
