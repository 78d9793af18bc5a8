"""What curators do with a submission short of publishing it. Each function runs in one transaction."""

from sqlalchemy.orm import Session

from ramp.errors import ConflictError, ForbiddenError, in_french
from ramp.workflow.actor import Actor
from ramp.workflow.judged import Judged
from ramp.workflow.receiving import Delivery, add_version, at_revision, comment, get, step
from ramp.workflow.states import Action, State, require
from ramp.workflow.tables import Submission, now


def take(session: Session, actor: Actor, submission_id: str, revision: int | None) -> Submission:
    """Begin the review, or take it over from another curator."""
    submission = _ready(session, actor, submission_id, Action.TAKE, revision)
    if submission.reviewer_id != actor.account or submission.state != State.IN_REVIEW:
        submission.reviewer_id, submission.state = actor.account, State.IN_REVIEW
        step(session, submission, Action.TAKE, State.IN_REVIEW, actor)
    return submission


def release(session: Session, actor: Actor, submission_id: str, revision: int | None) -> Submission:
    """Give the review back to the queue."""
    submission = _ready(session, actor, submission_id, Action.RELEASE, revision)
    submission.reviewer_id, submission.state = None, State.VALIDATED
    step(session, submission, Action.RELEASE, State.VALIDATED, actor)
    return submission


def clear(session: Session, actor: Actor, submission_id: str, revision: int | None, reason: str) -> Submission:
    """Decide that what the screen for personal data found may be published. The reason stays among curators."""
    submission = _ready(session, actor, submission_id, Action.CLEAR, revision, reason)
    submission.versions[-1].cleared = reason.strip()[:4000]
    step(session, submission, Action.CLEAR, State.IN_REVIEW, actor)
    comment(session, actor, submission_id, reason, internal=True)
    return submission


def send_back(session: Session, actor: Actor, submission_id: str, revision: int | None, reason: str) -> Submission:
    """Return the submission to its author with a comment."""
    submission = _ready(session, actor, submission_id, Action.RETURN, revision, reason)
    submission.state = State.RETURNED
    step(session, submission, Action.RETURN, State.RETURNED, actor, reason)
    return submission


def reject(session: Session, actor: Actor, submission_id: str, revision: int | None, reason: str) -> Submission:
    """Refuse the submission for good; a refused amendment leaves the published version as it is."""
    submission = _ready(session, actor, submission_id, Action.REJECT, revision, reason)
    submission.state = State.REJECTED if submission.published is None else State.ACCEPTED
    step(session, submission, Action.REJECT, State.REJECTED, actor, reason)
    return submission


def edit(
    session: Session, actor: Actor, submission_id: str, revision: int, reason: str, delivery: Delivery, judged: Judged
) -> Submission:
    """A version of the curator's own, with the reason for it. It has to be valid."""
    submission = _ready(session, actor, submission_id, Action.EDIT, revision, reason)
    if not judged.valid:
        raise ConflictError(
            "The edited record does not pass the check, so it was not taken over",
            remedy="Mend what the report names",
            extra={
                "report": judged.report,
                **in_french(
                    "La fiche modifiée ne passe pas le contrôle : elle n’a pas été reprise",
                    "Corrigez ce que le rapport indique",
                ),
            },
        )
    if submission.versions[-1].content_hash == delivery.content_hash:
        return submission
    add_version(session, submission, delivery, judged)
    submission.title, submission.records = judged.title, judged.records
    step(session, submission, Action.EDIT, State.IN_REVIEW, actor, reason)
    return submission


def _ready(
    session: Session, actor: Actor, submission_id: str, action: Action, revision: int | None, reason: str = "-"
) -> Submission:
    """The submission, if this person may take the step now; it counts as changed. Raises RampError."""
    if not actor.curates:
        raise ForbiddenError(
            "Only curators review submissions",
            remedy="Sign in as a curator",
            extra=in_french(
                "Seuls les responsables des données examinent les contributions",
                "Connectez-vous avec un compte de responsable des données",
            ),
        )
    submission = get(session, actor, submission_id)
    at_revision(submission, revision)
    require(action, State(submission.state), actor.role, reason)
    submission.updated = now()
    return submission
