"""The geometry of the map: boxes never overlap, every link is drawn and crosses no box, names cannot break out."""

import random
import re
import time
from itertools import combinations, pairwise

import pytest

from everproof.processes.map import Band, Box, Link, drawn, laid_out

GROUPS = ("management", "core", "support")


def landscape(count, links, seed=3):
    """A company with so many processes, and so many links between them and with the outside."""
    choose = random.Random(seed)
    sizes = {"management": max(1, count // 8), "support": max(1, count // 3)}
    sizes["core"] = count - sum(sizes.values())
    bands = tuple(
        Band(group, group.title(), tuple(Box(f"{group}{n}", f"Process {n}", "/x/", group) for n in range(sizes[group])))
        for group in GROUPS
    )
    keys = [box.key for band in bands for box in band.boxes]
    pairs = [(giver, receiver) for giver in [*keys, None] for receiver in [*keys, None] if giver != receiver]
    chosen = choose.sample(pairs, links)
    return bands, [Link(giver, receiver, "Order", choose.choice(["", "warn", "bad"])) for giver, receiver in chosen]


SIZES = pytest.mark.parametrize(("count", "links"), [(2, 0), (3, 4), (8, 16), (14, 45), (60, 200)])


@SIZES
def test_boxes_never_overlap_and_stay_on_the_map(count, links):
    layout = laid_out(*landscape(count, links))
    places = list(layout.places.values())

    assert len(places) == count
    for one in places:
        assert one.x >= 0
        assert one.x + one.width <= layout.width
        assert one.y >= 0
        assert one.y + one.height <= layout.height
    for first, second in combinations(places, 2):
        apart = (
            first.x + first.width < second.x
            or second.x + second.width < first.x
            or first.y + first.height < second.y
            or second.y + second.height < first.y
        )
        assert apart, (first.box.key, second.box.key)


@SIZES
def test_bands_follow_each_other_and_hold_their_boxes(count, links):
    layout = laid_out(*landscape(count, links))

    for above, below in pairwise(layout.strips):
        assert above.bottom <= below.top
    for strip in layout.strips:
        for box in strip.band.boxes:
            place = layout.places[box.key]
            assert strip.top <= place.y
            assert place.y + place.height <= strip.bottom


@SIZES
def test_every_link_is_drawn_from_its_giver_to_its_receiver_and_crosses_no_box(count, links):
    bands, asked = landscape(count, links)
    layout = laid_out(bands, asked)

    assert len(layout.routes) == links
    for route in layout.routes:
        giver, receiver = layout.places.get(route.link.giver), layout.places.get(route.link.receiver)
        if giver:
            assert route.points[0] == (giver.x + giver.width, giver.middle)
        if receiver:
            assert route.points[-1] == (receiver.x, receiver.middle)
        for start, end in pairwise(route.points):
            assert start[0] == end[0] or start[1] == end[1]
            crossed = [place.box.key for place in layout.places.values() if crosses(start, end, place)]
            assert crossed == [], (route.link, start, end)


def crosses(start, end, place):
    """Whether a stretch runs through the inside of a box; its edge is where links begin and end."""
    left, right = sorted((start[0], end[0]))
    top, bottom = sorted((start[1], end[1]))
    beside = right <= place.x or left >= place.x + place.width
    above_or_below = bottom <= place.y or top >= place.y + place.height
    return not (beside or above_or_below)


def test_links_that_do_not_belong_together_do_not_lie_on_each_other():
    bands, _links = landscape(14, 0)
    far = [Link("core0", "support3", "a"), Link("core1", "support2", "b"), Link("core3", "management0", "c")]
    routes = laid_out(bands, far).routes

    stretches = [{(start, end) for start, end in pairwise(route.points)} for route in routes]
    for first, second in combinations(stretches, 2):
        assert not first & second


def test_a_link_to_a_process_that_is_not_on_the_map_is_left_out():
    bands, _links = landscape(3, 0)

    layout = laid_out(bands, [Link("core0", "gone", "x"), Link(None, None, "x"), Link("core0", "support0", "x")])

    assert [(route.link.giver, route.link.receiver) for route in layout.routes] == [("core0", "support0")]


def test_an_empty_map_is_no_error():
    assert laid_out([Band("core", "Core", ())]).places == {}


def test_the_drawing_holds_every_box_as_a_link_that_says_how_it_stands():
    box = Box("a", "Order <review> & more", "/x/?a=1&b=2", "core", "Ann", ("special",), (("bad", "2 problems"),))
    layout = laid_out([Band("core", "Core", (box,))], [Link(None, "a", 'An "order"', "warn", url="/y/")])

    svg = drawn(layout, title="Map", description="One process.", outside=("In", "Out"))

    assert "Order &lt;review&gt; &amp; more. Ann. special. 2 problems" in svg
    assert 'href="/x/?a=1&amp;b=2"' in svg
    assert "style=" not in svg
    assert "<review>" not in svg
    assert svg.count('class="map-box') == 1
    assert re.search(r'class="map-link warn"[^>]*data-to="a"', svg)


def test_sixty_processes_and_two_hundred_links_are_drawn_in_a_few_milliseconds():
    bands, links = landscape(60, 200)
    best = min(timed(bands, links) for _time in range(5))

    assert best < 0.05


def timed(bands, links):
    start = time.perf_counter()
    drawn(laid_out(bands, links), title="Map", description="Many.", outside=("In", "Out"))
    return time.perf_counter() - start
