"""A submission as plain values, for pages and programs: only what the reader may see."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ramp.graph.namespaces import ID
from ramp.workflow.actor import Actor
from ramp.workflow.receiving import get
from ramp.workflow.states import Action, State, allowed
from ramp.workflow.tables import Account, Comment, Step, Submission, Version

QUEUE = tuple(state for state in State if state is not State.SUPERSEDED)
"""The states that a submission itself can be in; superseded are versions."""


@dataclass(frozen=True, slots=True)
class Line:
    """A submission in a list."""

    id: str
    title: str
    state: str
    draft: bool
    version: int
    published: bool
    updated: datetime
    reviewer: str | None
    personal: int
    warnings: int
    duplicates: int


@dataclass(frozen=True, slots=True)
class View:
    """A submission in full. `permanent`: published identifiers by the submitter's own; `notices`: where mail goes."""

    id: str
    state: str
    draft: bool
    revision: int
    created: datetime
    updated: datetime
    language: str
    title: str
    records: int
    contact: str | None
    notices: str | None
    account: str | None
    reviewer: str | None
    published: int | None
    versions: tuple[Version, ...]
    steps: tuple[Step, ...]
    comments: tuple[Comment, ...]
    permanent: dict[str, str]
    actions: tuple[Action, ...]

    @property
    def last(self) -> Version:
        """The newest version."""
        return self.versions[-1]

    @property
    def findings(self) -> list[dict[str, Any]]:
        """The findings of the check on the newest version."""
        return list(self.last.report.get("findings", ()))

    @property
    def practice(self) -> str | None:
        """The permanent identifier of its first practice."""
        practices = (iri for iri in self.permanent.values() if iri.rpartition("/")[0] == f"{ID.iri}practice")
        return min(practices, default=None)

    def as_dict(self, lang: str) -> dict[str, Any]:
        """The JSON object of the interface."""
        return {
            "id": self.id,
            "state": self.state,
            "draft": self.draft,
            "revision": self.revision,
            "version": self.last.number,
            "publishedVersion": self.published,
            "title": self.title,
            "records": self.records,
            "created": self.created.isoformat(timespec="seconds"),
            "updated": self.updated.isoformat(timespec="seconds"),
            "language": self.language,
            "permanent": self.permanent,
            "actions": [str(action) for action in self.actions],
            "history": [
                {"version": s.version, "action": s.action, "state": s.state, "by": who(s.actor, s.role, lang),
                 "at": s.at.isoformat(timespec="seconds"), "reason": s.reason}
                for s in self.steps
            ],
            "comments": [
                {"version": c.version, "by": who(c.author, c.role, lang), "at": c.at.isoformat(timespec="seconds"),
                 "text": c.text, "internal": c.internal}
                for c in self.comments
            ],
            "report": self.last.report,
        }  # fmt: skip


def view(session: Session, actor: Actor, submission_id: str) -> View:
    """The submission. Raises NotFoundError where there is none that this person may see."""
    found = get(session, actor, submission_id)
    state = State(found.state)
    actions = [a for a in allowed(state, actor.role) if actor.curates or a in (Action.AMEND, Action.WITHDRAW)]
    if found.published is not None and state != State.WITHDRAWN and Action.WITHDRAW not in actions:
        actions.append(Action.WITHDRAW)
    return View(
        id=found.id, state=found.state, draft=found.draft, revision=found.revision, created=found.created,
        updated=found.updated, language=found.language, title=found.title, records=found.records,
        contact=found.contact,
        notices=found.contact or (found.account.email if found.account else None),
        account=found.account.name if found.account else None,
        reviewer=found.reviewer.name if found.reviewer else None, published=found.published,
        versions=tuple(found.versions),
        steps=tuple(s for s in found.steps if actor.curates or s.action != Action.CLEAR),
        comments=tuple(c for c in found.comments if actor.curates or not c.internal),
        permanent={row.source: row.iri for row in found.iris} if found.published or state == State.WITHDRAWN else {},
        actions=tuple(actions),
    )  # fmt: skip


def own(session: Session, actor: Actor) -> list[Line]:
    """What this person has sent or begun, newest first; nothing without an account."""
    if actor.account is None:
        return []
    rows = session.scalars(select(Submission).where(Submission.account_id == actor.account))
    return _lines(rows)


def queue(session: Session, actor: Actor, *, states: list[str], text: str, mine: bool, flagged: bool) -> list[Line]:
    """The curators' list: by state, words of the title, own reviews, findings to decide on."""
    chosen = select(Submission).where(Submission.draft.is_(False), Submission.state.in_(states))
    if mine:
        chosen = chosen.where(Submission.reviewer_id == actor.account)
    for word in text.split()[:10]:
        pattern = f"%{word.replace('/', '//').replace('%', '/%').replace('_', '/_')}%"
        chosen = chosen.where(or_(Submission.title.ilike(pattern, escape="/"), Submission.id == word))
    lines = _lines(session.scalars(chosen.order_by(Submission.updated.desc()).limit(500)))
    return [line for line in lines if line.personal or line.duplicates] if flagged else lines


def who(account: Account | None, role: str, lang: str) -> str:
    """A person as the other side may see her: public name, or role."""
    names = {
        "submitter": ("submitter", "auteur de la fiche"),
        "curator": ("curator", "responsable"),
        "admin": ("curator", "responsable"),
        "check": ("automatic check", "contrôle automatique"),
    }
    role_name = names[role][lang == "fr"]
    return account.public_name if account and account.public_name else role_name


def _lines(rows: Any) -> list[Line]:
    return [
        Line(
            row.id, row.title, row.state, row.draft, row.current, row.published is not None, row.updated,
            row.reviewer.name if row.reviewer else None,
            0 if row.versions[-1].cleared else row.versions[-1].personal,
            row.versions[-1].report.get("counts", {}).get("warning", 0),
            sum(1 for f in row.versions[-1].report.get("findings", ()) if f["kind"] == "duplicate"),
        )
        for row in sorted(rows, key=lambda row: row.updated, reverse=True)
    ]  # fmt: skip
