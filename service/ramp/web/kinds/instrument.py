"""The page of an instrument: its parties in time, the texts it builds on and those that build on it, its provisions."""

import asyncio
from typing import Any

from fastapi import Request
from pyoxigraph import NamedNode

from ramp.graph.namespaces import DCTERMS, ELI, RAMP
from ramp.web.asking import ask
from ramp.web.kinds.chain import chain
from ramp.web.kinds.claimed import claims_of
from ramp.web.kinds.parts import as_date, behind, day_of, reader, released
from ramp.web.kinds.party import acts_page, parties, undrawn
from ramp.web.kinds.provisions import provisions
from ramp.web.kinds.standing import acts, party_steps
from ramp.web.language import language, words
from ramp.web.plots import step_plot
from ramp.web.wording import day as in_words

KIND = RAMP["Instrument"].value
PARAMETERS = ("acts",)
SHOWN = (
    RAMP["treaty"], RAMP["namedParty"], RAMP["derivesFrom"], RAMP["supplements"], RAMP["endorsedBy"], ELI["amends"],
    ELI["consolidates"], ELI["cites"], DCTERMS["replaces"], ELI["is_part_of"], RAMP["claimSubject"],
    RAMP["respondsTo"],
)  # fmt: skip


async def context(request: Request, node: NamedNode, as_of: str | None) -> dict[str, Any]:
    """The instrument on the day. Raises RampError as `ask`."""
    day, iri, lang = day_of(request, as_of), node.value, language(request)
    rows, names, links, articles, claims = await asyncio.gather(
        ask(request, "kind-acts", treaty=node),
        ask(request, "kind-act-names", treaty=node),
        ask(request, "kind-links", instrument=node),
        ask(request, "provisions-of-instrument", instrument=node),
        claims_of(request, subject=node),
    )
    view, t = reader(request, names, links, articles), words(lang)
    known = acts(rows)
    steps = party_steps(known)
    counted = [step for step in steps if step.day <= as_date(day)]
    plot = None
    if steps:
        plot = step_plot(
            steps,
            max(as_date(day), released(request)),
            key="parties",
            title=t["kinds_parties_plot"],
            description=t["kinds_parties_plot_about"].format(
                first=in_words(steps[0].day, lang),
                n=counted[-1].count if counted else 0,
                day=in_words(day, lang),
            ),
            mark=(as_date(day), in_words(day, lang)),
        )
    return {
        "day": day,
        "has_acts": bool(known),
        "standings": parties(view, known, day),
        "acts": acts_page(request, view, rows),
        "acts_asked": "acts" in request.query_params,
        "steps": steps,
        "undrawn": undrawn(known),
        "plot": plot,
        "chain": chain(view, links, node, lang),
        "provisions": provisions(view, articles),
        "claims": claims,
        "questions": {
            "facts": behind(request, "instrument-fact-sheet", instrument=iri),
            "parties": behind(request, "parties-on-date", treaty=iri, date=day),
            "coverage": behind(request, "treaty-coverage", treaty=iri),
            "chain": behind(request, "instrument-chain", root=iri),
            "provisions": behind(request, "provisions-of-instrument", instrument=iri),
        },
    }
