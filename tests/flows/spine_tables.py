"""Who takes which step from where to where: the tables of the paper, written again by hand, against which the definitions are held.

C 市民政 D 区民政 S 街道经办 SL 街道负责人 M 社区工作者 G 网格员 R 信息录入人 SYS 系统.
"""

from permissions.roles import Role

LETTERS = {
    "C": Role.CITY_OFFICER,
    "D": Role.DISTRICT_OFFICER,
    "S": Role.STREET_CLERK,
    "SL": Role.STREET_OFFICER,
    "M": Role.COMMUNITY_WORKER,
    "G": Role.GRID_WORKER,
    "R": Role.RECORDER,
}

# name: (from, to, who); "" begins, "=" stays
CASE = {
    "register": ("", "candidate", "SYS"),
    "begin_screening": ("candidate ineligible declined", "screening", "SYS"),
    "find_eligible": ("screening", "pending", "SYS"),
    "find_ineligible": ("candidate screening pending", "ineligible", "SYS"),
    "note_refusal": ("screening pending", "declined", "SYS"),
    "merge": ("candidate screening pending closing ineligible declined", "merged", "SYS"),
    "enroll": ("pending", "active", "SYS"),
    "suspend": ("active", "suspended", "SYS"),
    "resume": ("suspended", "active", "SYS"),
    "begin_closing": ("active suspended", "closing", "SYS"),
    "stop_closing": ("closing", "active", "SYS"),
    "keep_suspended": ("closing", "suspended", "SYS"),
    "close": ("closing", "closed", "SYS"),
    "undo_closing": ("closed", "active", "SYS"),
    "reopen": ("closed", "active", "SYS"),
    "screen_again": ("closed", "candidate", "SYS"),
    "file_to_archive": ("closed", "archived", "SYS"),
    "destroy": ("archived", "destroyed", "SYS"),
    "hand_over": ("archived", "transferred_out", "SYS"),
}

SCREENING = {
    "create": ("", "listed", "M G S D SYS"),
    "start": ("listed", "in_progress", "G M"),
    "record_facts": ("in_progress", "=", "G M R"),
    "note_attempt": ("in_progress unreachable", "=", "G M"),
    "ask_for_proof": ("in_progress", "to_verify", "G M"),
    "take_proof": ("to_verify", "in_progress", "G M SYS"),
    "note_no_contact": ("in_progress", "unreachable", "G"),
    "retry": ("unreachable", "in_progress", "G M S"),
    "ask_police": ("unreachable", "=", "S"),
    "submit": ("in_progress", "submitted", "M"),
    "send_back": ("submitted", "returned", "S"),
    "take_up": ("returned", "in_progress", "M G"),
    "approve_eligible": ("submitted", "eligible", "S"),
    "approve_ineligible": ("submitted", "ineligible", "S"),
    "mark_declined": ("submitted", "declined", "S"),
    "challenge": ("ineligible declined", "in_progress", "M S D"),
    "annul": ("listed in_progress to_verify unreachable submitted returned ineligible declined", "annulled", "S"),
}

ENROLLMENT = {
    "create": ("", "drafting", "SYS M"),
    "fill": ("drafting", "=", "M R G"),
    "ask_elder": ("drafting", "awaiting_elder", "M"),
    "record_answer": ("awaiting_elder", "drafting", "M"),
    "submit": ("drafting", "street_review", "M"),
    "send_back": ("street_review", "returned", "S SL"),
    "send_back_from_district": ("district_record", "returned", "D"),
    "take_up": ("returned", "drafting", "M R"),
    "approve": ("street_review", "district_record", "SL"),
    "record": ("district_record", "recorded", "D SYS"),
    "withdraw": ("drafting awaiting_elder street_review returned district_record", "withdrawn", "M S"),
}

REVIEW = {
    "create": ("", "scheduled", "SYS"),
    "call_up": ("scheduled", "due", "SYS M"),
    "start": ("due", "in_review", "M G R"),
    "record_findings": ("in_review returned", "=", "M G R"),
    "submit": ("in_review returned", "submitted", "M"),
    "send_back": ("submitted", "returned", "S"),
    "approve": ("submitted", "done", "S"),
    "find_ineligible": ("submitted", "no_longer_eligible", "S"),
    "cancel": ("scheduled due in_review submitted returned", "cancelled", "SYS"),
}
