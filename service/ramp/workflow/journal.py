"""The transactions of a publication: a decision is written down before the graph changes, and marked afterwards."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pyoxigraph as ox
from sqlalchemy import select
from sqlalchemy.orm import Session

from ramp.errors import ConflictError, in_french
from ramp.workflow import french, provenance
from ramp.workflow.actor import Actor
from ramp.workflow.receiving import at_revision, get, step
from ramp.workflow.states import Action, State, require
from ramp.workflow.tables import MintedIri, Publication, Step, Submission, now


def ready(
    session: Session, actor: Actor, submission_id: str, revision: int | None
) -> tuple[list[ox.Triple], list[ox.Triple], dict[str, str]]:
    """The current version, if it may be accepted; what its author sent last; the identifiers that it has already."""
    submission = get(session, actor, submission_id)
    at_revision(submission, revision)
    require(Action.ACCEPT, State(submission.state), actor.role, "")
    require_idle(session, submission)
    version = submission.versions[-1]
    if not version.valid:
        raise ConflictError(
            "The record does not pass the check",
            remedy="Edit it, or return it to its author",
            extra=in_french("La fiche ne passe pas le contrôle", "Modifiez-la, ou renvoyez-la à son auteur"),
        )
    if version.personal and not version.cleared:
        raise ConflictError(
            f"The screen for personal data has {version.personal} findings that nobody has decided on",
            remedy="Edit the record, or clear the findings and say why",
            extra={
                "personal": version.personal,
                **in_french(
                    f"La recherche de données personnelles a trouvé {version.personal} "
                    f"{'passage' if version.personal == 1 else 'passages'} sur lesquels personne ne s’est prononcé",
                    f"Modifiez la fiche, ou choisissez « {french.ACTIONS[Action.CLEAR]} » et dites pourquoi",
                ),
            },
        )
    edited = {step.version for step in submission.steps if step.action == Action.EDIT}
    authors = [other for other in submission.versions if other.number not in edited]
    return (
        _triples(version.triples),
        _triples(authors[-1].triples),
        {minted.source: minted.iri for minted in submission.iris},
    )


def _triples(text: str) -> list[ox.Triple]:
    parsed = ox.parse(text.encode(), format=ox.RdfFormat.N_TRIPLES)
    return [ox.Triple(quad.subject, quad.predicate, quad.object) for quad in parsed]


def write_acceptance(
    session: Session,
    actor: Actor,
    submission_id: str,
    revision: int | None,
    reason: str,
    minted: dict[str, str],
    record: list[ox.Triple],
) -> Publication:
    """Write down the identifiers and the graphs of the accepted version, as they shall be."""
    submission = get(session, actor, submission_id)
    at_revision(submission, revision)
    require(Action.ACCEPT, State(submission.state), actor.role, "")
    require_idle(session, submission)
    known = {row.source for row in submission.iris}
    for source, iri in minted.items():
        if source not in known:
            session.add(MintedIri(iri=iri, submission_id=submission.id, source=source))
    number, previous = submission.current, submission.published
    taken = _taken_step(submission, Action.ACCEPT, State.ACCEPTED, actor, reason)
    steps = past_steps(submission, taken)
    history = provenance.history(submission.id, number, "accepted", steps, members=minted, previous=previous)
    graphs: dict[str, Any] = {provenance.graph_of(submission.id, number): provenance.text_of([*record, *history])}
    if previous is not None:
        old = provenance.history(submission.id, previous, "superseded", steps)
        graphs[provenance.graph_of(submission.id, previous)] = provenance.text_of(old)
        graphs[provenance.derived_graph_of(submission.id, previous)] = None
    return _journal(session, submission, number, Action.ACCEPT, graphs, taken)


def write_withdrawal(
    session: Session, actor: Actor, submission_id: str, revision: int | None, reason: str
) -> Publication | None:
    """Write down what shall stay in the graph; None where nothing was published, so that all is done."""
    submission = get(session, actor, submission_id)
    at_revision(submission, revision)
    published = submission.published
    if published is None:
        require(Action.WITHDRAW, State(submission.state), actor.role, reason)
        submission.state, submission.updated = State.WITHDRAWN, now()
        step(session, submission, Action.WITHDRAW, State.WITHDRAWN, actor, reason)
        return None
    require(Action.WITHDRAW, State.ACCEPTED, actor.role, reason)
    if submission.state == State.WITHDRAWN:
        raise ConflictError(
            "The submission is withdrawn already",
            remedy="There is nothing left to do",
            extra=in_french("La contribution est déjà retirée", "Il ne reste rien à faire"),
        )
    require_idle(session, submission)
    taken = _taken_step(submission, Action.WITHDRAW, State.WITHDRAWN, actor, reason)
    left = provenance.tombstone(
        submission.id, published, [row.iri for row in submission.iris], past_steps(submission, taken),
        taken["reason"], taken["at"], submission.language,
    )  # fmt: skip
    graphs: dict[str, Any] = {
        provenance.graph_of(submission.id, published): provenance.text_of(left),
        provenance.derived_graph_of(submission.id, published): None,
    }
    return _journal(session, submission, published, Action.WITHDRAW, graphs, taken)


def _journal(
    session: Session,
    submission: Submission,
    version: int,
    action: Action,
    graphs: dict[str, Any],
    taken: dict[str, Any],
) -> Publication:
    row = Publication(submission_id=submission.id, version=version, action=action, graphs=graphs, step=taken)
    submission.updated = now()
    session.add(row)
    session.flush()
    return row


def _taken_step(submission: Submission, action: Action, state: State, actor: Actor, reason: str) -> dict[str, Any]:
    return {
        "version": submission.current, "action": action, "state": state, "actor": actor.account,
        "role": actor.role, "reason": reason.strip()[:4000], "at": now().isoformat(timespec="seconds"),
    }  # fmt: skip


def past_steps(submission: Submission, last: Mapping[str, Any] | None = None) -> list[provenance.PastStep]:
    """The history as provenance tells it; `last` is the step that is being taken."""
    accounts = {step.actor_id: step.actor for step in submission.steps if step.actor}
    if submission.account:
        accounts[submission.account.id] = submission.account
    rows = [
        (s.version, s.action, s.state, s.actor_id, s.role, s.at.isoformat(timespec="seconds"), s.reason)
        for s in submission.steps
        if s.action not in (Action.CLEAR, Action.RELEASE)
    ]
    if last is not None:
        names = ("version", "action", "state", "actor", "role", "at", "reason")
        rows.append(tuple(last[name] for name in names))
    out: list[provenance.PastStep] = []
    for number, (version, action, state, actor, role, at, reason) in enumerate(rows, 1):
        account = accounts.get(actor) if actor else None
        label = account.public_name if account else ""
        agent = actor or f"anonymous-{role}"
        out.append(provenance.PastStep(number, version, action, state, agent, label, role, at, reason))
    return out


def require_idle(session: Session, submission: Submission) -> None:
    """Raises ConflictError while a publication of this submission is on its way."""
    if session.scalar(select(Publication.id).where(_is_pending(), Publication.submission_id == submission.id)):
        raise ConflictError(
            "A publication of this submission is on its way",
            remedy="Read it again in a moment",
            extra=in_french("Une publication de cette contribution est en cours", "Relisez-la dans un instant"),
        )


def pending(session: Session) -> list[Publication]:
    """What was decided and not finished, oldest first."""
    return list(session.scalars(select(Publication).where(_is_pending()).order_by(Publication.id)))


def _is_pending() -> Any:
    return Publication.progress == "pending"


def expected(session: Session) -> dict[str, set[str]]:
    """The graphs that should be in the store, by submission."""
    names: dict[str, set[str]] = {}
    done = select(Publication.submission_id, Publication.version).where(Publication.progress == "done")
    for submission_id, version in session.execute(done):
        names.setdefault(submission_id, set()).add(provenance.graph_of(submission_id, version))
    return names


def graphs_of(session: Session, submission_id: str) -> dict[str, Any]:
    """The graphs of a submission as its publications have left them."""
    graphs: dict[str, Any] = {}
    done = select(Publication.graphs).where(Publication.submission_id == submission_id, Publication.progress == "done")
    for changed in session.scalars(done.order_by(Publication.id)):
        graphs.update(changed)
    return graphs


def taken(session: Session, iris: list[str]) -> set[str]:
    """Those of the identifiers that some submission has."""
    return set(session.scalars(select(MintedIri.iri).where(MintedIri.iri.in_(iris))))


def mark_failed(session: Session, row_id: int) -> None:
    """The graph refused the change: nothing has changed."""
    session.get_one(Publication, row_id).progress = "failed"


def finish(session: Session, row_id: int) -> None:
    """Graph and tables agree from here on."""
    row = session.get_one(Publication, row_id, with_for_update=True)
    if row.progress != "pending":
        return
    submission, taken = row.submission, row.step
    session.add(
        Step(
            submission_id=submission.id,
            version=taken["version"],
            action=taken["action"],
            state=taken["state"],
            actor_id=taken["actor"],
            role=taken["role"],
            at=datetime.fromisoformat(taken["at"]),
            reason=taken["reason"],
        )
    )
    submission.state, submission.updated = taken["state"], now()
    submission.published = row.version if row.action == Action.ACCEPT else None
    row.progress = "done"
