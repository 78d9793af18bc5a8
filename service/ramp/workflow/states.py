"""Which step leads a submission from which state to which, and who may take it. The names are those of the scheme
`submission-status`; a draft is kept as `received` until it passes the check."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from ramp.errors import ConflictError, ForbiddenError, in_french
from ramp.workflow import french


class State(StrEnum):
    """Where a submission stands."""

    RECEIVED = "received"
    VALIDATED = "validated"
    IN_REVIEW = "in-review"
    RETURNED = "returned"
    REJECTED = "rejected"
    ACCEPTED = "accepted"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Role(StrEnum):
    """What a person may do here; each role may do what the one before it may."""

    SUBMITTER = "submitter"
    CURATOR = "curator"
    ADMIN = "admin"


class Action(StrEnum):
    """A step; `amend` and `edit` make a new version."""

    RECEIVE = "receive"
    AMEND = "amend"
    TAKE = "take"
    RELEASE = "release"
    CLEAR = "clear"
    EDIT = "edit"
    RETURN = "return"
    REJECT = "reject"
    ACCEPT = "accept"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Rule:
    """`to`: the state afterwards, None: as it was; `least`: who may take the step; `reason`: must it say why."""

    sources: frozenset[State]
    to: State | None
    least: Role
    reason: bool = False


def _from(*states: State) -> frozenset[State]:
    return frozenset(states)


_OPEN = _from(State.RECEIVED, State.VALIDATED, State.IN_REVIEW, State.RETURNED)
RULES: Mapping[Action, Rule] = MappingProxyType(
    {
        Action.AMEND: Rule(_OPEN | {State.ACCEPTED}, None, Role.SUBMITTER),
        Action.TAKE: Rule(_from(State.VALIDATED, State.IN_REVIEW), State.IN_REVIEW, Role.CURATOR),
        Action.RELEASE: Rule(_from(State.IN_REVIEW), State.VALIDATED, Role.CURATOR),
        Action.CLEAR: Rule(_from(State.IN_REVIEW), None, Role.CURATOR, reason=True),
        Action.EDIT: Rule(_from(State.IN_REVIEW), State.IN_REVIEW, Role.CURATOR, reason=True),
        Action.RETURN: Rule(_from(State.IN_REVIEW), State.RETURNED, Role.CURATOR, reason=True),
        Action.REJECT: Rule(_from(State.IN_REVIEW), State.REJECTED, Role.CURATOR, reason=True),
        Action.ACCEPT: Rule(_from(State.IN_REVIEW), State.ACCEPTED, Role.CURATOR),
        Action.WITHDRAW: Rule(_OPEN | {State.ACCEPTED}, State.WITHDRAWN, Role.SUBMITTER, reason=True),
    }
)
_ORDER = (Role.SUBMITTER, Role.CURATOR, Role.ADMIN)


def reaches(role: Role, least: Role) -> bool:
    """Whether `role` may do what `least` may."""
    return _ORDER.index(role) >= _ORDER.index(least)


def allowed(state: State, role: Role) -> list[Action]:
    """The steps that somebody with this role may take now."""
    return [action for action, rule in RULES.items() if state in rule.sources and reaches(role, rule.least)]


def require(action: Action, state: State, role: Role, reason: str) -> State:
    """The state after the step. Raises ForbiddenError or ConflictError where it may not be taken."""
    rule = RULES[action]
    if not reaches(role, rule.least):
        raise ForbiddenError(
            f"The role {role} may not {action} a submission",
            remedy=f"Ask a {rule.least}",
            extra=in_french(
                f"Le rôle « {french.ROLES[role]} » ne permet pas l’étape « {french.ACTIONS[action]} »",
                f"Adressez-vous à quelqu’un qui a le rôle « {french.ROLES[rule.least]} »",
            ),
        )
    if state not in rule.sources:
        sources = " ou ".join(f"« {french.STATES[name]} »" for name in sorted(rule.sources))
        raise ConflictError(
            f"The submission is {state}, so it cannot be taken through the step '{action}'",
            remedy=f"That step starts from {', '.join(sorted(rule.sources))}; see the present state",
            extra={
                "state": state,
                **in_french(
                    f"La contribution est dans l’état « {french.STATES[state]} » : l’étape "
                    f"« {french.ACTIONS[action]} » n’est pas possible",
                    f"Cette étape part de {sources} ; consultez l’état actuel",
                ),
            },
        )
    if rule.reason and not reason.strip():
        raise ConflictError(
            f"The step '{action}' needs a reason",
            remedy="Say why, in a sentence",
            extra=in_french(f"L’étape « {french.ACTIONS[action]} » exige un motif", "Indiquez le motif en une phrase"),
        )
    return rule.to or state
