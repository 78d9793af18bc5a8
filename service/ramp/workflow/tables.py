"""The tables. Times are UTC; hashes are SHA-256 (hex); of secrets only hashes are kept."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, ForeignKey, LargeBinary, String, Text, TypeDecorator, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class UtcTime(TypeDecorator[datetime]):
    """A time with its zone, also from databases that keep none."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=value.tzinfo or UTC)


def now() -> datetime:
    """The present time, to the microsecond."""
    return datetime.now(UTC)


class Base(DeclarativeBase):
    """What all tables share."""

    type_annotation_map = {datetime: UtcTime, dict[str, Any]: JSON, str: Text, bytes: LargeBinary}  # noqa: RUF012


class Account(Base):
    """Somebody who can sign in. `subject`: `token:ID` or `oidc:ISSUER#SUB`; `public_name` is what publication shows."""

    __tablename__ = "account"
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    subject: Mapped[str] = mapped_column(String(512), unique=True)
    name: Mapped[str]
    public_name: Mapped[str] = mapped_column(default="")
    email: Mapped[str | None]
    role: Mapped[str] = mapped_column(String(16))
    created: Mapped[datetime] = mapped_column(default=now)


class BrowserSession(Base):
    """A browser that is signed in; `csrf` is what its forms must carry."""

    __tablename__ = "browser_session"
    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    csrf: Mapped[str] = mapped_column(String(64))
    expires: Mapped[datetime]
    account: Mapped[Account] = relationship(lazy="joined")


class Submission(Base):
    """A record on its way in. `revision` counts changes, for those who write at the same time; `scope` and
    `content_hash` make the same file from the same sender one submission; `published` is the version in the graph."""

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("scope", "content_hash"),)
    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    state: Mapped[str] = mapped_column(String(16), index=True)
    revision: Mapped[int] = mapped_column(default=1)
    created: Mapped[datetime] = mapped_column(default=now)
    updated: Mapped[datetime] = mapped_column(default=now)
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)
    key_hash: Mapped[str] = mapped_column(String(64))
    contact: Mapped[str | None]
    language: Mapped[str] = mapped_column(String(2))
    scope: Mapped[str] = mapped_column(String(256))
    content_hash: Mapped[str] = mapped_column(String(64))
    draft: Mapped[bool] = mapped_column(default=False)
    current: Mapped[int] = mapped_column(default=1)
    published: Mapped[int | None]
    reviewer_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    title: Mapped[str] = mapped_column(default="")
    records: Mapped[int] = mapped_column(default=0)
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012
    versions: Mapped[list["Version"]] = relationship(order_by="Version.number", back_populates="submission")
    steps: Mapped[list["Step"]] = relationship(order_by="Step.id")
    comments: Mapped[list["Comment"]] = relationship(order_by="Comment.id")
    iris: Mapped[list["MintedIri"]] = relationship(order_by="MintedIri.iri")
    account: Mapped[Account | None] = relationship(foreign_keys=[account_id])
    reviewer: Mapped[Account | None] = relationship(foreign_keys=[reviewer_id])


class Version(Base):
    """What was sent, as it came (`body`) and as it was read (`triples`: N-Triples), with the report on it."""

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("submission_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"), index=True)
    number: Mapped[int]
    body: Mapped[bytes]
    media_type: Mapped[str]
    file_name: Mapped[str] = mapped_column(default="")
    content_hash: Mapped[str] = mapped_column(String(64))
    triples: Mapped[str]
    report: Mapped[dict[str, Any]]
    valid: Mapped[bool]
    personal: Mapped[int] = mapped_column(default=0)
    cleared: Mapped[str | None]
    created: Mapped[datetime] = mapped_column(default=now)
    submission: Mapped[Submission] = relationship(back_populates="versions")


class Step(Base):
    """One step: who, when, why. `reason` is published with the record."""

    __tablename__ = "step"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"), index=True)
    version: Mapped[int]
    action: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    role: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(default=now)
    reason: Mapped[str] = mapped_column(default="")
    actor: Mapped[Account | None] = relationship(lazy="joined")


class Comment(Base):
    """A remark between submitter and curators; never published. `internal`: for curators only."""

    __tablename__ = "comment"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"), index=True)
    version: Mapped[int]
    author_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    role: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(default=now)
    text: Mapped[str]
    internal: Mapped[bool] = mapped_column(default=False)
    author: Mapped[Account | None] = relationship(lazy="joined")


class MintedIri(Base):
    """A permanent identifier and the submitter's own for the same node; a row is never removed."""

    __tablename__ = "minted_iri"
    __table_args__ = (UniqueConstraint("submission_id", "source"),)
    iri: Mapped[str] = mapped_column(String(512), primary_key=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"), index=True)
    source: Mapped[str] = mapped_column(String(2048))
    submission: Mapped[Submission] = relationship(back_populates="iris")


class Publication(Base):
    """The journal: a change of the graph that was decided. `graphs` maps graph IRI to N-Triples (null: remove).

    `pending` until graph and submission are as decided; `failed`: the graph refused it and nothing changed.
    """

    __tablename__ = "publication"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"), index=True)
    version: Mapped[int]
    action: Mapped[str] = mapped_column(String(16))
    progress: Mapped[str] = mapped_column(String(16), index=True, default="pending")
    graphs: Mapped[dict[str, Any]]
    step: Mapped[dict[str, Any]]
    created: Mapped[datetime] = mapped_column(default=now)
    submission: Mapped[Submission] = relationship()
