"""English or French: which one a reader gets, and the words of the pages in both."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Literal, cast

from babel.messages.pofile import read_po
from fastapi import Request
from starlette.types import Scope

Language = Literal["en", "fr"]
LANGUAGES: tuple[Language, ...] = ("en", "fr")
_AS_THEY_ARE = ("//", "/static/", *(f"/{code}/" for code in LANGUAGES))


def language(request: Request) -> Language:
    """The language of the path (`/fr/...`), else of `?lang=`, else by Accept-Language, else English."""
    return by_path(request.scope) or preferred(
        request.query_params.get("lang"), request.headers.get("accept-language", "")
    )


def by_path(scope: Scope) -> Language | None:
    """The language that the path began with; None where it had none."""
    return cast("Language | None", scope.get("ramp.language"))


def other(lang: Language) -> Language:
    """The other of the two."""
    return "fr" if lang == "en" else "en"


def preferred(wanted: str | None, accepted: str) -> Language:
    """`wanted` if it is one of ours, else the best of an Accept-Language header that there is, else English."""
    if wanted in LANGUAGES:
        return wanted
    best: tuple[float, Language] = (0.0, "en")
    for part in accepted.lower().split(","):
        tag, _, parameters = part.partition(";")
        code = tag.strip().split("-")[0]
        try:
            weight = float(parameters.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if code in LANGUAGES and weight > best[0]:
            best = (weight, code)
    return best[1]


def prefixed(lang: Language, address: str) -> str:
    """An address of this service within a language: `/matrix` as `/fr/matrix`; any other address as it is."""
    if not address.startswith("/") or address.startswith(_AS_THEY_ARE):
        return address
    return f"/{lang}{address}"


class Words(Mapping[str, str]):
    """Words by name; templates find them as attributes, in a tenth of the time that `t.name` takes on a mapping."""

    def __init__(self, found: Mapping[str, str]) -> None:
        vars(self).update(found)

    def __getitem__(self, name: str) -> str:
        return cast(str, vars(self)[name])

    def __iter__(self) -> Iterator[str]:
        return iter(vars(self))

    def __len__(self) -> int:
        return len(vars(self))


@cache
def words(lang: Language) -> Words:
    """The words of the pages in one language, by name: all catalogues of `locales/{lang}/`."""
    found: dict[str, str] = {}
    for file in sorted(files("ramp.web").joinpath("locales", lang).iterdir(), key=lambda item: item.name):
        if file.name.endswith(".po"):
            found |= {
                str(message.id): str(message.string) for message in read_po(BytesIO(file.read_bytes())) if message.id
            }
    return Words(found)
