"""A transfer runs as a procedure of several people beside the closure's states."""

from casework.procedures.transfer import TransferFlow, answer_transfer
from workflows.effects import EffectContext, effect


@effect("start_transfer")
def start_transfer(ctx: EffectContext) -> None:
    """Start the procedure: the receiving street's task, then the ruling where it is refused twice."""
    TransferFlow.offer.run(closure_id=ctx.subject.pk)


@effect("answer_transfer")
def answer_transfer_task(ctx: EffectContext) -> None:
    """Complete the procedure's task with the step that was taken."""
    answers = {"accept_transfer": "accepted", "refuse_transfer": "refused", "cancel": "cancelled"}
    answer_transfer(ctx.subject.pk, answers[ctx.step.transition])
