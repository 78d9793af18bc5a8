"""Brings spellings to a common form, so that two of the same name meet: case, accents, apostrophes, hyphens, symbols.

Three forms of a text, from the closest to the loosest: `fold` (words), `sort_key` (words without small ones, in order
of the alphabet), `compact` (letters and digits alone, for symbols and acronyms).
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ‘`´ʹ", "'"))
_SPELLED_OUT: Final = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ß": "ss", "ı": "i"})
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?")
SMALL: Final = frozenset(
    (
        "a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with",
        "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "ou", "par", "pour", "sur",
        "un", "une", "el", "las", "los", "y", "del",
    )
)  # fmt: skip
"""Words that tell names apart only when nothing else does."""
_ONE_FORM: Final = {
    "co": "", "organisation": "organization", "organisations": "organization", "organizations": "organization",
    "organised": "organized", "labour": "labor", "centre": "center", "programme": "program", "dialogue": "dialog",
    "un": "united nations", "onu": "nations unies", "us": "united states", "assoc": "association", "conv": "convention",
    "st": "saint", "nr": "no", "num": "no", "number": "no", "numero": "no", "combating": "combatting",
    "tip": "trafficking persons", "thb": "trafficking human beings", "intl": "international", "dept": "department",
    "combat": "against", "humains": "humain", "peoples": "people", "childrens": "children",
}  # fmt: skip
"""Words that are the same for a reader: British and American spelling, the abbreviations of the field."""
_JOINED: Final = (("south east", "southeast"), ("co operation", "cooperation"), ("co ordinat", "coordinat"),
                  ("inter governmental", "intergovernmental"), ("sub regional", "subregional"))  # fmt: skip
_LEADING: Final = re.compile(
    r"^(?:cets|ets|stce|ste|celex|isbn|doc(?:ument)?|un doc|directive|council directive|decision|regulation|resolution"
    r"|ilo convention|ilo|oit|convention)\b[\s.:]*(?:\(eu\)|eu\b)?\s*",
    re.IGNORECASE,
)
_NUMBER_SIGN = re.compile(r"\b(?:no|nr|n)\b\.?\s*(?=\d)|n°\s*|№\s*", re.IGNORECASE)
_EU_ENDINGS: Final = (("ue", "eu"), ("ce", "ec"), ("jai", "jha"))


def fold(text: str) -> str:
    """The words of a text in lower case, without accents and punctuation, acronyms without full stops."""
    text = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES).replace("&", " and ")
    text = _DOTTED.sub(lambda found: found[0].replace(".", ""), text)
    text = text.casefold().translate(_SPELLED_OUT)
    if not text.isascii():
        text = "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    folded = " ".join(_WORD.findall(text.replace("'s ", "s ").replace("s' ", "s ")))
    for apart, joined in _JOINED:
        folded = folded.replace(apart, joined)
    return folded


def words(folded: str) -> list[str]:
    """The telling words of a folded text, each in its one form; all words where none tells anything."""
    found: list[str] = []
    given = folded.split()
    for word in given:
        if word in _ONE_FORM and (len(given) > 1 or word not in ("un", "onu", "us", "tip", "thb")):
            found += _ONE_FORM[word].split()
        elif word not in SMALL:
            found.append(word)
    return found or given


def sort_key(folded: str) -> str:
    """The telling words, each once, in the order of the alphabet."""
    return " ".join(sorted(set(words(folded))))


def compact(text: str) -> str:
    """Letters and digits alone: `UN.GIFT`, `UN-GIFT` and `ungift` are one."""
    return fold(text).replace(" ", "")


def symbol_key(text: str) -> str | None:
    """What a symbol of a document or treaty comes down to, None for a text that is no symbol.

    `CETS No. 197`, `STCE n° 197` and `CETS 197` are one; so are `Directive 2011/36/UE` and `2011/36/EU`.
    """
    if not re.search(r"\d", text) or len(text) > 80:
        return None
    lead = _LEADING.match(text.strip())
    series = "cets" if re.match(r"\s*(?:cets|ets|stce|ste)\b", text, re.IGNORECASE) else ""
    if re.match(r"\s*(?:ilo|oit)\b", text, re.IGNORECASE):
        series = "ilo"
    bare = _NUMBER_SIGN.sub("", text.strip()[lead.end() :] if lead else text.strip())
    key = compact(bare)
    for ending, kept in _EU_ENDINGS:
        if re.search(r"\d" + ending + "$", key):
            key = key[: -len(ending)] + kept
    key = re.sub(r"^(eu|ec)(?=\d{4})", "", key)
    if series == "ilo":
        key = "ilo" + re.sub(r"^(?:convention|c)?0*", "", key)
    elif re.fullmatch(r"c0*\d{2,3}", key) and not series:
        key = "ilo" + key.lstrip("c0")
    else:
        key = series + key
    return re.sub(r"(?<=\d)final$", "", key) or None


def telling_number(text: str) -> frozenset[str]:
    """The numbers that a text holds: two names whose numbers differ are names of two things."""
    return frozenset(number.lstrip("0") for number in re.findall(r"\d+", text) if number.strip("0"))


def identifier_forms(text: str) -> Iterator[str]:
    """The addresses that an identifier may be written as: `http` or `https`, page or entity of Wikidata."""
    text = text.strip().strip("<>")
    if re.fullmatch(r"Q[1-9]\d*", text):
        yield f"http://www.wikidata.org/entity/{text}"
        return
    if not re.match(r"https?://\S+$", text):
        return
    wiki = re.fullmatch(r"https?://(?:www\.|m\.)?wikidata\.org/(?:wiki|entity)/(?:Special:EntityData/)?(Q\d+).*", text)
    if wiki:
        yield f"http://www.wikidata.org/entity/{wiki[1]}"
        return
    for form in dict.fromkeys((text, unquote(text))):
        bare = re.sub(r"^https?://", "", form).rstrip("/")
        for scheme in ("http://", "https://"):
            yield scheme + bare
            yield scheme + bare + "/"
