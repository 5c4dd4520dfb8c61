"""One elder through every flow: screened, enrolled, visited, cared for, referred, helped, in an emergency, reviewed, closed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from audit.acts import act
from casework.demo.accounts import staff
from casework.demo.city import City, Elder
from casework.demo.guide import Guide
from casework.demo.people import Person, resident_number
from casework.models import (
    Amendment,
    CareService,
    Case,
    Closure,
    Clue,
    Goal,
    Incident,
    Intervention,
    Notice,
    Referral,
    Review,
    Step,
    Supervision,
    Suspension,
    Visit,
    Visitor,
)  # fmt: skip
from casework.services.obligations import plan_month
from permissions.models import Region
from permissions.regions import load_regions
from workflows.flows import current_flows
from workflows.runner import perform, system

NAME = "徐𫖮兰"  # a character outside the plane that software is used to


class Tour(Guide):
    """Goes through the flows in the order of an elder's years."""

    def walk(self) -> None:
        """Go through all flows."""
        load_regions()
        self.staff = staff()
        self.city = City(self.staff, seed=1)
        self.community = self.staff.communities[0]
        self.worker, self.grid = self.staff.workers[self.community.pk], self.staff.grid_workers[self.community.pk]
        for part in (
            self.screening_and_enrollment,
            self.visits,
            self.care,
            self.referral,
            self.intervention,
            self.incident,
            self.amendment,
        ):
            part()
        for part in (self.suspension, self.review, self.clue, self.supervision, self.transfer, self.closure):
            part()
        reached = set(Step.objects.values_list("subject_kind", flat=True))
        missing = sorted(set(current_flows()) - reached - {"disposal"})
        self.expect(not missing, f"没有走到的流程：{missing}")

    def screening_and_enrollment(self) -> None:
        from_hukou = Region.objects.get(code="120101002", valid_until_on=None) if Region.objects.filter(code="120101002").exists() else None
        birth = date(1941, 5, 6)
        person = Person(NAME, "2", birth, resident_number(birth, 7, male=False), self.city.crowd.phone())
        elder = Elder(person, "alone", "district_record", self.community, None, None)
        self.say("— 摸底排查与建档 —")
        before = Step.objects.count()
        self.case = self.city.bring(elder)
        for one in Step.objects.filter(pk__gt=before, is_system=False).order_by("pk"):
            self.count += 1
            self.say(f"{self.count:>3}. {current_flows()[one.subject_kind].label}：{one.actor_name} {one.label} → {one.to_label}")
        paper = self.case.enrollments.get()
        self.refused(paper, "record", self.staff.officer, "您无权")
        with act(self.worker, "correct_elder"):
            on_file = self.case.elder
            on_file.lives_at_hukou, on_file.hukou_region = "no", from_hukou
            on_file.save()
        self.step(paper, "record", self.staff.district)
        self.case.refresh_from_db()
        self.expect(self.case.state == "active", "备案后个案应为在册")
        notice = Notice.objects.filter(case=self.case).first()
        self.expect(notice is not None and notice.state == "sent", "人户分离应已告知户籍地街道")

    def visits(self) -> None:
        self.say("— 探访 —")
        plan_month(actor=self.worker, month=self.today, region=self.staff.street)
        roster = Visitor.objects.get(account=self.grid)
        answers: dict[str, Any] = {
            "visitor": roster, "visitor_name": self.grid.display_name, "visitor_signed_by": "handwritten", "elder_signed_by": "handwritten",
            "written_by": self.grid, "gas": "unsafe", "illness": "severe", "disease": "冠心病", "mood": "worse",
            "needs": ["life_care", "counselling"],
            "needs_text": "希望有人帮助做饭，常感孤单", "suggestions": ["social_work"], "suggestions_text": "建议社工介入",
        }  # fmt: skip
        paper = self.new(Visit, visit_on=self.today, method="home")
        self.refused(paper, "hand_in", self.grid, "不安全", changes=answers)
        paper = self.step(paper, "hand_in", self.grid, changes={**answers, "safety_action": "已联系燃气公司更换软管"})
        if paper.state == "submitted":
            self.refused(paper, "examine", self.grid, "不能核实自己")
            paper = self.step(paper, "examine", self.worker)
        self.expect(paper.ordinal == 1, "首次探访应为第1次")
        missed = self.new(Visit, visit_on=self.today, method="phone", written_by=self.grid)
        missed = self.step(missed, "note_not_met", self.grid, given={"method": "phone", "result": "无人接听"})
        self.step(missed, "lapse", self.worker, note="当天已上门见到")

    def care(self) -> None:
        self.say("— 关爱服务 —")
        paper = self.new(
            CareService, care_on=self.today, kind="housework", counts_as_assistance=True, content="上门打扫卫生，清理阳台杂物",
            server_name=self.worker.display_name,
            server_signed_by="handwritten", written_by=self.worker,
        )  # fmt: skip
        paper = self.step(paper, "save", self.worker)
        paper = self.step(paper, "sign", self.worker)
        self.expect(paper.state == "valid" and paper.ordinal == 1, "关爱服务应已核实为第1次")

    def referral(self) -> None:
        self.say("— 需求转介 —")
        need = self.case.needs.get(kind="life_care")
        paper = self.new(
            Referral, need=need, need_kind="life_care", need_text=need.text, urgency="priority", organisation=self.staff.providers[0]
        )
        paper = self.step(paper, "create", self.worker)
        paper = self.step(paper, "ask_consent", self.worker)
        paper = self.step(paper, "record_consent", self.worker, given={"method": "handwritten"})
        paper = self.step(paper, "submit", self.worker)
        self.refused(paper, "send", self.worker, "您无权")
        paper = self.step(paper, "send", self.staff.clerk)
        provider = self.staff.provider
        self.expect(not Case.objects.visible_to(provider).filter(pk=self.case.pk).exists(), "服务机构不应看到个案")
        self.expect(Referral.objects.visible_to(provider).filter(pk=paper.pk).exists(), "服务机构应看到转介内容")
        for name, how in (("receive", {}), ("accept", {"changes": {"first_contact_on": self.today}}), ("start", {})):
            paper = self.step(paper, name, provider, **how)
        done = {"delivered_on": self.today, "delivered_what": "上门助餐助洁一次", "delivered_by_name": "护理员"}
        paper = self.step(paper, "deliver", provider, changes=done)
        self.step(paper, "confirm", self.worker, changes={"satisfaction": "satisfied", "solved": "part"})
        need.refresh_from_db()
        self.expect(need.answered_on is None, "部分解决的需求应仍未了")
        self.expect(not Referral.objects.visible_to(provider).filter(pk=paper.pk, state="sent").exists(), "结束后不应再看到")

    def intervention(self) -> None:
        self.say("— 社工介入 —")
        social, head = self.staff.social_worker, self.staff.supervisor
        need = self.case.needs.get(kind="counselling")
        paper = self.new(Intervention, kind_of_help="counselling", presenting="独居，情绪低落", need=need)
        paper = self.step(paper, "request", self.worker)
        paper = self.step(paper, "assign", head, changes={"owner": social})
        paper = self.step(paper, "agree", social, changes={"agreed_on": self.today, "agreement": "已说明保密及其例外"})
        assessed = {name: "已评估" for name in ("person_system", "family_system", "social_system", "problems", "strengths", "risks")}
        paper = self.step(paper, "assess", social, changes=assessed)
        with act(social, "write_goal"):
            goal = Goal.objects.create(
                case=self.case,
                intervention=paper,
                text="每周参加一次社区活动",
                indicator="参加次数",
                baseline="0次",
                target="每周1次",
                due_on=self.today + timedelta(days=60),
            )
        plan = {"plan_agreed_on": self.today, "review_on": self.today + timedelta(days=60)}
        paper = self.step(paper, "submit_plan", social, changes=plan)
        self.refused(paper, "approve_plan", social, "您无权")
        paper = self.step(paper, "approve_plan", head)
        paper = self.step(paper, "record_session", social, given={"content": "首次面谈", "response": "愿意参加"})
        with act(social, "rate_goal"):
            goal.progress, goal.rated_on = 8, self.today
            goal.save()
        paper = self.step(paper, "evaluate", social, changes={"elder_rating": 8})
        paper = self.step(
            paper,
            "propose_close",
            social,
            reason_code="goals_met",
            changes={"handover": "社区每周陪伴", "close_reason": "goals_met", "summary": "情绪好转"},
        )
        paper = self.step(paper, "close", head)
        paper = self.step(paper, "call_up", social)
        for text in ("一个月后电话：情绪平稳", "三个月后电话：坚持参加活动"):
            paper = self.step(paper, "record_call", social, note=text)
        self.step(paper, "finish", social)

    def incident(self) -> None:
        self.say("— 应急处置 —")
        paper = self.new(Incident, incident_kind="fall", source="visitor", happened_at=timezone.now(), level=2)
        paper = self.step(paper, "report", self.grid)
        paper = self.step(paper, "acknowledge", self.worker)
        paper = self.step(paper, "call_emergency", self.grid, given={"emergency_number": "120", "operator_answer": "已派车"})
        paper = self.step(paper, "arrive", self.grid)
        paper = self.step(paper, "stabilise", self.worker, changes={"condition": "扭伤，已就地处理", "risk_removed": True})
        paper = self.step(paper, "record", self.grid, changes={"handling_record": "10时跌倒，10时5分到场，就地处理，家属已知"})
        self.step(paper, "review", self.staff.clerk, note="处置及时")

    def amendment(self) -> None:
        self.say("— 台账变更 —")
        paper = self.new(
            Amendment,
            topic="income",
            proposal={"aid_status": "minimum_living_allowance"},
            before={"aid_status": "none"},
            summary="纳入低保",
            evidence="低保证",
        )
        paper = self.step(paper, "propose", self.worker)
        self.step(paper, "apply", self.staff.clerk)

    def suspension(self) -> None:
        self.say("— 暂停与恢复 —")
        paper = self.new(Suspension, reason="hospital", starts_on=self.today, expected_end_on=self.today + timedelta(days=10))
        paper = self.step(paper, "propose", self.worker)
        paper = self.step(paper, "approve", self.staff.clerk)
        self.expect(paper.state == "in_force", "当天开始的暂停应立即生效")
        self.step(paper, "end", self.worker)

    def review(self) -> None:
        self.say("— 半年更新 —")
        paper = Review.objects.filter(case=self.case, state__in=("scheduled", "due")).first()
        if paper is None:
            self.wrong.append("没有排定半年更新")
            return
        if paper.state == "scheduled":
            paper = self.step(paper, "call_up", self.worker)
        self.step(paper, "start", self.worker)

    def clue(self) -> None:
        self.say("— 线索 —")
        paper = self.new(Clue, kind="death", source="police", basis="人口信息共享", content="疑似死亡注销", said_on=self.today)
        paper = self.step(paper, "create", self.worker)
        paper = self.step(paper, "take_up", self.worker)
        self.step(paper, "refute", self.worker, note="本人健在，今日已见面", changes={"evidence": "上门核实"})

    def supervision(self) -> None:
        self.say("— 督办 —")
        case = Case.objects.select_related("district", "street").get(pk=self.case.pk)
        paper: Any = Supervision(district=case.district, street=case.street, topic="other", question="请说明本月探访安排")
        paper = self.step(paper, "issue", self.staff.district)
        answer = {
            "cause": "人员轮换",
            "measure": "已补足力量",
            "done_by_on": self.today + timedelta(days=7),
            "answered_by": self.staff.clerk,
        }
        paper = self.step(paper, "answer", self.staff.clerk, changes=answer)
        self.step(paper, "close", self.staff.district)

    def transfer(self) -> None:
        self.say("— 移交 —")
        target = self.staff.communities[1]
        place = {"other_district": self.staff.district_region, "other_street": self.staff.street, "other_community": target}
        paper = self.new(Closure, reason="transferred", **place)
        paper = self.step(paper, "propose", self.worker)
        paper = self.step(paper, "examine", self.worker)
        paper = self.step(paper, "offer_transfer", self.staff.clerk)
        receiving = {"receiving_worker": self.staff.workers[target.pk], "receiving_grid": self.staff.grids[target.pk]}
        self.step(paper, "accept_transfer", self.staff.second_clerk, changes=receiving)
        self.case.refresh_from_db()
        self.expect(self.case.community_id == target.pk and self.case.state == "active", "移交后应在新社区在册")
        self.worker = self.staff.workers[target.pk]

    def closure(self) -> None:
        self.say("— 结案 —")
        paper = self.new(Closure, reason="moved_away", happened_on=self.today, evidence="户口迁移证明")
        paper = self.step(paper, "propose", self.worker)
        paper = self.step(paper, "examine", self.worker)
        self.refused(paper, "submit", self.worker, "未了结")
        self.settle()
        paper = self.step(paper, "submit", self.worker)
        paper = self.step(paper, "approve", self.staff.officer)
        paper = self.step(paper, "record", self.staff.district)
        self.case.refresh_from_db()
        self.expect(self.case.state == "closed", "备案结案后个案应为已结案")

    def settle(self) -> None:
        """Settle what the closure lists: the hazard is looked at again, the review under way is finished or ended with the case."""
        with act(self.worker, "resolve_hazard"):
            for hazard in self.case.hazards.filter(resolved_on=None):
                hazard.resolved_on = self.today
                hazard.save(update_fields=["resolved_on"])
        for review in Review.objects.filter(case=self.case, state="in_review"):
            perform(review, "cancel", actor=system(self.worker))
