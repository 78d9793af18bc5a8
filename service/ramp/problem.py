"""The one shape of every error, so that a person and a program read the same thing, in English and in French.

An error names the thing, the rule and the remedy. The service writes it as an RFC 9457 problem
(`https://w3id.org/ramp/problem/{kind}`), the command as `ramp: detail. remedy` with exit status 2. The kinds are in
`errors`, from where the rest of RAMP has everything that it raises.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

PROBLEM_BASE = "https://w3id.org/ramp/problem/"


class RampError(Exception):
    """An error with a reason, a status and a way out.

    `detail` says what is wrong with what, `remedy` what to do about it (both: sentences, no full stop needed).
    `extra` holds members for programs (`line`, `limit`, `available`), `headers` what the HTTP response must carry.
    Subclasses set `title` (fixed for the kind), `status` (HTTP) and `kind` (slug of the problem type).
    """

    title: ClassVar[str] = "Error"
    status: ClassVar[int] = 500
    kind: ClassVar[str] = "error"

    def __init__(
        self,
        detail: str,
        *,
        remedy: str = "",
        extra: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.remedy = remedy
        self.extra: dict[str, Any] = dict(extra or {})
        self.headers: dict[str, str] = dict(headers or {})

    def __reduce__(self) -> tuple[Any, ...]:
        """Errors travel from the workers to the service, so they survive pickling whole."""
        return (_rebuild, (type(self), self.detail, self.remedy, self.extra, self.headers))

    def problem(self, instance: str | None = None) -> dict[str, Any]:
        """The RFC 9457 problem object; `instance` is the path or request id that it happened on."""
        body: dict[str, Any] = {
            "type": PROBLEM_BASE + self.kind,
            "title": self.title,
            "status": self.status,
            "detail": _sentence(self.detail),
        }
        if instance is not None:
            body["instance"] = instance
        if self.remedy:
            body["remedy"] = _sentence(self.remedy)
        return body | {key: _stopped(key, value) for key, value in self.extra.items() if key not in body}

    def sentence(self, lang: str = "en") -> str:
        """`detail. remedy.` as the command prints it; in French where the error has that."""
        parts: tuple[str, ...] = (self.detail, self.remedy)
        if f"detail_{lang}" in self.extra:
            parts = (self.extra[f"detail_{lang}"], self.extra.get(f"remedy_{lang}", ""))
        return " ".join(_sentence(part) for part in parts if part)


def _rebuild(
    cls: type[RampError], detail: str, remedy: str, extra: Mapping[str, Any], headers: Mapping[str, str]
) -> RampError:
    return cls(detail, remedy=remedy, extra=extra, headers=headers)


def in_french(detail: str, remedy: str) -> dict[str, str]:
    """The members of `extra` that say an error in French."""
    return {"detail_fr": detail, "remedy_fr": remedy}


def french_number(value: float) -> str:
    """A number as French writes it: a decimal comma, and the thousands of a whole number apart by a narrow space."""
    text = f"{value:,}" if isinstance(value, int) else f"{value:g}"
    return text.translate({ord(","): "\u202f", ord("."): ","})


def _stopped(key: str, value: Any) -> Any:
    """A French sentence among the members of a problem ends with a full stop as the English ones do."""
    return _sentence(value) if key in ("detail_fr", "remedy_fr") else value


def _sentence(text: str) -> str:
    text = text.strip()
    return text if not text or text[-1] in ".!?…" else text + "."
