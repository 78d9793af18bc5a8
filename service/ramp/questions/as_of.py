"""`asOf`: one name for the day that an answer is about, whatever the question itself calls its date.

A year or a month means its last day, so that what happened in it counts.
"""

import re
from calendar import monthrange
from collections.abc import Mapping

from ramp.errors import ParameterError, in_french
from ramp.questions.model import ParameterType, Question

AS_OF = "asOf"
_OWN_NAMES = (AS_OF, "date", "to")
_PART = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2]))?")


def dated_by(question: Question) -> str | None:
    """The parameter of the question that `asOf` stands for; None where it depends on no day."""
    for name in _OWN_NAMES:
        parameter = question.parameters.get(name)
        if parameter is not None and parameter.type is ParameterType.DATE:
            return name
    return None


def with_own_names(question: Question, values: Mapping[str, str]) -> dict[str, str]:
    """The values under the question's own names. Raises ParameterError where the day is given twice."""
    own = dated_by(question)
    if AS_OF not in values or own is None:
        return dict(values)
    if own != AS_OF and own in values:
        raise ParameterError(
            f"{own} and {AS_OF} both name the day",
            remedy="Give one of them",
            extra={
                "parameter": AS_OF,
                **in_french(f"{own} et {AS_OF} désignent tous deux le jour", "Donnez l’un des deux"),
            },
        )
    rest = {name: value for name, value in values.items() if name != AS_OF}
    return rest | {own: last_day(values[AS_OF].strip())}


def last_day(text: str) -> str:
    """The last day of a year or a month; anything else as it is."""
    found = _PART.fullmatch(text)
    if found is None or int(found[1]) == 0:
        return text
    year, month = int(found[1]), int(found[2] or 12)
    return f"{year:04}-{month:02}-{monthrange(year, month)[1]:02}"
