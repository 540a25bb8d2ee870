"""Ranks documents for a question by the words of their passages. No Django.

The weight of a word in a passage is that of BM25 (Robertson and Zaragoza, 2009, "The Probabilistic Relevance
Framework", equation 3.15) with k1 = 1.2 and b = 0.6; words of a title and of a heading count as further occurrences
(BM25F, same source, section 3.5). A document's score is that of its best passage plus a part of its next two, so that
one that speaks of the matter throughout stands above one that mentions it.
"""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

K1, B = 1.2, 0.6
TITLE_WEIGHT, HEADING_WEIGHT = 4.0, 2.0
# How much of the second and third best passage counts.
FURTHER = (0.25, 0.1)
SHORTEST_WORD = 3
# Words without which a question says the same; those of the catalogue's own manner of speaking among them.
STOP = frozenset(
    """a about after all also an and any are as at be been before being both but by can could do does done down each for
    from further had has have how if in into is it its itself may might more most must no nor not of on once only or
    other our out over own same shall should so some such than that the their them then there these they this those
    through to too under until up very was were what when where which while who whom whose why will with would you your
    determine decide decided ensure organisation organization organisations organizations keep kept make made need needs
    needed see say take taken give given use used carry within whether""".split()  # noqa: SIM905  nobody reads a list
)

Words = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class Passage:
    """A piece of a document: the heading it stands under and its words."""

    document: str
    title: str
    heading: str
    text: str


@dataclass(frozen=True)
class Found:
    """A document for a question: how well it fits (above 0, comparable within one question) and its best passage."""

    document: str
    score: float
    passage: Passage


def stem(word: str) -> str:
    """A word without the endings that English gives it: audits, audited and auditing are one. Rough on purpose."""
    for ending, least in (("ations", 5), ("ation", 5), ("ings", 4), ("ing", 4), ("ies", 4), ("ied", 4), ("edly", 4)):
        if word.endswith(ending) and len(word) - len(ending) >= least - 1:
            return word[: -len(ending)] + ("y" if ending in ("ies", "ied") else "")
    for ending in ("ed", "es", "ly", "s", "e"):
        if word.endswith(ending) and not word.endswith("ss") and len(word) - len(ending) >= SHORTEST_WORD:
            return word[: -len(ending)]
    return word


class Index:
    """All passages by their words. `words` splits a text as the product's search does."""

    def __init__(self, passages: Iterable[Passage], words: Words) -> None:
        self._words = words
        self.passages = list(passages)
        self._weights: list[Mapping[str, float]] = []
        self._lengths: list[float] = []
        self._holders: dict[str, list[int]] = defaultdict(list)
        for place, passage in enumerate(self.passages):
            weights = self._weighed(passage)
            self._weights.append(weights)
            self._lengths.append(sum(weights.values()))
            for word in weights:
                self._holders[word].append(place)
        self._mean = sum(self._lengths) / len(self._lengths) if self._lengths else 1.0

    def terms(self, text: str) -> list[str]:
        """The words of a text that say something, without their endings."""
        return [
            stem(word)
            for word in self._words(text)
            if len(word) >= SHORTEST_WORD and word not in STOP and not word.isdigit()
        ]

    def rank(self, question: Mapping[str, float], most: int) -> list[Found]:
        """The documents that fit best, best first. `question` is {term: how much it matters}."""
        scores: dict[int, float] = defaultdict(float)
        for term, weight in question.items():
            holders = self._holders.get(term, ())
            rarity = math.log(1 + (len(self.passages) - len(holders) + 0.5) / (len(holders) + 0.5))
            for place in holders:
                scores[place] += weight * rarity * self._saturated(place, term)
        by_document: dict[str, list[tuple[float, int]]] = defaultdict(list)
        for place, score in scores.items():
            by_document[self.passages[place].document].append((score, place))
        found = [self._of_document(document, rows) for document, rows in by_document.items()]
        return heapq.nsmallest(most, found, key=lambda one: (-one.score, one.document))

    def _of_document(self, document: str, rows: Sequence[tuple[float, int]]) -> Found:
        best = heapq.nlargest(1 + len(FURTHER), rows)
        score = best[0][0] + sum(part * one for part, (one, _place) in zip(FURTHER, best[1:], strict=False))
        return Found(document, score, self.passages[best[0][1]])

    def _saturated(self, place: int, term: str) -> float:
        """How much a term counts in a passage: more the oftener it stands there, but never more than k1 + 1."""
        count = self._weights[place][term]
        return count * (K1 + 1) / (count + K1 * (1 - B + B * self._lengths[place] / self._mean))

    def _weighed(self, passage: Passage) -> Mapping[str, float]:
        weights: dict[str, float] = defaultdict(float)
        for term in self.terms(passage.text):
            weights[term] += 1
        for term in set(self.terms(passage.heading)):
            weights[term] += HEADING_WEIGHT
        for term in set(self.terms(passage.title)):
            weights[term] += TITLE_WEIGHT
        return weights


def question_of(index: Index, parts: Iterable[tuple[str, float]]) -> dict[str, float]:
    """{term: how much it matters} of texts with weights; a term that stands in several matters as much as they do
    together, and within one it counts by the root of how often it stands there."""
    found: dict[str, float] = defaultdict(float)
    for text, weight in parts:
        for term, count in Counter(index.terms(text)).items():
            found[term] += weight * math.sqrt(count)
    return dict(found)


SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def pieces(text: str, longest: int) -> list[str]:
    """A text in pieces of at most so many characters, cut between sentences where that is possible."""
    found: list[str] = []
    for sentence in SENTENCE_END.split(text):
        if found and len(found[-1]) + len(sentence) < longest:
            found[-1] = f"{found[-1]} {sentence}"
        else:
            found.extend(sentence[start : start + longest] for start in range(0, max(1, len(sentence)), longest))
    return [piece for piece in found if piece.strip()]
