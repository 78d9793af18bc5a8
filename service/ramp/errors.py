"""Every error that RAMP reports, in one tree: which kinds there are, and what each means.

What an error says, and how it is written for a person and for a program, is the same for all: see `problem`.

    RampError
    ├── KnowledgeError            a file of ontology/, shapes/, data/ or queries/ cannot be used
    ├── HomeError                 RAMP_HOME cannot be written, or is in use by another process
    ├── StoreError                the store on disk is damaged or of another kind
    ├── SettingsError             a RAMP_* setting has a value that it cannot have
    ├── PortError                 the address to listen on is taken or not ours
    ├── BadRequestError           400: the request breaks a rule of its protocol
    │   ├── QuerySyntaxError      400: the text is no SPARQL; line and column say where
    │   ├── DataSyntaxError       400: the body is not what its media type says
    │   └── ParameterError        400: a parameter is unknown, missing or of the wrong type
    ├── UnauthorizedError         401: no valid token
    ├── ForbiddenError            403: the token's role does not reach, or the thing is not allowed to anybody
    │   └── FederationError       403: SERVICE, LOAD or FROM that would make the service fetch something
    ├── NotFoundError             404
    ├── ConflictError             409: what is there changed meanwhile, or its state does not allow this
    ├── GoneError                 410: it was here and was withdrawn; the reason is said
    ├── MethodError               405: Allow says which methods there are
    ├── NotAcceptableError        406: with the list of what there is
    ├── TooLargeError             413: the request is longer than the limit
    ├── MediaTypeError            415: with the list of what is read
    ├── RangeError                416: no part that Range asks for is in the file; Content-Range says its size
    ├── LimitError                422: understood, but it goes over a limit on work
    │   ├── ComplexityError       422: nested too deep, too many patterns or list items
    │   ├── ResultSizeError       422: the answer is larger than the limit
    │   ├── MemoryLimitError      422: the evaluation needs more memory than the limit
    │   └── EvaluationError       422: the engine gave up on this very request
    ├── BudgetError               429: this client has used its processing seconds; Retry-After
    ├── FeedError                 502: a feed cannot be read, or what it says is not what it states (ramp mirror)
    ├── SignInError               502: the OpenID provider cannot be reached, or its answer is not valid
    ├── EngineAnswerError         502: the SPARQL server behind this service gave an answer that cannot be used
    ├── EngineGoneError           503: the SPARQL server behind this service cannot be reached; Retry-After
    ├── BusyError                 503: the workers are busy and the queue is full, or the service stops; Retry-After
    └── DeadlineError             504: the evaluation took longer than the limit
"""

from ramp.problem import RampError as RampError
from ramp.problem import french_number as french_number
from ramp.problem import in_french as in_french


class KnowledgeError(RampError):
    """A knowledge file is missing or broken; `extra` may hold `file`, `line`, `column`."""

    title, status, kind = "Knowledge file not usable", 500, "knowledge"


class HomeError(RampError):
    """RAMP_HOME cannot be created, written or locked."""

    title, status, kind = "Home folder not usable", 500, "home"


class StoreError(RampError):
    """The store under RAMP_HOME cannot be opened."""

    title, status, kind = "Store not usable", 500, "store"


class SettingsError(RampError):
    """A setting has a value that it cannot have; `extra` holds `setting`."""

    title, status, kind = "Setting not usable", 500, "setting"


class PortError(RampError):
    """The service cannot listen where it was told to."""

    title, status, kind = "Address not available", 500, "address"


class BadRequestError(RampError):
    """The request breaks a rule of HTTP, of the SPARQL Protocol or of this interface."""

    title, status, kind = "Bad request", 400, "bad-request"


class QuerySyntaxError(BadRequestError):
    """The text is no SPARQL; `extra` holds `line` and `column` (both from 1) where the engine tells them."""

    title, kind = "SPARQL syntax error", "sparql-syntax"


class DataSyntaxError(BadRequestError):
    """The body cannot be parsed as its media type; `extra` holds `line` and `column` where known."""

    title, kind = "Data syntax error", "data-syntax"


class ParameterError(BadRequestError):
    """A parameter is unknown, missing, repeated or of the wrong type; `extra` holds `parameter`."""

    title, kind = "Bad parameter", "parameter"


class UnauthorizedError(RampError):
    """The request needs a bearer token (RFC 6750) and has none that is valid."""

    title, status, kind = "Token needed", 401, "unauthorized"


class ForbiddenError(RampError):
    """The request is understood and refused."""

    title, status, kind = "Forbidden", 403, "forbidden"


class FederationError(ForbiddenError):
    """The query would make the service send a request to somewhere else."""

    title, kind = "Federation refused", "federation"


class NotFoundError(RampError):
    """There is no such thing here."""

    title, status, kind = "Not found", 404, "not-found"


class ConflictError(RampError):
    """The thing changed meanwhile, or is in a state that does not allow this; `extra` says which."""

    title, status, kind = "Conflict", 409, "conflict"


class GoneError(RampError):
    """It was here and was withdrawn; its identifier is kept for ever."""

    title, status, kind = "Withdrawn", 410, "gone"


class MethodError(RampError):
    """The resource has no such method; the header Allow lists those it has."""

    title, status, kind = "Method not allowed", 405, "method"


class NotAcceptableError(RampError):
    """No representation fits the Accept header or `format`; `extra["available"]` lists what there is."""

    title, status, kind = "Not acceptable", 406, "not-acceptable"


class TooLargeError(RampError):
    """The request is longer than a limit; `extra` holds `limit` in bytes."""

    title, status, kind = "Request too large", 413, "too-large"


class MediaTypeError(RampError):
    """The body has a media type that is not read here; `extra["available"]` lists those that are."""

    title, status, kind = "Unsupported media type", 415, "media-type"


class RangeError(RampError):
    """No part of the file is within the Range asked for; `extra` holds its `size` in bytes."""

    title, status, kind = "Range not satisfiable", 416, "range"


class LimitError(RampError):
    """The request is well formed and asks for more work than the service gives; `extra` holds `limit`."""

    title, status, kind = "Over a limit", 422, "limit"


class ComplexityError(LimitError):
    """The text is nested too deep or has too many parts to be planned in time."""

    title, kind = "Query too complex", "complexity"


class ResultSizeError(LimitError):
    """The answer is larger than the limit and was therefore not sent; no part of it was."""

    title, kind = "Result too large", "result-size"


class MemoryLimitError(LimitError):
    """The evaluation needs more memory than a worker has."""

    title, kind = "Memory limit reached", "memory"


class EvaluationError(LimitError):
    """The engine could not finish this request and its worker was replaced."""

    title, kind = "Evaluation failed", "evaluation"


class BudgetError(RampError):
    """The client has used up its processing seconds; the header Retry-After says when to come back."""

    title, status, kind = "Budget used up", 429, "budget"


class FeedError(RampError):
    """The change feed of another service cannot be read whole, or is not what it says; `extra` may hold both."""

    title, status, kind = "Feed not usable", 502, "feed"


class SignInError(RampError):
    """The OpenID provider cannot be reached, or its answer is not valid."""

    title, status, kind = "Sign-in failed", 502, "sign-in"


class EngineAnswerError(RampError):
    """The SPARQL server behind this service answered with something else than a whole answer in the format asked for.

    A partial or unreadable answer is never passed on.
    """

    title, status, kind = "Engine answer not usable", 502, "engine-answer"


class EngineGoneError(RampError):
    """The SPARQL server behind this service cannot be reached; the header Retry-After says when to come back."""

    title, status, kind = "Engine not reachable", 503, "engine-gone"


class BusyError(RampError):
    """No worker came free in time, or the service is stopping; the header Retry-After says when to come back."""

    title, status, kind = "Service busy", 503, "busy"


class DeadlineError(RampError):
    """The evaluation, planning included, took longer than the limit; `extra` holds `limit` in seconds."""

    title, status, kind = "Deadline passed", 504, "deadline"
