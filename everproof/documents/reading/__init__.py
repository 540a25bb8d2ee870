"""Reading: who is asked to read which revision, who confirmed it, and who opened what.

ask(revision)                                asks everybody whom the document's audience names
acknowledge(revision, by=actor, answers=…)   a person confirms, for themself only
who_has_not(revision)                        open requests, the longest overdue first
note_access(actor, document, revision, verb) leaves an access event
"""

from everproof.documents.reading.acknowledging import Answered, acknowledge
from everproof.documents.reading.asking import ask, ask_everywhere, ask_person, settle, withdraw
from everproof.documents.reading.events import forget_old_events, note_access
from everproof.documents.reading.questions import questions_of, set_questions
from everproof.documents.reading.standing import who_has_not

__all__ = [
    "Answered",
    "acknowledge",
    "ask",
    "ask_everywhere",
    "ask_person",
    "forget_old_events",
    "note_access",
    "questions_of",
    "set_questions",
    "settle",
    "who_has_not",
    "withdraw",
]
