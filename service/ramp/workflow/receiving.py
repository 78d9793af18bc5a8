"""New submissions, drafts and amendments. Each function runs in one transaction and is called with its session."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ramp.errors import ConflictError, LimitError, in_french
from ramp.workflow.actor import Actor, hashed, may_see, new_key, unknown
from ramp.workflow.judged import Judged
from ramp.workflow.states import Action, State, require
from ramp.workflow.tables import Comment, Step, Submission, Version, now

MOST_VERSIONS = 200
"""Versions that one submission may have; each holds a whole file."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A file as it came, and what it is for: language of the sender, e-mail address for notices."""

    data: bytes
    media_type: str
    file_name: str
    content_hash: str
    language: str = "en"
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """`key`: secret of the private link, told once and only to whoever made the submission; `new`: not sent before."""

    id: str
    version: int
    key: str | None
    new: bool


def new_id() -> str:
    """A new name of a submission; it is not a secret, and cannot be guessed either."""
    return secrets.token_hex(8)


def scope_of(actor: Actor, contact: str | None) -> str:
    """Whose deliveries are compared when the same file comes again."""
    if actor.account:
        return f"account:{actor.account}"
    return f"contact:{hashed(contact.lower())}" if contact else "anyone"


def known(session: Session, actor: Actor, delivery: Delivery) -> Receipt | None:
    """The submission that the same sender made of the same file earlier."""
    found = session.scalar(
        select(Submission).where(
            Submission.scope == scope_of(actor, delivery.contact), Submission.content_hash == delivery.content_hash
        )
    )
    return Receipt(found.id, found.current, None, new=False) if found else None


def receive(session: Session, actor: Actor, submission_id: str, delivery: Delivery, judged: Judged) -> Receipt:
    """Keep a new submission. The same file from the same sender is one submission, however often it comes."""
    if (earlier := known(session, actor, delivery)) is not None:
        return earlier
    key = new_key()
    submission = Submission(
        id=submission_id,
        state=_checked(judged),
        account_id=actor.account,
        key_hash=hashed(key),
        contact=delivery.contact,
        language=delivery.language,
        scope=scope_of(actor, delivery.contact),
        content_hash=delivery.content_hash,
        title=judged.title,
        records=judged.records,
    )
    session.add(submission)
    session.flush()
    _version(session, submission, 1, delivery, judged)
    _step(session, submission, Action.RECEIVE, State.RECEIVED, actor)
    if judged.valid:
        _step(session, submission, Action.RECEIVE, State.VALIDATED, Actor(), role="check")
    return Receipt(submission.id, 1, key, new=True)


def save_draft(session: Session, actor: Actor, delivery: Delivery, title: str, submission_id: str | None) -> Receipt:
    """Keep unfinished work, checked or not; only its author sees it. Raises NotFoundError or ConflictError."""
    if submission_id is None:
        key = new_key()
        submission = Submission(
            id=new_id(),
            state=State.RECEIVED,
            draft=True,
            account_id=actor.account,
            key_hash=hashed(key),
            contact=delivery.contact,
            language=delivery.language,
            scope=f"draft:{secrets.token_hex(8)}",
            content_hash=delivery.content_hash,
            title=title,
        )
        session.add(submission)
        session.flush()
        _version(session, submission, 1, delivery, None)
        return Receipt(submission.id, 1, key, new=True)
    submission = get(session, actor, submission_id)
    if not submission.draft:
        raise ConflictError(
            "This submission was sent already",
            remedy="Send an amendment instead",
            extra=in_french("Cette contribution a déjà été envoyée", "Envoyez plutôt une modification"),
        )
    version = submission.versions[0]
    version.body, version.media_type, version.content_hash = delivery.data, delivery.media_type, delivery.content_hash
    submission.title, submission.updated = title, now()
    submission.contact, submission.language = delivery.contact or submission.contact, delivery.language
    return Receipt(submission.id, 1, None, new=False)


def forget_drafts(session: Session, before: datetime) -> int:
    """Remove the drafts that nobody has saved since; return how many. What was sent is never removed."""
    old = session.scalars(select(Submission).where(Submission.draft, Submission.updated < before)).all()
    for draft in old:
        for part in (*draft.versions, *draft.comments, *draft.steps):
            session.delete(part)
        session.flush()
        session.delete(draft)
    return len(old)


def amend(
    session: Session, actor: Actor, submission_id: str, delivery: Delivery, judged: Judged, revision: int | None = None
) -> Receipt:
    """A new version, or the first of what was a draft. Raises NotFoundError, ConflictError or LimitError."""
    submission = get(session, actor, submission_id)
    at_revision(submission, revision)
    submission.title, submission.records, submission.updated = judged.title, judged.records, now()
    if submission.draft:
        session.delete(submission.versions[0])
        session.flush()
        submission.draft, submission.state = False, _checked(judged)
        submission.scope, submission.content_hash = scope_of(actor, submission.contact), delivery.content_hash
        twin = known(session, Actor(account=actor.account), delivery) if actor.account else None
        if twin is not None and twin.id != submission.id:
            submission.scope = f"again:{submission.id}"
        _version(session, submission, 1, delivery, judged)
        _step(session, submission, Action.RECEIVE, State.RECEIVED, actor)
        if judged.valid:
            _step(session, submission, Action.RECEIVE, State.VALIDATED, Actor(), role="check")
        return Receipt(submission.id, 1, None, new=True)
    last = submission.versions[-1]
    if last.content_hash == delivery.content_hash:
        return Receipt(submission.id, submission.current, None, new=False)
    state = State(submission.state)
    require(Action.AMEND, state, actor.role, "")
    if submission.current >= MOST_VERSIONS:
        raise LimitError(
            f"A submission has at most {MOST_VERSIONS} versions",
            remedy="Send a new submission",
            extra=in_french(
                f"Une contribution compte au plus {MOST_VERSIONS} versions", "Envoyez une nouvelle contribution"
            ),
        )
    submission.current += 1
    submission.state = _checked(judged)
    _version(session, submission, submission.current, delivery, judged)
    _step(session, submission, Action.AMEND, State(submission.state), actor)
    return Receipt(submission.id, submission.current, None, new=True)


def comment(session: Session, actor: Actor, submission_id: str, text: str, *, internal: bool = False) -> Comment:
    """A remark for the other side, or among curators. It is never published. Raises NotFoundError, ConflictError."""
    submission = get(session, actor, submission_id)
    if not text.strip():
        raise ConflictError(
            "The comment is empty",
            remedy="Write a sentence",
            extra=in_french("L’observation est vide", "Écrivez une phrase"),
        )
    said = Comment(
        submission_id=submission.id,
        version=submission.current,
        author_id=actor.account,
        role=actor.role,
        text=text.strip()[:10_000],
        internal=internal and actor.curates,
    )
    session.add(said)
    return said


def get(session: Session, actor: Actor, submission_id: str) -> Submission:
    """The submission. Raises NotFoundError where there is none that this person may see."""
    found = session.get(Submission, submission_id)
    if found is None or not may_see(actor, found):
        raise unknown(submission_id)
    return found


def at_revision(submission: Submission, revision: int | None) -> None:
    """Raises ConflictError where the submission has changed since `revision` was read."""
    if revision is not None and revision != submission.revision:
        raise ConflictError(
            "Somebody else changed this submission since you read it; nothing of yours was taken over",
            remedy="Compare both, then decide again",
            extra={
                "revision": submission.revision,
                "yours": revision,
                "state": submission.state,
                **in_french(
                    "Quelqu’un d’autre a modifié cette contribution depuis que vous l’avez lue ; rien de ce que vous "
                    "avez envoyé n’a été repris",
                    "Comparez les deux, puis décidez de nouveau",
                ),
            },
        )


def step(
    session: Session, submission: Submission, action: Action, state: State, actor: Actor, reason: str = ""
) -> Step:
    """Write a step into the history."""
    return _step(session, submission, action, state, actor, reason=reason)


def add_version(session: Session, submission: Submission, delivery: Delivery, judged: Judged) -> Version:
    """Write the next version."""
    submission.current += 1
    return _version(session, submission, submission.current, delivery, judged)


def _checked(judged: Judged) -> State:
    return State.VALIDATED if judged.valid else State.RECEIVED


def _version(
    session: Session, submission: Submission, number: int, delivery: Delivery, judged: Judged | None
) -> Version:
    version = Version(
        submission_id=submission.id,
        number=number,
        body=delivery.data,
        media_type=delivery.media_type,
        file_name=delivery.file_name[:200],
        content_hash=delivery.content_hash,
        triples=judged.triples if judged else "",
        report=judged.report if judged else {},
        valid=bool(judged and judged.valid),
        personal=judged.personal if judged else 0,
    )
    session.add(version)
    return version


def _step(
    session: Session,
    submission: Submission,
    action: Action,
    state: State,
    actor: Actor,
    *,
    role: str | None = None,
    reason: str = "",
) -> Step:
    taken = Step(
        submission_id=submission.id,
        version=submission.current,
        action=action,
        state=state,
        actor_id=actor.account,
        role=role or actor.role,
        reason=reason.strip()[:4000],
    )
    session.add(taken)
    return taken
