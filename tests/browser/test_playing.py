"""The user of the page controls time, for all viewers of the same table."""

from __future__ import annotations

import time

from playwright.sync_api import Page, expect
from serving import Server, Visitor
from steps import choose, click_a_person, passes, play, stands_at, week_of

SPEED = 10  # weeks a second


def _ready(page: Page) -> None:
    choose(page)
    play(page)


def _fast(page: Page) -> None:
    page.get_by_role("combobox", name="Speed").click()
    page.get_by_role("option", name=f"{SPEED} weeks a second").click()


def test_keys_do_what_buttons_do(page: Page) -> None:
    _ready(page)
    page.keyboard.press("ArrowRight")
    stands_at(page, 1)
    page.keyboard.press("Shift+ArrowRight")
    stands_at(page, 14)
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    passes(page, 14)
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("Viewing week")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Viewing week")).to_be_hidden()


def test_people_are_reached_without_a_mouse(page: Page) -> None:
    _ready(page)
    page.get_by_role("application").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    panel = page.get_by_role("region", name="Selected person")
    expect(panel.get_by_text("Behaviour considered").or_(panel.get_by_role("combobox"))).to_be_visible()


def test_curves_of_customers_are_chosen_by_keyboard_and_kept_over_a_reload(page: Page) -> None:
    _ready(page)
    page.keyboard.press("Shift+ArrowRight")
    stands_at(page, 13)
    choice = page.get_by_role("combobox", name="Curves on the customers card")
    choice.focus()
    page.keyboard.press("Enter")
    listed = page.get_by_role("listbox")
    expect(listed.get_by_role("option", name="felt by customers")).to_have_attribute("aria-selected", "true")
    for _ in range(6):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    chosen = page.get_by_role("listbox").get_by_role("option", selected=True)
    expect(chosen).to_have_count(4)
    name = chosen.last.inner_text()
    page.keyboard.press("Escape")
    stands_at(page, 13)
    card = page.locator(".play-chart-chosen .component-curves")
    expect(card.get_by_text(name, exact=True)).to_be_visible()
    page.reload()
    expect(card.get_by_text(name, exact=True)).to_be_visible()


def test_speed_is_chosen_while_time_passes(page: Page) -> None:
    _ready(page)
    page.get_by_role("button", name="Play", exact=True).click()
    _fast(page)
    passes(page, 3 * SPEED)
    page.get_by_role("button", name="Pause").click()


def test_fifty_presses_on_play_let_time_pass_once(page: Page) -> None:
    """An even number of presses leaves it standing, and no second clock runs on."""
    _ready(page)
    page.evaluate(
        """() => { const play = document.querySelector('[aria-label="Play"]'); for (let press = 0; press < 50; press++) play.click(); }"""
    )
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    week = _comes_to_rest(page)
    page.get_by_role("button", name="One week", exact=True).click()
    stands_at(page, week + 1)
    assert _comes_to_rest(page) == week + 1


def _comes_to_rest(page: Page) -> int:
    """The week in which time has stopped: the same over six times as long as a week takes at this speed, since a machine may be busy."""
    weeks = [week_of(page)]
    while len(weeks) < 4 or len(set(weeks[-4:])) > 1:
        page.wait_for_timeout(1000)
        weeks.append(week_of(page))
    return weeks[-1]


def test_a_reload_in_the_middle_finds_the_play_where_it_is(page: Page) -> None:
    _ready(page)
    click_a_person(page)
    page.get_by_role("button", name="Play", exact=True).click()
    passes(page, 2)
    week = week_of(page)
    page.reload()
    passes(page, week)
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_two_pages_of_one_browser_show_the_same_play(page: Page) -> None:
    _ready(page)
    beside = page.context.new_page()
    beside.goto("/play")
    stands_at(beside, 0)
    page.get_by_role("button", name="A quarter").click()
    stands_at(page, 13)
    stands_at(beside, 13)
    beside.get_by_role("button", name="One week", exact=True).click()
    stands_at(page, 14)


def test_another_browser_sees_nothing_of_it(page: Page, visitor: Visitor) -> None:
    _ready(page)
    other = visitor()
    other.goto("/play")
    expect(other.get_by_role("button", name="Plan this change")).to_be_visible()


def test_no_one_looking_means_nothing_is_computed(page: Page, server: Server) -> None:
    """A page that is closed while weeks pass leaves the server with nothing to do."""
    _ready(page)
    page.get_by_role("combobox", name="Speed").click()
    page.get_by_role("option", name="1 weeks a second").click()
    page.get_by_role("button", name="Play", exact=True).click()
    passes(page, 0)
    page.close()
    end = time.monotonic() + 300
    while time.monotonic() < end:
        before = server.work()
        time.sleep(1.0)
        if server.work() - before < 0.05:
            return
    raise AssertionError("The server still works five minutes after everybody left.")


def test_leaving_before_the_page_is_ready_causes_no_fault(page: Page, visitor: Visitor) -> None:
    page.goto("/", wait_until="commit")
    page.close()
    other = visitor()
    other.goto("/")
    expect(other.get_by_role("button", name="Plan this change")).to_be_visible()
