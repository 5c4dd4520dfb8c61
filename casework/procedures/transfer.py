"""移交的办理: offered by one street, answered by the other; each answer is a step of the closure, taken by `perform`."""

from __future__ import annotations

from typing import Any

from viewflow import this
from viewflow.workflow import flow, lock

from casework.models.transfer import TransferProcess


class TransferFlow(flow.Flow):  # type: ignore[misc]
    """Offer, answer, end; locked by row so that two answers never both count."""

    process_class = TransferProcess
    lock_impl = lock.select_for_update_lock

    offer = flow.StartHandle(this.begin).Next(this.answer)
    answer = flow.Handle(this.keep_answer).Next(this.is_accepted)
    is_accepted = flow.If(lambda activation: activation.process.coerced.answer == "accepted").Then(this.transferred).Else(this.given_back)
    transferred = flow.End()
    given_back = flow.End()

    def begin(self, activation: Any, closure_id: int) -> Any:
        activation.process.closure_id = closure_id
        activation.process.save()
        return activation.process

    def keep_answer(self, activation: Any, answer: str) -> Any:
        process = activation.process.coerced
        process.answer = answer
        process.save(update_fields=["answer"])
        return process


def answer_transfer(closure_id: int, answer: str) -> None:
    """Complete the open task of a closure's transfer with what the step of the closure decided."""
    process = TransferProcess.objects.filter(closure_id=closure_id, finished=None).order_by("-pk").first()
    task = None if process is None else process.task_set.filter(flow_task=TransferFlow.answer, finished=None).first()
    if task is not None:
        TransferFlow.answer.run(task, answer=answer)
