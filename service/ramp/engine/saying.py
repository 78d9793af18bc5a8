"""What the embedded engine says of a text or of data that it cannot take, as the errors of RAMP."""

import re
from typing import Any

from ramp.errors import DataSyntaxError, EvaluationError, QuerySyntaxError, in_french

_POSITION = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_DATA_POSITION = re.compile(r"line (\d+)(?: between)? columns? (\d+)|at line (\d+) column (\d+)")


def query_syntax(error: SyntaxError) -> QuerySyntaxError:
    """The engine's message in a readable form: character classes and long lists of what was expected are cut out."""
    found = _POSITION.match(str(error))
    if not found:
        return QuerySyntaxError(
            f"The text is not SPARQL: {error}",
            remedy="Correct it and send it again",
            extra=in_french(f"Le texte n’est pas du SPARQL : {error}", "Corrigez-le et envoyez-le de nouveau"),
        )
    line, column, rest = int(found[1]), int(found[2]), re.sub(r"\[[^\]]*\](\s*/\s*)?|\n\|?", "", found[3])
    expected = [word.strip(" ,") for word in rest.removeprefix("expected ").removeprefix("one of ").split(",")]
    named = [word for word in expected if word and not word.startswith("'")]
    detail = f"The text is not SPARQL at line {line}, column {column}"
    french = f"Le texte n’est pas du SPARQL à la ligne {line}, colonne {column}"
    if named:
        detail += f": expected {'one of ' if len(named) > 1 else ''}{', '.join(named[:12])}"
        french += f" : attendu{' (l’un de)' if len(named) > 1 else ''} {', '.join(named[:12])}"
    return QuerySyntaxError(
        detail,
        remedy="Correct the text at that place and send it again",
        extra={
            "line": line,
            "column": column,
            **in_french(french, "Corrigez le texte à cet endroit et envoyez-le de nouveau"),
        },
    )


def data_syntax(error: SyntaxError) -> DataSyntaxError:
    """The engine's message, with line and column where it names them."""
    extra: dict[str, Any] = {"line": error.lineno, "column": error.offset} if error.lineno else {}
    if not extra and (found := _DATA_POSITION.search(str(error))):
        line, column = (found[1], found[2]) if found[1] else (found[3], found[4])
        extra = {"line": int(line), "column": int(column)}
    return DataSyntaxError(
        f"The data cannot be parsed: {error.msg}",
        remedy="Correct the data, or the Content-Type",
        extra=extra
        | in_french(f"Les données ne peuvent pas être lues : {error.msg}", "Corrigez les données, ou le Content-Type"),
    )


def evaluation(error: Exception) -> EvaluationError:
    """An evaluation error in the engine's own words, which name terms of the query and nothing of this machine."""
    said = str(error).splitlines()[0] if str(error) else type(error).__name__
    return EvaluationError(
        f"The request cannot be evaluated: {said}",
        remedy="Change the query so that this does not occur",
        extra=in_french(
            f"La requête ne peut pas être évaluée : {said}", "Modifiez la requête pour que cela ne se produise pas"
        ),
    )
