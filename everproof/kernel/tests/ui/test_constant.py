"""What is kept of a page shows nothing but the values that it names."""

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

from everproof.kernel.templatetags.ui import ConstantNode


def draw(template, **variables):
    return template.render(Context(variables))


def test_it_sees_the_values_it_names_and_nothing_else():
    template = Template("{% constant who=person.name %}{{ who }}, {{ secret }}{{ person }}{% endconstant %}")

    assert draw(template, person={"name": "Ada"}, secret="pay slip") == "Ada, "
    assert draw(template, person={"name": "<Bo>"}, secret="pay slip") == "&lt;Bo&gt;, "
    assert draw(template, person={"name": "Ada"}) == "Ada, "


def test_it_is_drawn_once_for_its_values():
    template = Template("{% constant who=who %}{% now 'u' %} {{ who }}{% endconstant %}")

    first = draw(template, who="Ada")

    assert draw(template, who="Ada") == first
    assert draw(template, who="Bo") != first


def test_each_language_has_its_own():
    template = Template("{% constant %}{% translate 'Monday' %}{% endconstant %}")

    assert draw(template) == "Monday"
    with translation.override("de"):
        assert draw(template) == "Montag"
    assert draw(template) == "Monday"


def test_it_may_include_other_templates():
    assert "<svg" in draw(Template("{% constant %}{% include 'ui/parts/mark.html' %}{% endconstant %}"))


def test_no_more_is_kept_than_memory_is_meant_for(monkeypatch):
    monkeypatch.setattr(ConstantNode, "MOST_KEPT", 3)
    template = Template("{% constant count=count %}{{ count }}{% endconstant %}")

    assert [draw(template, count=count) for count in range(5)] == ["0", "1", "2", "3", "4"]
    (node,) = template.nodelist
    assert len(node.drawn) <= 3


def test_what_has_no_name_is_refused():
    with pytest.raises(TemplateSyntaxError, match="name=value only, not 'frame'"):
        Template("{% constant frame %}{% endconstant %}")
