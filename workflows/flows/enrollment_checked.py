"""建档，区级复核: a district that looks a second time before it records; who checks does not record. Holds where a district adopts it.

依据: 35号 二(二)三; the added desk shares the recording's deadline, so that nobody waits longer than in the city's own process.
"""

from permissions.roles import Role
from workflows.engine.definition import Act, State, guard
from workflows.engine.variants import also_from, leading_to, requiring
from workflows.flows.enrollment import OFFICES, Enrollment, EnrollmentFacts


@guard("复核人不能备案自己复核的建档", mend="请本区民政其他经办人备案")
def checked_by_another(enrollment: EnrollmentFacts, act: Act) -> bool:
    return act.system or act.actor != enrollment.checked_by


class EnrollmentWithDistrictCheck(Enrollment):
    """Adds the district's check between the street's signature and the record."""

    version, variant = 2, "区级复核"

    district_check = State(
        "区级复核", desk=Role.DISTRICT_OFFICER, due="enrollment_record", on_due="escalate", reveal=(*OFFICES, Role.AUDITOR)
    )

    approve = leading_to(Enrollment.approve, district_check)
    confirm_check = district_check.to(
        Enrollment.district_record, "复核通过", by=Role.DISTRICT_OFFICER, note_required=True, hint="写明怎样核实的：电话、入户或查档"
    )
    send_back_from_district = also_from(Enrollment.send_back_from_district, district_check)
    record = requiring(Enrollment.record, checked_by_another)
    withdraw = also_from(Enrollment.withdraw, district_check)
