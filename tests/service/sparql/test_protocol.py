"""What the SPARQL Protocol reads out of an address or a form."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ramp.errors import BadRequestError
from ramp.sparql.protocol import Pairs, parse_pairs

PIECES = ["a", "=", "&", "%", "%4", "%41", "%c3%A9", "%ff", "+", "%2B", "%3D", "%26", "%25", "=\n", "\r\n", "_", "."]


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_pairs_are_those_of_the_standard_library(text: str) -> None:
    expected: Pairs | None
    try:
        expected = parse_qsl(text, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        expected = None
    if expected is None:
        with pytest.raises(BadRequestError, match="UTF-8"):
            parse_pairs(text.encode())
    else:
        assert parse_pairs(text.encode()) == expected


def test_parameters_without_end_are_refused() -> None:
    assert len(parse_pairs(b"a&" * 999)) == 999
    with pytest.raises(BadRequestError, match="1000 parameters"):
        parse_pairs(b"a&" * 1000)


def test_bytes_that_should_have_been_encoded() -> None:
    with pytest.raises(BadRequestError, match="UTF-8"):
        parse_pairs("query=é".encode())
