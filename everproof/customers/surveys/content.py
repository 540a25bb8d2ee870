"""What a survey asks, fixed when it is sent: each question with its version, its scale and its words by language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from everproof.customers.models.surveys import BAR, SurveyQuestion

Kind = SurveyQuestion.Kind
Aspect = SurveyQuestion.Aspect
LONGEST = 4000
SCALES = {Kind.NPS: (0, 10), Kind.CSAT: (1, 5), Kind.CES: (1, 7)}
FAVOURABLE = {Kind.NPS: 9, Kind.CSAT: 4, Kind.CES: 5}
DETRACTOR = 6
LOW_PERCENT = 40
ENDS = {
    Kind.NPS: (_("not at all likely"), _("extremely likely")),
    Kind.CSAT: (_("very dissatisfied"), _("very satisfied")),
    Kind.CES: (_("very hard"), _("very easy")),
    Kind.SCALE: (_("lowest"), _("highest")),
}


@dataclass(frozen=True)
class Asked:
    """One question as it was sent. `words` gives, for each language, the question and then its options."""

    key: str
    number: str
    version: int
    kind: str
    aspect: str
    topic: str
    required: bool
    low: int
    high: int
    words: Mapping[str, Sequence[str]]

    @property
    def is_scored(self) -> bool:
        return self.kind in (Kind.NPS, Kind.CSAT, Kind.CES, Kind.SCALE)

    @property
    def scale(self) -> tuple[int, int]:
        return self.low, self.high

    @property
    def favourable_from(self) -> int:
        """The lowest answer that counts as favourable: the top box of a scale of its own."""
        return FAVOURABLE.get(Kind(self.kind), self.high)

    def question(self, language: str = "") -> str:
        return self._words(language)[0]

    def options(self, language: str = "") -> list[str]:
        return list(self._words(language)[1:])

    def ends(self, language: str = "") -> tuple[Any, Any]:
        """What the lowest and the highest answer of a scale mean."""
        given = self.options(language)
        return (given[0], given[-1]) if len(given) >= 2 else ENDS[Kind(self.kind)]

    def points(self, value: float) -> float:
        """An answer on the scale as 0 to 100."""
        return 100 * (value - self.low) / (self.high - self.low)

    def is_low(self, value: float) -> bool:
        """Whether somebody should hear this customer: a detractor, or the lower two fifths of another scale."""
        return value <= DETRACTOR if self.kind == Kind.NPS else self.points(value) <= LOW_PERCENT

    def clean(self, value: Any) -> Any:
        """An answer as it is kept, None for none. Raises ValidationError for what is no answer to this question."""
        if value in (None, "", []):
            if self.required:
                raise ValidationError(_("Please answer this question."))
            return None
        if self.kind == Kind.TEXT:
            return str(value).replace("\x00", "").strip()[:LONGEST]
        if self.kind == Kind.SEVERAL:
            return sorted({self._whole(one, 0, len(self.options()) - 1) for one in value})
        if self.kind == Kind.ONE:
            return self._whole(value, 0, len(self.options()) - 1)
        return self._whole(value, self.low, self.high)

    def _whole(self, value: Any, low: int, high: int) -> int:
        try:
            number = int(str(value))
        except ValueError as error:
            raise ValidationError(_("Choose one of the answers.")) from error
        if not low <= number <= high:
            raise ValidationError(_("Choose one of the answers."))
        return number

    def _words(self, language: str) -> Sequence[str]:
        return self.words.get(language) or next(iter(self.words.values()))


def freeze(questions: Iterable[SurveyQuestion], language: str) -> list[dict[str, Any]]:
    """The questions as a survey keeps them, in their order; `language` is that of the library's own wording."""
    frozen = []
    for one in questions:
        low, high = SCALES.get(Kind(one.kind), (1, one.scale_to))
        words = {language: [one.wording, *one.options]}
        for line in one.translations:
            tongue, *rest = [part.strip() for part in line.split(BAR)]
            words[tongue] = rest
        frozen.append(
            {
                "key": str(one.pk),
                "number": one.number,
                "version": one.version,
                "kind": one.kind,
                "aspect": one.aspect,
                "topic": one.topic,
                "required": one.required,
                "low": low,
                "high": high,
                "words": words,
            }
        )
    return frozen


def asked(content: Iterable[Mapping[str, Any]]) -> list[Asked]:
    """The questions of a survey that was sent."""
    return [Asked(**one) for one in content]


def languages(content: Sequence[Asked]) -> list[str]:
    """In which languages a survey can be answered, the organisation's own first."""
    return [*dict.fromkeys(tongue for one in content for tongue in one.words)]


def main(content: Sequence[Asked]) -> Asked | None:
    """The question whose answer is the score: the first about the whole, or the first with a scale."""
    scored = [one for one in content if one.is_scored]
    return next((one for one in scored if one.aspect == Aspect.OVERALL), scored[0] if scored else None)


def in_language(lines: Iterable[str], language: str, otherwise: str) -> str:
    """The words of welcome in a language, from lines "de | Willkommen"; those of the organisation without one."""
    for line in lines:
        tongue, _bar, words = line.partition(BAR)
        if tongue.strip() == language and words.strip():
            return words.strip()
    return otherwise


def clean_answers(content: Sequence[Asked], given: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that are kept, by key. Raises ValidationError with the reasons by key, or where nothing was said."""
    errors: dict[str, Any] = {}
    kept: dict[str, Any] = {}
    for one in content:
        try:
            value = one.clean(given.get(one.key))
        except ValidationError as error:
            errors[one.key] = error.messages
            continue
        if value is not None:
            kept[one.key] = value
    if errors:
        raise ValidationError(errors)
    if not kept:
        raise ValidationError(_("Answer at least one question."))
    return kept


def own_words(content: Sequence[Asked], answers: Mapping[str, Any]) -> str:
    """What was said in own words, a paragraph for each question."""
    return "\n\n".join(str(answers[one.key]) for one in content if one.kind == Kind.TEXT and one.key in answers)
