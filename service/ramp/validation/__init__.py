"""Whether the graph keeps its own rules: shapes for single records, hygiene queries for what holds between them."""

from ramp.validation.hygiene import HygieneRule, check_hygiene, load_hygiene
from ramp.validation.report import Report, Result, Severity
from ramp.validation.running import check_shapes, validate
from ramp.validation.shapes import Shape, Shapes, load_shapes
from ramp.validation.stated import Stated

__all__ = [
    "HygieneRule",
    "Report",
    "Result",
    "Severity",
    "Shape",
    "Shapes",
    "Stated",
    "check_hygiene",
    "check_shapes",
    "load_hygiene",
    "load_shapes",
    "validate",
]
