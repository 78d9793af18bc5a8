"""A reader's tree as a query of the index: which fields a word is looked for in, and what counts more."""

from tantivy import Occur, Query, Schema

from ramp.linking.search.analysis import LANGUAGES, fold, stem
from ramp.linking.search.fields import NAME, PLAIN, TEXT, WHOLE, WRITTEN
from ramp.linking.search.reading import Group, Term

_NAME_BOOST, _WRITTEN_BOOST, _WHOLE_BOOST = 4.0, 0.5, 30.0
_TIE = 0.2


def meant(schema: Schema, tree: Term | Group) -> Query:
    """The query that `tree` means."""
    if isinstance(tree, Term):
        return _term(schema, tree)
    parts = [(part, meant(schema, part)) for part in tree.parts]
    if tree.operator == "or":
        return Query.boolean_query([(Occur.Should, query) for _, query in parts])
    if tree.operator == "not":
        return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, parts[0][1])])
    return Query.boolean_query([(Occur.Must, query) for _, query in parts])


def called(schema: Schema, name: str, query: Query) -> Query:
    """`query`, with the nodes that are called exactly `name` (plain words) first."""
    exact = Query.boost_query(Query.term_query(schema, WHOLE, name, "basic"), _WHOLE_BOOST)
    return Query.boolean_query([(Occur.Must, query), (Occur.Should, exact)])


def _term(schema: Schema, term: Term) -> Query:
    plain = [fold(word) for word in term.words]
    if term.prefix:
        return Query.const_score_query(Query.regex_query(schema, PLAIN, f"{plain[0]}.*"), 1.0)
    if term.exact:
        accented = any(word != bare for word, bare in zip(term.words, plain, strict=True))
        return _together(schema, WRITTEN if accented else PLAIN, list(term.words) if accented else plain)
    parts = []
    for language in LANGUAGES:
        stems = [stem(word, language) for word in plain]
        parts.append(Query.boost_query(_together(schema, f"{NAME}_{language}", stems), _NAME_BOOST))
        parts.append(_together(schema, f"{TEXT}_{language}", stems))
    parts.append(Query.boost_query(_together(schema, WRITTEN, list(term.words)), _WRITTEN_BOOST))
    return Query.disjunction_max_query(parts, _TIE)


def _together(schema: Schema, field: str, words: list[str]) -> Query:
    if len(words) == 1:
        return Query.term_query(schema, field, words[0], "freq")
    return Query.phrase_query(schema, field, list(words))
