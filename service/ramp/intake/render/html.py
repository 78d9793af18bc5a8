"""The report as a page that stands by itself: no script, no style from elsewhere, every text escaped."""

from collections.abc import Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from ramp.intake.render.csv_table import SEVERITIES
from ramp.intake.render.words import summary
from ramp.intake.report import CheckReport


def write(reports: Sequence[CheckReport], lang: str) -> str:
    """A whole page in one language."""
    environment = Environment(
        loader=PackageLoader("ramp.intake.render", "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template("report.html")
    return template.render(reports=reports, lang=lang, summary=summary, severities=SEVERITIES[lang])
