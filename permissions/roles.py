"""The offices a person may hold, and what each is for."""

from enum import StrEnum


class HeldAt(StrEnum):
    """Where a role is held: a region reaches all below it, an organisation nothing by itself."""

    REGION = "region"
    ORGANISATION = "organisation"


class Role(StrEnum):
    """An office; `label` is what a page shows, `purpose` what an administrator reads before granting it."""

    CITY_OFFICER = "city_officer"
    DISTRICT_OFFICER = "district_officer"
    STREET_CLERK = "street_clerk"
    STREET_OFFICER = "street_officer"
    COMMUNITY_WORKER = "community_worker"
    GRID_WORKER = "grid_worker"
    VISITOR = "visitor"
    RECORDER = "recorder"
    SOCIAL_WORKER = "social_worker"
    SOCIAL_WORK_SUPERVISOR = "social_work_supervisor"
    PROVIDER = "provider"
    DEPARTMENT_OFFICER = "department_officer"
    AUDITOR = "auditor"
    ARCHIVIST = "archivist"
    RECORDS_MANAGER = "records_manager"
    DISTRICT_CONFIGURATOR = "district_configurator"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"

    @property
    def label(self) -> str:
        return _LABELS[self][0]

    @property
    def purpose(self) -> str:
        return _LABELS[self][1]

    @property
    def held_at(self) -> HeldAt:
        return HeldAt.ORGANISATION if self in _OF_ORGANISATIONS else HeldAt.REGION


_LABELS: dict[Role, tuple[str, str]] = {
    Role.CITY_OFFICER: ("市民政", "看全市统计，裁定跨区移交"),
    Role.DISTRICT_OFFICER: ("区民政", "备案、督办，看本区全部个案"),
    Role.STREET_CLERK: ("街道经办", "审核本街道的摸排、建档、变更、转介和结案"),
    Role.STREET_OFFICER: ("街道负责人", "签批本街道的建档、资金和结案"),
    Role.COMMUNITY_WORKER: ("社区工作者", "摸排、建档、填报台账、组织探访"),
    Role.GRID_WORKER: ("网格员", "入户摸排、探访、应急到场"),
    Role.VISITOR: ("探访人员", "探访指派给自己的老年人"),
    Role.RECORDER: ("信息录入人", "把纸质材料录入台账"),
    Role.SOCIAL_WORKER: ("社工", "办理本站接案的社工介入"),
    Role.SOCIAL_WORK_SUPERVISOR: ("社工督导", "审批本站社工的计划和结案"),
    Role.PROVIDER: ("服务机构", "受理转介给本机构的需求"),
    Role.DEPARTMENT_OFFICER: ("区部门", "看本部门报告，下达督办"),
    Role.AUDITOR: ("审计员", "只读检查全部记录，每次查看留痕"),
    Role.ARCHIVIST: ("档案员", "归档、保管、提出鉴定"),
    Role.RECORDS_MANAGER: ("档案管理负责人", "批准鉴定和销毁"),
    Role.DISTRICT_CONFIGURATOR: ("区配置管理员", "设置本区只增不减的标准和时限"),
    Role.SYSTEM_ADMIN: ("系统管理员", "维护系统运行，看不到个案"),
    Role.SECURITY_ADMIN: ("安全管理员", "授予和收回权限，看不到个案"),
    Role.AUDIT_ADMIN: ("审计管理员", "核对审计链，不能改动任何内容"),
}
_OF_ORGANISATIONS = frozenset({Role.VISITOR, Role.SOCIAL_WORKER, Role.SOCIAL_WORK_SUPERVISOR, Role.PROVIDER, Role.DEPARTMENT_OFFICER})
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})  # one account may hold one of the three
