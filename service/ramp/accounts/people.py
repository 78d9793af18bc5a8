"""Accounts and browser sessions. Each function runs in one transaction and is called with its session."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ramp.access.tokens import Token
from ramp.errors import ForbiddenError, NotFoundError, ParameterError, in_french
from ramp.workflow.actor import Actor, hashed, new_key
from ramp.workflow.states import Role, reaches
from ramp.workflow.tables import Account, BrowserSession, now

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is signed in; `csrf` is set for browsers, whose forms must carry it."""

    id: str
    name: str
    public_name: str
    email: str | None
    role: Role
    csrf: str | None = None

    @property
    def actor(self) -> Actor:
        """This person as one who acts on submissions."""
        return Actor(self.role, self.id)


def of_token(session: Session, token: Token) -> Person:
    """The account of a token, made when it is first used. The role is always the token's own."""
    return _person(_account(session, f"token:{token.id}", token.name, None, Role(token.role), keep_role=False))


def of_provider(session: Session, subject: str, name: str, email: str | None, role: Role) -> Person:
    """The account of somebody whom the OpenID provider has signed in.

    A role that an admin has given stays, unless `role` reaches further.
    """
    return _person(_account(session, subject, name, email, role, keep_role=True))


def sign_in(session: Session, account_id: str, hours: float) -> str:
    """A new browser session; its secret is for the cookie and is kept nowhere. Sessions that have ended are removed."""
    session.execute(delete(BrowserSession).where(BrowserSession.expires < now()))
    key = new_key()
    session.add(
        BrowserSession(
            key_hash=hashed(key),
            account_id=account_id,
            csrf=secrets.token_urlsafe(24),
            expires=now() + timedelta(hours=hours),
        )
    )
    return key


def of_session(session: Session, key: str, tokens: Collection[str]) -> Person | None:
    """Who is signed in with this cookie. A session ends with its time, and with the token that it was opened with."""
    found = session.get(BrowserSession, hashed(key))
    if found is None or found.expires < now():
        return None
    kind, _, token = found.account.subject.partition(":")
    if kind == "token" and token not in tokens:
        return None
    return _person(found.account, found.csrf)


def sign_out(session: Session, key: str) -> None:
    """End the browser session."""
    session.execute(delete(BrowserSession).where(BrowserSession.key_hash == hashed(key)))


def rename(session: Session, account_id: str, public_name: str) -> None:
    """Choose what publication shows of this account, such as the name of an organisation. Raises ParameterError."""
    if len(public_name.strip()) > LONGEST_NAME:
        raise ParameterError(
            f"The public name is longer than {LONGEST_NAME} characters",
            remedy="Shorten it",
            extra=in_french(f"Le nom public dépasse {LONGEST_NAME} caractères", "Raccourcissez-le"),
        )
    session.get_one(Account, account_id).public_name = public_name.strip()


def everybody(session: Session) -> list[Account]:
    """All accounts, in the order of their names."""
    return list(session.scalars(select(Account).order_by(Account.name, Account.id)))


def give_role(session: Session, admin: Person, account_id: str, role: str) -> None:
    """Give an account a role; its sessions end. Raises ForbiddenError, NotFoundError or ParameterError."""
    if not reaches(admin.role, Role.ADMIN):
        raise ForbiddenError(
            "Only admins give roles",
            remedy="Ask an admin",
            extra=in_french("Seule l’administration attribue les rôles", "Adressez-vous à l’administration"),
        )
    account = session.get(Account, account_id)
    if account is None:
        raise NotFoundError(
            "There is no such account",
            remedy="See the list at /accounts",
            extra=in_french("Ce compte n’existe pas", "Voyez la liste à /accounts"),
        )
    if role not in list(Role):
        raise ParameterError(
            "There is no such role",
            remedy=f"Use one of {', '.join(Role)}",
            extra=in_french("Ce rôle n’existe pas", f"Utilisez l’un de {', '.join(Role)}"),
        )
    if account.subject.startswith("token:"):
        raise ForbiddenError(
            "The role of a token is fixed",
            remedy="Make another token: ramp token create",
            extra=in_french("Le rôle d’un jeton est fixe", "Créez un autre jeton : ramp token create"),
        )
    account.role = role
    session.execute(delete(BrowserSession).where(BrowserSession.account_id == account_id))


def _account(session: Session, subject: str, name: str, email: str | None, role: Role, *, keep_role: bool) -> Account:
    account = session.scalar(select(Account).where(Account.subject == subject))
    if account is None:
        account = Account(id=secrets.token_hex(6), subject=subject, name=name, email=email, role=role)
        session.add(account)
        session.flush()
        return account
    account.name, account.email = name, email or account.email
    if not keep_role or reaches(role, Role(account.role)):
        account.role = role
    return account


def _person(account: Account, csrf: str | None = None) -> Person:
    return Person(account.id, account.name, account.public_name, account.email, Role(account.role), csrf)
