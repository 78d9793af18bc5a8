"""How to cite a page: as a sentence, in BibTeX and in RIS, each with the release that the page is true of."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from ramp.web.language import Language, words

FORMATS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "text": ("text/plain; charset=utf-8", "txt"),
        "bibtex": ("application/x-bibtex; charset=utf-8", "bib"),
        "ris": ("application/x-research-info-systems; charset=utf-8", "ris"),
    }
)
"""Media type and file suffix of each form."""

_TEX = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "#": r"\#", "$": r"\$", "_": r"\_",
        "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cited:
    """What a page is cited as: its title, and the IRI or address that stays."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A page as of one release, in the reader's language."""

    cited: Cited
    release: str
    day: date
    lang: Language

    def write(self, form: str) -> str:
        """The citation in one of `FORMATS`."""
        return {"text": self.text, "bibtex": self._bibtex, "ris": self._ris}[form]()

    def text(self) -> str:
        """As a sentence."""
        return words(self.lang)["node_cite_text"].format(
            name=self.cited.title, release=self.release, date=self.day.isoformat(), iri=self.cited.address
        )

    def _bibtex(self) -> str:
        key = re.sub(r"[^a-z0-9]+", "-", self.cited.address.lower().partition("://")[2]).strip("-")
        fields = {
            "title": f"{{{_tex(self.cited.title)}}}",
            "author": "{{RAMP}}",
            "year": f"{{{self.day.year}}}",
            "version": f"{{{self.release}}}",
            "url": f"{{{_one_line(self.cited.address)}}}",
            "urldate": f"{{{self.day.isoformat()}}}",
            "langid": "{french}" if self.lang == "fr" else "{english}",
        }
        return f"@misc{{{key},\n" + "".join(f"  {name} = {value},\n" for name, value in fields.items()) + "}\n"

    def _ris(self) -> str:
        lines = {
            "TY": "DATA",
            "TI": _one_line(self.cited.title),
            "AU": "RAMP",
            "PY": f"{self.day.year}",
            "DA": self.day.strftime("%Y/%m/%d"),
            "ET": self.release,
            "UR": _one_line(self.cited.address),
            "LA": self.lang,
        }
        return "".join(f"{tag}  - {value}\r\n" for tag, value in lines.items()) + "ER  - \r\n"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _tex(text: str) -> str:
    return "".join(_TEX.get(letter, letter) for letter in _one_line(text))
