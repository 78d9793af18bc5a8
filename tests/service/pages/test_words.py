"""The words of the pages: every key in both languages, said once, with the same places to fill in."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from pyoxigraph import QuerySolutions, Store

from ramp.graph.folders import KnowledgeFolders
from ramp.questions import load_questions
from ramp.web.language import LANGUAGES, words
from ramp.web.table import head
from ramp.web.wording import day, number

LOCALES = Path(__file__).parents[3] / "service/ramp/web/locales"
FAMILIES = sorted(path.stem for path in (LOCALES / "en").glob("*.po"))


def catalogue(lang: str, family: str) -> dict[str, str]:
    """The messages of one file; a key that stands there twice is an error."""
    path = LOCALES / lang / f"{family}.po"
    keys = re.findall(r'^msgid "(.+)"$', path.read_text("utf-8"), re.MULTILINE)
    assert len(keys) == len(set(keys)), f"{path.name}: a key is given twice"
    with path.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}


@pytest.mark.parametrize("family", FAMILIES)
def test_every_key_has_both_languages(family: str) -> None:
    english, french = (catalogue(lang, family) for lang in LANGUAGES)
    assert english.keys() == french.keys()
    assert not [key for key in english if not english[key].strip() or not french[key].strip()]
    for key, text in english.items():
        assert sorted(re.findall(r"\{\w*\}", text)) == sorted(re.findall(r"\{\w*\}", french[key])), key


def test_no_key_belongs_to_two_families() -> None:
    assert sorted(path.stem for path in (LOCALES / "fr").glob("*.po")) == FAMILIES
    keys = [key for family in FAMILIES for key in catalogue("en", family)]
    assert len(keys) == len(set(keys))
    assert words("en").keys() == set(keys) == words("fr").keys()


def test_french_is_typed_as_french() -> None:
    """Guillemets, apostrophes and spaces before the double signs of punctuation."""
    wrong = {
        key: text
        for key, text in words("fr").items()
        if re.search(r"\w'\w", text) or "“" in text or re.search(r"\w[;?!](\s|$)", text) or re.search(r"«\S|\S»", text)
    }
    assert not wrong


def test_numbers_and_days() -> None:
    assert number(90296, "en") == "90,296"
    assert number("90296", "fr") == "90\u202f296"
    assert number("many", "fr") == "many"
    assert day("2010", "fr") == "2010"
    assert day("2010-10", "en") == "October 2010"
    assert day("2010-10", "fr") == "octobre 2010"
    assert day("2010-10-05", "en") == "5 October 2010"
    assert day("2010-10-05", "fr") == "5 octobre 2010"
    assert day("2010-10-01", "fr") == "1er octobre 2010"
    assert day("2010-13-45", "en") == "2010-13-45"
    assert day("some time", "en") == "some time"


def test_every_column_of_every_question_has_a_name(repository: KnowledgeFolders) -> None:
    """What a table of answers is headed with, in both languages."""
    questions = load_questions(repository)
    columns = {name for question in questions.values() for name in columns_of(question.query)}
    assert len(columns) > 200
    stems = {re.sub("(En|Fr)$", "", name) for name in columns}
    for lang in LANGUAGES:
        assert not {stem for stem in stems if f"column_{stem}" not in words(lang)}
    assert head("memberFrom", "fr") == "membre depuis"
    assert head("stateFr", "fr") == "État"
    assert head("somethingElse", "fr") == "something else"


def columns_of(query: str) -> list[str]:
    """The variables of a SELECT, as the engine names them."""
    answer = Store().query(query)
    return [variable.value for variable in answer.variables] if isinstance(answer, QuerySolutions) else []


def test_words_are_attributes_for_templates() -> None:
    for lang in LANGUAGES:
        found = words(lang)
        assert all(getattr(found, key) == text == found[key] for key, text in found.items())
        assert not [key for key in found if hasattr(type(found), key)]
        with pytest.raises(KeyError):
            found["no such word"]
