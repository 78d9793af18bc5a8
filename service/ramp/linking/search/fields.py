"""The fields of the search index. Words come analysed; the index splits at spaces and does nothing else."""

from pathlib import Path

from tantivy import Index, Schema, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

FACETS = ("kind", "mechanism", "theme", "country", "period", "verification")
"""What results are narrowed by, in the order of the page. Values: a word, an IRI, or the first year of a decade."""
NAME, TEXT = "name", "text"
"""With `_en` or `_fr`: stems of the names, and of everything else."""
PLAIN, WRITTEN = "plain", "written"
"""All words without accents, and with them."""
WHOLE = "whole"
"""Each name as one term: a node that is called exactly what was asked comes first."""
_TOKENIZER = "words"


def schema() -> Schema:
    """The schema of the index."""
    builder = SchemaBuilder()
    for field in (NAME, TEXT):
        for language in ("en", "fr"):
            builder.add_text_field(f"{field}_{language}", tokenizer_name=_TOKENIZER)
    for field in (PLAIN, WRITTEN):
        builder.add_text_field(field, tokenizer_name=_TOKENIZER)
    builder.add_text_field(WHOLE, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("iri", tokenizer_name="raw", index_option="basic")
    for facet in FACETS:
        builder.add_text_field(facet, tokenizer_name="raw", index_option="basic", fast=True)
    for field in ("first", "last"):
        builder.add_unsigned_field(field, indexed=True, fast=True)
    for field in ("order_en", "order_fr", "day"):
        builder.add_unsigned_field(field, fast=True)
    builder.add_bytes_field("node", stored=True)
    return builder.build()


def opened(folder: Path) -> Index:
    """The index in `folder`."""
    return prepared(Index.open(str(folder)))


def prepared(index: Index) -> Index:
    """The index with the tokenizer that its fields name."""
    index.register_tokenizer(_TOKENIZER, TextAnalyzerBuilder(Tokenizer.whitespace()).build())
    return index
