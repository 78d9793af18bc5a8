"""The questions of `queries/`: reading them, binding their parameters, answering, comparing with what is expected."""

from ramp.questions.binding import bind
from ramp.questions.model import Parameter, ParameterType, Question
from ramp.questions.reading import load_questions

__all__ = ["Parameter", "ParameterType", "Question", "bind", "load_questions"]
