"""Full text search over the texts of the graph, in English and French.

analysis    what a word is, and which words are the same to a reader who searches
recipe      which nodes and texts are found, and the SPARQL that fetches them
fields      the fields of the index
building    makes the index of the fetched rows, in a process of its own
reading     the tree that a reader's text means: AND, OR, NOT, phrases
querying    that tree as a query of the index
suggesting  what a word that nothing contains may have been meant to be
snippets    the part of a text that was found, with the words marked
searching   one search: results, facets with counts, suggestions
"""
