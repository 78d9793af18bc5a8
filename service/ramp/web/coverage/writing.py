"""Writes claims and their evidence as HTML: filters of the templates.

The page of a recommendation shows hundreds of them, so this is written in Python, as `values` is.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from ramp.web.language import Language, prefixed
from ramp.web.node_page import Value
from ramp.web.values import shown

if TYPE_CHECKING:
    from ramp.web.coverage.claims import Claim, Evidence


class Writer:
    """Writes in one language; `t` are its words, `day` writes its days."""

    def __init__(self, lang: Language, t: Mapping[str, str], day: Callable[[str], str]) -> None:
        self._lang, self._words, self._day = lang, t, day
        self._escaped = {name: str(escape(text)) for name, text in t.items()}

    def evidence(self, lines: Sequence["Evidence"]) -> Markup:
        """The lines as a list: for or against, source, kind, of which page a copy, when accessed."""
        return Markup(f'<ul class="bare evidence">\n{"".join(map(self._line, lines))}</ul>\n')

    def summary(self, claim: "Claim", most: int) -> Markup:
        """What is claimed to answer, and behind it `most` lines of its evidence at most, whose claim it is and when."""
        t, count = self._escaped, len(claim.evidence)
        translated = f' <span class="hint">({t["coverage_translated"]})</span>' if claim.translated else ""
        doubt = f' <span class="badge">{t["node_unverified_mark"]}</span>' if claim.unverified else ""
        degree = f"; {escape(claim.degree.text)}" if claim.degree else ""
        sources = t["coverage_rec_claims_one"] if count == 1 else self._told("coverage_rec_claims_more", n=count)
        kind = f" · {t[f'coverage_kind_{claim.kind}']}" if claim.kind != "with" else ""
        lines = self.evidence(claim.evidence[:most]) if count else f"<p>{t['coverage_evidence_none']}</p>"
        return Markup(
            f"{self._shown(claim.subject)}{translated}{doubt}{degree}"
            f"<details><summary>{sources}{kind}</summary>{lines}"
            f'<p class="note">{self._claimant(claim)}{escape(self._day(claim.issued))}{self._page(claim, most)}</p>'
            "</details>\n"
        )

    def _claimant(self, claim: "Claim") -> str:
        if claim.claimant is None:
            return ""
        t = self._escaped
        return f"{t['coverage_claimant']}{t['coverage_colon']}{self._shown(claim.claimant)} · "

    def _page(self, claim: "Claim", most: int) -> str:
        if not claim.href:
            return ""
        count = len(claim.evidence)
        all_ = f" {self._told('coverage_rec_all_sources', n=count)}" if count > most else ""
        href = escape(prefixed(self._lang, claim.href))
        return f' · <a href="{href}">{self._escaped["coverage_claim_page"]}{all_}</a>'

    def _line(self, line: "Evidence") -> str:
        t, direction = self._escaped, escape(line.direction.text)
        stands = (
            f'<strong class="sign disputed">{direction}</strong> '
            if line.against
            else f'<span class="hint">{direction}</span> '
        )
        source = line.source or line.line
        kind = f" · {escape(line.kind.text)}" if line.kind else ""
        copy = f" · {t['coverage_copy_of']} {self._shown(line.mirror)}" if line.mirror else ""
        accessed = (
            self._told("coverage_accessed", day=self._day(line.accessed))
            if line.accessed
            else t["coverage_accessed_unknown"]
        )
        return f"<li>{stands}{self._shown(source) if source else ''}{kind}{copy} · {accessed}</li>\n"

    def _shown(self, item: Value) -> str:
        return shown(item, self._words, self._day)

    def _told(self, name: str, **values: object) -> str:
        return escape(self._words[name].format(**values))
