"""The page that lists topics, functions and sources says what the code says."""

import importlib
import re
from pathlib import Path

import pytest

from everproof.analytics.cases import topics

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "statistics.md"
ROW = re.compile(r"^\| `([\w.]+)` \| `([\w.]+)` \| (.+) \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def rows() -> list[tuple[str, str, str]]:
    if not PAGE.is_file():
        pytest.skip(f"the documentation is not beside the package ({PAGE})")
    return ROW.findall(PAGE.read_text(encoding="utf-8"))


def test_every_topic_is_listed_once_and_no_other(rows):
    assert sorted(topic for topic, _function, _source in rows) == topics()


def test_every_function_exists_and_explains_itself(rows):
    for topic, function, source in rows:
        module, _dot, name = function.rpartition(".")
        found = getattr(importlib.import_module(f"everproof.analytics.{module}"), name)
        assert found.__doc__, topic
        assert len(source) > 5
