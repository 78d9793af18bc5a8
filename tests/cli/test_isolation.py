"""Work in a process of its own: its result, its error and its death all come back as what they are."""

import os
import signal

import pytest

from ramp.cli.isolation import isolated
from ramp.errors import EvaluationError, ParameterError


def test_the_result_comes_back() -> None:
    assert isolated(lambda: {"a": [1, 2]}) == {"a": [1, 2]}


def test_an_error_comes_back_whole() -> None:
    def fail() -> None:
        raise ParameterError("a: wrong", remedy="Write b", extra={"parameter": "a"})

    with pytest.raises(ParameterError) as error:
        isolated(fail)
    assert (error.value.detail, error.value.remedy, error.value.extra) == ("a: wrong", "Write b", {"parameter": "a"})


def test_death_is_told_in_words() -> None:
    with pytest.raises(EvaluationError) as error:
        isolated(lambda: os.kill(os.getpid(), signal.SIGKILL))
    assert error.value.remedy
