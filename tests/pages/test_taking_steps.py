"""What a form answers: done, refused with the reason and everything typed still there, or answered before."""

from __future__ import annotations

from django.urls import reverse

from casework.models import Case, Enrollment, Screening, Step, Visit
from tests.factories.active import active_case, provider, referral
from tests.factories.casework import Office, id_number, submitted, take
from tests.pages.conftest import signed_in, submit, typed


def _take(paper: object, name: str) -> str:
    return reverse("take", args=[paper.flow_key, paper.pk, name])  # type: ignore[attr-defined]


def test_a_clerk_approves_and_returns_to_the_elder(office: Office) -> None:
    paper = submitted(office)
    answer = submit(signed_in(office.clerk), _take(paper, "approve_eligible"), note="材料齐全")
    assert (answer.status_code, answer["Location"]) == (302, reverse("case-page", args=[paper.case_id]))
    assert Screening.objects.get(pk=paper.pk).state == "eligible"


def test_who_has_no_right_to_a_step_is_told_and_nothing_moves(office: Office) -> None:
    paper = submitted(office)
    worker = signed_in(office.worker)
    shown = worker.get(_take(paper, "approve_eligible"))
    posted = worker.post(_take(paper, "approve_eligible"), {"note": "我来办", "seen": paper.step_number})
    assert (shown.status_code, posted.status_code) == (403, 403)
    assert "街道经办" in shown.content.decode()
    assert Screening.objects.get(pk=paper.pk).step_number == paper.step_number


def test_who_does_not_see_the_paper_is_told_it_is_not_there(office: Office) -> None:
    paper = submitted(office)
    assert signed_in(office.clerk_elsewhere).post(_take(paper, "approve_eligible"), {}).status_code == 404
    assert Screening.objects.get(pk=paper.pk).step_number == paper.step_number


def test_a_form_that_came_too_late_says_who_was_first_and_keeps_what_was_typed(office: Office) -> None:
    paper = submitted(office)
    late = signed_in(office.clerk)
    page = late.get(_take(paper, "send_back"))
    take(paper, "send_back", office.second_clerk, note="请补充")
    answer = late.post(_take(paper, "send_back"), typed(page, note="缺少证明"))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "街道经办" in text and "已被他人" in text and "缺少证明" in text
    assert Step.objects.filter(subject_kind="screening", subject_id=paper.pk, transition="send_back").count() == 1


def test_a_second_click_answers_the_same_and_takes_one_step(office: Office) -> None:
    paper = submitted(office)
    clerk = signed_in(office.clerk)
    sent = typed(clerk.get(_take(paper, "approve_eligible")), note="同意")
    first, second = (clerk.post(_take(paper, "approve_eligible"), sent) for _ in range(2))
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert Step.objects.filter(subject_kind="screening", subject_id=paper.pk, transition="approve_eligible").count() == 1


def test_a_visit_sent_twice_is_one_visit(office: Office) -> None:
    case = active_case(office)
    url = reverse("begin", args=[case.pk, "visit", "hand_in"])
    worker = signed_in(office.worker)
    sent = typed(worker.get(url))
    assert [worker.post(url, sent).status_code for _ in range(2)] == [302, 302]
    assert Visit.objects.filter(case=case).count() == 1


def test_a_missing_note_is_marked_beside_the_field(office: Office) -> None:
    paper = submitted(office)
    answer = submit(signed_in(office.clerk), _take(paper, "send_back"), note="  ")
    assert answer.status_code == 400
    assert "请填写办理意见" in answer.content.decode()


def test_a_missing_field_is_marked_and_the_rest_kept(office: Office) -> None:
    case = active_case(office)
    body, _ = provider(office)
    url = reverse("begin", args=[case.pk, "referral", "create"])
    answer = submit(signed_in(office.worker), url, need_kind="life_care", need_text="", funding_source="区级补贴", note="急")
    text = answer.content.decode()
    assert answer.status_code == 400
    assert answer.context["form"].errors["need_text"]
    assert "区级补贴" in text and "急" in text


def test_an_unsafe_finding_without_action_is_refused_beside_the_field(office: Office) -> None:
    case = active_case(office)
    url = reverse("begin", args=[case.pk, "visit", "hand_in"])
    worker = signed_in(office.worker)
    refused = submit(worker, url, gas="unsafe", mood="worse")
    assert refused.status_code == 422
    assert "35号 附件2·11" in str(refused.context["form"].errors["safety_action"])
    assert refused.context["form"]["mood"].value() == "worse"
    assert submit(worker, url, gas="unsafe", safety_action="已关闭燃气阀门").status_code == 302
    assert Visit.objects.get(case=case).gas == "unsafe"


def test_a_step_that_no_longer_leads_on_and_one_that_never_was(office: Office) -> None:
    paper = submitted(office)
    take(paper, "approve_eligible", office.clerk)
    clerk = signed_in(office.clerk)
    gone = clerk.get(_take(paper, "send_back"))
    assert gone.status_code == 409 and "现为" in gone.content.decode()
    assert clerk.get(_take(paper, "no_such_step")).status_code == 404
    assert clerk.get(reverse("take", args=["no_such_flow", paper.pk, "send_back"])).status_code == 404
    assert clerk.get(reverse("begin", args=[paper.case_id, "closure", "no_such_step"])).status_code == 404


def test_what_ones_office_may_not_begin_is_refused(office: Office) -> None:
    case = active_case(office)
    auditor = signed_in(office.auditor)
    assert auditor.get(reverse("begin", args=[case.pk, "closure", "propose"])).status_code == 403
    assert auditor.post(reverse("begin", args=[case.pk, "closure", "propose"]), {"reason": "deceased"}).status_code == 403


def test_a_provider_answers_and_comes_back_to_its_package(office: Office) -> None:
    case = active_case(office)
    body, answering = provider(office)
    paper = take(referral(office, case, body), "send", office.clerk)
    client = signed_in(answering)
    package = client.get(reverse("paper", args=["referral", paper.pk]))
    assert package.status_code == 200 and case.elder.name in package.content.decode()
    assert case.elder.id_number.reveal() not in package.content.decode()
    answer = submit(client, _take(paper, "receive"))
    assert (answer.status_code, answer["Location"]) == (302, reverse("paper", args=["referral", paper.pk]))
    assert client.get(reverse("case-page", args=[case.pk])).status_code == 404


def _registration(office: Office, **more: str) -> dict[str, object]:
    return {
        "community": office.town.community.pk, "name": "李淑珍", "document_kind": "resident_id", "id_number": id_number(),
        "origin": "visit",
        "key": "one-form", **more,
    }  # fmt: skip


def test_registering_twice_registers_once(office: Office) -> None:
    worker, sent = signed_in(office.worker), _registration(office)
    first, second = (worker.post(reverse("screening-new"), sent) for _ in range(2))
    assert (first.status_code, second.status_code, first["Location"]) == (302, 302, second["Location"])
    assert Case.objects.count() == 1


def test_a_wrong_number_is_refused_and_the_name_kept(office: Office) -> None:
    answer = signed_in(office.worker).post(reverse("screening-new"), _registration(office, id_number="129900194803021234"))
    assert answer.status_code == 400
    assert "校验位" in answer.content.decode() and "李淑珍" in answer.content.decode()
    assert Case.objects.count() == 0


def test_a_person_on_file_is_refused_with_the_street_that_holds_the_file(office: Office) -> None:
    worker, sent = signed_in(office.worker), _registration(office)
    worker.post(reverse("screening-new"), sent)
    answer = worker.post(reverse("screening-new"), sent | {"key": "another-form"})
    assert answer.status_code == 409
    assert office.town.street.name in answer.content.decode()
    assert Case.objects.count() == 1


def test_who_came_second_may_look_and_send_the_same_again_where_it_still_can_be_done(office: Office) -> None:
    paper = submitted(office)
    take(paper, "approve_eligible", office.clerk)
    drawn = Enrollment.objects.get(case=paper.case_id)
    first, second = signed_in(office.worker), signed_in(office.worker)
    path = _take(drawn, "withdraw")
    page = second.get(path)
    submit(first, _take(drawn, "ask_elder"))
    late = second.post(path, typed(page, note="老人搬走", reason_code=next(iter(page.context["transition"].reasons), "")))
    assert late.status_code == 409 and "请再按一次“撤回”" in late.content.decode() and "老人搬走" in late.content.decode()
    again = second.post(path, typed(late, note=late.context["note"], reason_code=late.context["reason_code"], seen=late.context["seen"]))
    assert again.status_code == 302
    assert Enrollment.objects.get(pk=drawn.pk).state == "withdrawn"


def test_who_came_second_is_not_asked_to_send_again_what_can_no_longer_be_done(office: Office) -> None:
    paper = submitted(office)
    late = signed_in(office.clerk)
    page = late.get(_take(paper, "send_back"))
    take(paper, "send_back", office.second_clerk, note="请补充")
    answer = late.post(_take(paper, "send_back"), typed(page, note="缺少证明"))
    assert answer.status_code == 409 and "请再按一次" not in answer.content.decode()
