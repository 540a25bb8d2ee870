"""What is taken and what is not: the content decides, and the ending must agree."""

import io
import time

import pytest

from everproof.kernel.errors import Refused
from everproof.kernel.files import kinds, names
from everproof.kernel.tests.files import corpus


@pytest.mark.parametrize("case", corpus.HONEST)
def test_what_people_send_is_taken(case):
    name, content = corpus.HONEST[case]

    assert names.ending(name) in kinds.detect(io.BytesIO(content), name).kind.endings


@pytest.mark.parametrize("case", corpus.REFUSED)
def test_what_attackers_send_is_refused_in_words(case):
    name, content = corpus.REFUSED[case]
    started = time.monotonic()

    with pytest.raises(Refused) as refusal:
        kinds.detect(io.BytesIO(content), name)

    assert str(refusal.value).endswith(".")
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("case", corpus.TAKEN)
def test_what_is_harmless_as_a_download_is_taken(case):
    name, content = corpus.TAKEN[case]

    assert kinds.detect(io.BytesIO(content), name).kind.media_type not in ("text/html", "image/svg+xml")


def test_the_corpus_is_large_enough():
    assert len(corpus.REFUSED) + len(corpus.TAKEN) >= 100


@pytest.mark.parametrize(
    ("case", "caution"),
    [
        ("pdf with script", "active"),
        ("pdf that launches", "active"),
        ("document that loads a template", "remote"),
    ],
)
def test_an_opener_is_told_what_a_file_would_do(case, caution):
    name, content = corpus.TAKEN[case]

    assert caution in kinds.detect(io.BytesIO(content), name).cautions


def test_an_honest_file_needs_no_caution():
    found = {case: kinds.detect(io.BytesIO(content), name).cautions for case, (name, content) in corpus.HONEST.items()}

    assert {case for case, cautions in found.items() if cautions} == set()


def test_no_kind_is_one_that_a_browser_runs():
    run = {"html", "xml", "svg", "javascript", "xhtml"}

    assert not [
        kind.media_type
        for kind in kinds.KINDS
        if any(word in kind.media_type.split("/")[-1].split("+") for word in run)
    ]
    assert {kind.media_type for kind in kinds.KINDS if kind.media_type.startswith("text/")} == {"text/plain"}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("report.pdf", "report.pdf"),
        ("  Pru\u0308fbericht  3.pdf", "Pr\u00fcfbericht 3.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ann\\a.txt", "a.txt"),
        ("a\x00b\r\n.txt", "ab.txt"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("\u200b\u200e", "file"),
        ("...", "file"),
        ("", "file"),
        ("NUL.txt", "_NUL.txt"),
        ('a"b<c>d|e.txt', "a_b_c_d_e.txt"),
        ("x" * 300 + ".jpeg", "x" * 195 + ".jpeg"),
        ("/", "file"),
        ("a/b/", "file"),
    ],
)
def test_names_are_made_harmless(sent, kept):
    assert names.clean(sent) == kept


def test_a_clean_name_stays_as_it_is():
    for sent in [
        name for name, _content in [*corpus.REFUSED.values(), *corpus.TAKEN.values(), *corpus.HONEST.values()]
    ]:
        assert names.clean(names.clean(sent)) == names.clean(sent)
        assert len(names.clean(sent)) <= 200
