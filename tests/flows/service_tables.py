"""Who takes which step of a visit, a care service and a referral: the tables of the paper (D3, D3b, D4), written again by hand.

V 探访人员 W 社工 P 服务机构; the other letters as in spine_tables.
"""

from permissions.roles import Role
from tests.flows.spine_tables import LETTERS as SPINE

LETTERS = SPINE | {"V": Role.VISITOR, "W": Role.SOCIAL_WORKER, "P": Role.PROVIDER}

VISIT = {
    "hand_in": ("", "submitted", "V M G W"),
    "note_not_met": ("", "not_met", "V M G W"),
    "fail_again": ("not_met", "=", "V M G W"),
    "meet": ("not_met", "drafted", "V R M G W"),
    "lapse": ("not_met", "lapsed", "M SYS"),
    "save": ("", "drafted", "V R M G W"),
    "amend": ("drafted", "=", "V R M G W"),
    "sign": ("drafted", "signed", "V M G W"),
    "unsign": ("signed", "drafted", "V R M G W"),
    "submit": ("signed", "submitted", "V R M G W"),
    "examine": ("submitted", "valid", "M G S SYS"),
    "send_back": ("submitted", "returned", "M S"),
    "take_up": ("returned", "drafted", "V R M G W"),
    "annul": ("drafted signed submitted returned valid", "annulled", "S"),
    "propose_correction": ("", "correction", "M"),
    "approve_correction": ("correction", "valid", "S"),
    "refuse_correction": ("correction", "annulled", "S"),
    "replace": ("valid", "corrected", "SYS"),
}

CARE = {
    "save": ("", "drafted", "V M W P"),
    "amend": ("drafted", "=", "V M W P"),
    "record_delivery": ("", "signed", "SYS"),
    "sign": ("drafted", "signed", "V M W P"),
    "examine": ("signed", "valid", "M S SYS"),
    "annul": ("drafted signed valid", "annulled", "S"),
    "propose_correction": ("", "correction", "M"),
    "approve_correction": ("correction", "valid", "S"),
    "refuse_correction": ("correction", "annulled", "S"),
    "replace": ("valid", "corrected", "SYS"),
}

ENDING = (
    "draft consent internal_review signing sent received accepted in_service on_hold delivered returned rejected"  # every state not final
)

REFERRAL = {
    "create": ("", "draft", "V M G S W SYS"),
    "ask_consent": ("draft", "consent", "M W"),
    "record_consent": ("consent", "draft", "M W"),
    "decline": ("consent", "cancelled", "M W"),
    "submit": ("draft returned", "internal_review", "M G S W"),
    "ask_signature": ("internal_review", "signing", "S"),
    "sign_funding": ("signing", "internal_review", "SL"),
    "refuse_funding": ("signing", "draft", "SL"),
    "send": ("internal_review", "sent", "S"),
    "send_back": ("internal_review", "draft", "S"),
    "receive": ("sent", "received", "P"),
    "accept": ("received", "accepted", "P"),
    "reject": ("received", "rejected", "P"),
    "return_for_more": ("received", "returned", "P"),
    "re_refer": ("rejected returned accepted", "re_referred", "S W"),
    "start": ("accepted", "in_service", "P"),
    "deliver": ("in_service", "delivered", "P"),
    "hold": ("accepted in_service", "on_hold", "P S SYS"),
    "resume": ("on_hold", "back", "P S"),
    "confirm": ("delivered", "completed", "M W V"),
    "give_up": (ENDING, "failed", "S W"),
    "cancel": (ENDING, "cancelled", "S W SYS"),
}
