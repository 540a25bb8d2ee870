"""Only plain, unambiguous YAML is read; whatever else is named with its line."""

import pytest
import yaml

from everproof.standards import CatalogueError, available, strict_yaml
from everproof.standards.folder import FOLDER
from everproof.standards.strict_yaml import MAX_BYTES, MAX_DEPTH, read_yaml


@pytest.fixture(params=["libyaml", "python"])
def either_parser(request, monkeypatch):
    """Both parsers of PyYAML: an installation without libyaml must refuse the same."""
    if request.param == "libyaml" and not yaml.__with_libyaml__:
        pytest.skip("this PyYAML was built without libyaml")
    loader = yaml.CSafeLoader if request.param == "libyaml" else yaml.SafeLoader
    monkeypatch.setattr(strict_yaml, "_LOADER", loader)


def problems_of(raw):
    with pytest.raises(CatalogueError) as caught:
        read_yaml(raw, "x.yaml")
    return caught.value.problems


@pytest.mark.parametrize("catalogue_id", available())
def test_a_catalogue_reads_as_any_yaml_reader_reads_it(catalogue_id):
    raw = (FOLDER / f"{catalogue_id}.yaml").read_bytes()
    assert read_yaml(raw, "x.yaml") == yaml.safe_load(raw)


@pytest.mark.usefixtures("either_parser")
def test_plain_values_have_their_types():
    raw = b"a: 1\nb: -2.5\nc: true\nd: null\ne: 6.1.1\nf: '1'\ng: [x, 'y']\nh: {}\ni:\n"
    read = read_yaml(raw, "x.yaml")
    assert read == {
        "a": 1, "b": -2.5, "c": True, "d": None, "e": "6.1.1", "f": "1", "g": ["x", "y"], "h": {}, "i": None,
    }  # fmt: skip
    assert read["c"] is True


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize(
    ("raw", "line", "field", "words"),
    [
        (b"a: 1\nb: 2\na: 3\n", 3, "a", "given twice"),
        (b"a: 1\nb: &x [1]\n", 2, "b", "an anchor (x)"),
        (b"a: !!python/object/apply:os.system [ls]\n", 1, "a", "the tag"),
        (b"a: !other b\n", 1, "a", "the tag"),
        (b"a: yes\n", 1, "a", "different things"),
        (b"a: 2026-11-22\n", 1, "a", "different things"),
        (b"a: 1:30\n", 1, "a", "different things"),
        (b"a: 010\n", 1, "a", "different things"),
        (b"a: 1_000\n", 1, "a", "different things"),
        (b"a: .inf\n", 1, "a", "different things"),
        (b"a: 99999999999999999999\n", 1, "a", "different things"),
        (b"4.1: a\n", 1, "", "is not text; put it in quotes"),
        (b"[a, b]: c\n", 1, "", "is not text"),
        (b"<<: {a: 1}\n", 1, "", "different things"),
        (b'a: "\\0"\n', 1, "a", "NUL"),
        (b"a: 1\n---\nb: 1\n", 2, "", "more than one document"),
        (b"- a\n", 1, "", "not a mapping"),
        (b"", 1, "", "not a mapping"),
        (b"a: 1\nb: \xff\n", 2, "", "not UTF-8"),
        (b"a: [1\nb: 2\n", 2, "", ""),
        (b"a: b: c\n", 1, "", "mapping values are not allowed"),
    ],
)
def test_what_is_refused_is_named_with_its_line(raw, line, field, words):
    first = problems_of(raw)[0]
    assert first.file == "x.yaml"
    assert first.problem.startswith(f"line {line}: ")
    assert words in first.problem
    assert first.field in {field, ""} if not field else first.field == field


@pytest.mark.usefixtures("either_parser")
def test_control_characters_are_refused():
    assert "control characters" in str(problems_of(b"a: \x00\n")) or "special characters" in str(
        problems_of(b"a: \x00\n")
    )


@pytest.mark.usefixtures("either_parser")
def test_aliases_cannot_multiply():
    bomb = b"a0: &a0 [x, x]\n" + b"".join(b"a%d: &a%d [*a%d, *a%d]\n" % (n, n, n - 1, n - 1) for n in range(1, 40))
    problems = problems_of(bomb)
    assert len(problems) == 40 + 2 * 39
    assert "an alias (a0)" in problems[2].problem


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize("raw", [b"a: " + b"[" * 500_000, b"a: " + b"{b: " * 100_000], ids=["lists", "mappings"])
def test_deep_nesting_stops_the_reader_at_once(raw):
    assert problems_of(raw)[-1].problem == f"line 1: nested deeper than {MAX_DEPTH} levels"


def test_a_huge_file_is_not_parsed():
    assert "larger than" in problems_of(b"#" * (MAX_BYTES + 1))[0].problem


def test_all_refusals_come_together_and_name_the_entry():
    raw = b"id: file\nitems:\n  - id: 4.1-1\n    text: a\n    text: b\n  - number: '4.2'\n    title: no\n"
    assert [(p.atom, p.field) for p in problems_of(raw)] == [("4.1-1", "text"), ("clause 4.2", "title")]
