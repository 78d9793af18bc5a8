"""Who is acting, and what she may see: her own, or as a curator all; everything else does not exist for her."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from ramp.errors import NotFoundError, in_french
from ramp.workflow.states import Role, reaches
from ramp.workflow.tables import Submission


@dataclass(frozen=True, slots=True)
class Actor:
    """`account`: None for somebody who holds only the private link of a submission (`key`), or nothing."""

    role: Role = Role.SUBMITTER
    account: str | None = None
    key: str | None = None

    @property
    def curates(self) -> bool:
        """Whether she may see and decide on all submissions."""
        return self.account is not None and reaches(self.role, Role.CURATOR)


def new_key() -> str:
    """The secret of a private link: 256 random bits."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """What is kept of a secret that is as hard to guess as its hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def may_see(actor: Actor, submission: Submission) -> bool:
    """Whether the submission exists for this person."""
    if actor.curates:
        return not submission.draft or _holds(actor, submission)
    return _holds(actor, submission)


def _holds(actor: Actor, submission: Submission) -> bool:
    if actor.account is not None and actor.account == submission.account_id:
        return True
    return actor.key is not None and hmac.compare_digest(hashed(actor.key), submission.key_hash)


def unknown(submission_id: str) -> NotFoundError:
    """The one answer for a submission that is not there and for one that is somebody else's."""
    return NotFoundError(
        f"There is no submission {submission_id[:40]} that you may see",
        remedy="Use the private link you were given when you sent it, or sign in",
        extra=in_french(
            f"Il n’y a pas de contribution {submission_id[:40]} que vous puissiez voir",
            "Utilisez le lien privé reçu lors de l’envoi, ou connectez-vous",
        ),
    )
