"""Pictures of what a page says: pure functions from data to SVG markup, with a title and a description for those who do
not see them, classes for the style sheet, and nothing that a Content-Security-Policy would have to allow.
"""

from ramp.web.plots.calendar import Span, position, span
from ramp.web.plots.chain import Box, Link, chain_graph
from ramp.web.plots.steps import Step, step_plot
from ramp.web.plots.timeline import Bar, timeline

__all__ = ["Bar", "Box", "Link", "Span", "Step", "chain_graph", "position", "span", "step_plot", "timeline"]
