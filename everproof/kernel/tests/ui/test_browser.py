"""The pages in a real browser: keys, menus, dialogs, drafts, and what axe and the policy say."""

import pytest

from everproof.kernel.ui.gallery import PAGES

pytestmark = pytest.mark.browser
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def _violations(page) -> list[str]:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    found = axe.Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [f"{one['id']}: {[node['target'] for node in one['nodes'][:3]]}" for one in found]


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.looks
def test_axe_finds_nothing_and_the_policy_refuses_nothing(desk, theme):
    found = {}
    for slug in ("", *PAGES):
        page = desk.open(slug, f"?theme={theme}")
        if violations := _violations(page):
            found[slug] = violations
    assert found == {}
    # A number field tells the console when a page hands it words.
    assert [words for words in desk.complaints if "cannot be parsed" not in words] == []


@pytest.mark.slow
def test_on_a_phone_nothing_is_wider_than_the_screen(phone):
    wide = {}
    for slug in ("", *PAGES):
        page = phone.open(slug)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 390:
            wide[slug] = width
    assert wide == {}


def test_the_bottom_bar_has_targets_for_a_thumb(phone):
    page = phone.open("list")
    boxes = [item.bounding_box() for item in page.query_selector_all(".frame-bar > *")]
    assert len(boxes) == 5
    assert all(box["width"] >= 48 and box["height"] >= 48 for box in boxes)


def test_more_opens_the_rooms_on_a_phone(phone):
    page = phone.open("detail")
    page.wait_for_selector("#nav", state="hidden")
    page.click(".frame-bar button")
    page.wait_for_selector("#nav")
    assert page.inner_text("#nav a[aria-current=page]").startswith("Nonconformities")


def test_rows_are_moved_through_chosen_and_opened_by_keys(desk):
    page = desk.open("list")
    for key in "jjx":
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.textContent") == "NC-2026-0341"
    assert page.inner_text("[data-chosen]") == "1 chosen"
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/detail/")


def test_the_bar_of_actions_goes_when_nothing_is_chosen(desk):
    page = desk.open("list")
    page.check("[data-pick-all]")
    assert page.inner_text("[data-chosen]") == "50 chosen"
    page.click("[data-pick-none]")
    page.wait_for_selector(".bulk", state="hidden")
    assert page.query_selector_all("tbody input:checked") == []


def test_single_keys_can_be_switched_off(desk):
    page = desk.open("list")
    page.keyboard.press("?")
    page.uncheck("[data-single-keys]")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('tbody')") is None


def test_the_palette_finds_and_opens(desk):
    page = desk.open("form")
    page.keyboard.press("Control+k")
    page.keyboard.type("torque")
    page.wait_for_function("() => document.querySelectorAll('#palette [role=option]').length === 1")
    assert "TW-14" in page.inner_text("#palette [aria-selected=true]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/detail/")


def test_one_escape_closes_the_palette(desk):
    page = desk.open("list")
    page.keyboard.press("/")
    page.keyboard.type("x")
    page.keyboard.press("Escape")
    page.wait_for_selector("#palette", state="hidden")
    assert page.evaluate("document.querySelector('#palette').open") is False


def test_searching_in_a_list_keeps_the_focus_and_the_address(desk):
    page = desk.open("list")
    page.fill("#list-q", "ring")
    page.wait_for_url("**/list/?q=ring")
    assert page.evaluate("document.activeElement.id") == "list-q"


def test_the_next_step_opens_in_a_dialog_that_posts_to_its_own_page(desk):
    page = desk.open("detail")
    page.keyboard.press("n")
    page.wait_for_selector("#dialog[open] textarea")
    assert page.evaluate("document.activeElement.name") == "conclusion"
    assert page.get_attribute("#dialog form", "action") == "/ui/gallery/transition/"
    page.click("#dialog a[data-closes]")
    assert page.url.endswith("/detail/")
    page.wait_for_selector("#dialog", state="hidden")


def test_a_draft_is_kept_and_put_back_with_a_notice(desk):
    page = desk.open("form")
    page.fill("[name=title]", "Seat ring scratched")
    page.check("[name=severity][value='2']")
    page.wait_for_function("() => document.querySelector('[data-draft-state]').textContent !== ''")
    page = desk.open("form")
    assert page.input_value("[name=title]") == "Seat ring scratched"
    assert page.is_checked("[name=severity][value='2']")
    page.wait_for_selector("[data-draft-note]")
    page.click("[data-draft-discard]")
    assert page.input_value("[name=title]") == ""
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_without_a_connection_nothing_is_sent_and_nothing_is_lost(desk):
    page = desk.open("form")
    page.fill("[name=title]", "Seat ring scratched")
    page.context.set_offline(True)
    page.click("main button[type=submit]")
    assert "No connection" in page.inner_text("[data-draft-state]")
    assert "Drafts waiting here: 1." in page.inner_text("ui-notices")
    assert page.input_value("[name=title]") == "Seat ring scratched"


def test_a_draft_is_forgotten_when_the_server_says_it_arrived(desk):
    page = desk.open("form")
    page.fill("[name=title]", "Seat ring scratched")
    page.wait_for_function("() => localStorage.length === 1")
    page.evaluate("""() => {
        const done = document.createElement("draft-done");
        done.dataset.key = "gallery:report";
        document.body.append(done);
    }""")
    assert page.evaluate("localStorage.length") == 0


def test_theme_changes_at_once(desk):
    page = desk.open("detail")
    page.click("[popovertarget=menu-account]")
    page.click("button[value=dark]")
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"
    assert page.get_attribute("button[value=dark]", "aria-pressed") == "true"


def test_forms_and_menus_work_without_javascript(browser, gallery_url):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(f"{gallery_url}list/")
    page.click("[popovertarget=menu-filter]")
    page.fill("#menu-filter [name=older]", "30")
    page.click("#menu-filter button.primary")
    assert "older=30" in page.url
    page.check("tbody .k-pick input >> nth=0")
    page.wait_for_selector(".bulk")
    context.close()
