"""The one normaliser, for what is stored and for what is asked, so that both databases find the same."""

import re
import unicodedata
from functools import cache

# Scripts without spaces between words: each character becomes a word of its own, and a query of several a phrase.
CJK = re.compile(
    "([\u1100-\u11ff\u2e80-\u2fdf\u3040-\u30ff\u3100-\u312f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff])"
)
WORD = re.compile(r"\w+")
LONGEST_WORD = 80


def normalised(text: str) -> str:
    """Folded to what people mean to type: compatible forms, no case, no accents, a space round each CJK character."""
    if text.isascii():
        return text.casefold()  # nothing else of it can be folded
    folded = unicodedata.normalize("NFKC", text).casefold()
    return CJK.sub(r" \1 ", "".join(_without_accent(character) for character in folded))


def words(text: str) -> list[str]:
    """The words of a text as they are stored; over-long ones are cut."""
    return [word[:LONGEST_WORD] for word in WORD.findall(normalised(text).replace("_", " "))]


def stored(text: str) -> str:
    return " ".join(words(text))


def terms(query: str) -> list[tuple[list[str], bool]]:
    """What a query asks for: phrases that must all be found, each with whether its last word may go on.

    Words in quotation marks stay together and are whole; "NC-2026-0001" is a phrase by itself.
    """
    found: list[tuple[list[str], bool]] = []
    for quoted, plain in re.findall(r'"([^"]*)"|([^\s"]+)', query):
        phrase = words(quoted or plain)
        if phrase:
            found.append((phrase, not quoted))
    return found[:12]


@cache
def _without_accent(character: str) -> str:
    # Decomposing Hangul would break syllables apart; only scripts below the CJK blocks carry accents to drop.
    if character < "\u0080" or character >= "\u1100":
        return character
    return "".join(part for part in unicodedata.normalize("NFD", character) if not unicodedata.combining(part))
