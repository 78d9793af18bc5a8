"""Screen, then explain: set-based SPARQL finds the nodes that may break a shape, pySHACL judges only those.

The screen may suspect too many nodes, never too few. What it cannot compile it does not drop: every target of such a
shape is a suspect. So the results are those of pySHACL alone over the whole, which the tests hold it to.
"""

from ramp.validation.screen.explaining import Explainer, screened_report
from ramp.validation.screen.literals import is_plain
from ramp.validation.screen.reading import read_store
from ramp.validation.screen.screening import Screen, Suspects

__all__ = ["Explainer", "Screen", "Suspects", "is_plain", "read_store", "screened_report"]
