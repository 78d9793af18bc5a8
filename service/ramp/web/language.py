"""English or French: which one a reader gets, and the words of the pages in both."""

import json
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from fastapi import Request

Language = Literal["en", "fr"]
LANGUAGES: tuple[Language, ...] = ("en", "fr")


def language(request: Request) -> Language:
    """`?lang=`, else the first of Accept-Language that there is, else English."""
    wanted = request.query_params.get("lang")
    if wanted in LANGUAGES:
        return wanted
    best: tuple[float, Language] = (0.0, "en")
    for part in request.headers.get("accept-language", "").lower().split(","):
        tag, _, parameters = part.partition(";")
        code = tag.strip().split("-")[0]
        try:
            weight = float(parameters.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if code in LANGUAGES and weight > best[0]:
            best = (weight, code)
    return best[1]


@cache
def words(lang: Language) -> dict[str, str]:
    """The words of the pages in one language, by name."""
    folder = files("ramp.web").joinpath("locales")
    found: dict[str, str] = {}
    for name in (f"{lang}.json", f"nodes.{lang}.json"):
        found |= cast(dict[str, str], json.loads(folder.joinpath(name).read_text("utf-8")))
    return found
