"""Makes a harmless file name out of whatever a browser, a phone or an attacker sent."""

import re
import unicodedata

LONGEST_NAME = 200
LONGEST_ENDING = 12
LONGEST_WORDS = 300

# Categories of characters that are no part of a name: control, format (bidirectional marks, zero width), surrogate,
# private use, unassigned, line and paragraph separators.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Windows gives these names to devices, whatever the ending.
DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
MEANT_BY_SYSTEMS = re.compile(r'[<>:"|?*%]')


def clean(name: str) -> str:
    """The name to show and to offer for saving: one path component, visible characters, at most 200, never empty.

    The ending survives every cut, and what hides an ending goes first, so `photo.jpg\\x00.exe` ends in `.exe`.
    """
    name = _visible(str(name))
    name = MEANT_BY_SYSTEMS.sub("_", re.split(r"[/\\]", name)[-1])
    name = " ".join(name.split()).strip(" .")
    if not name.strip("._ "):
        return "file"
    if DEVICES.match(name):
        name = f"_{name}"
    return _cut(name)


def clean_words(words: str) -> str:
    """A line that somebody typed about a file: visible characters, single spaces, at most 300."""
    return " ".join(_visible(" ".join(str(words).split())).split())[:LONGEST_WORDS].rstrip()


def ending(name: str) -> str:
    """The ending in lower case with its dot, or "" where there is none."""
    stem, dot, last = name.rpartition(".")
    return f".{last.lower()}" if dot and stem and last else ""


def _visible(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    return "".join(character for character in composed if unicodedata.category(character) not in UNSEEN)


def _cut(name: str) -> str:
    if len(name) <= LONGEST_NAME:
        return name
    last = ending(name)
    kept = last if len(last) <= LONGEST_ENDING else ""
    return name[: LONGEST_NAME - len(kept)].rstrip(" .") + (name[len(name) - len(kept) :] if kept else "")
