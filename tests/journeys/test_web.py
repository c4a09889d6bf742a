"""A shopper on the storefront: from a greeting in Kazakh to a paid order that can be followed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from core.bootstrap import App
from tests.parts.shop import serving

LIST = "2 кило банан, 3 кило картоп және 1 батон қосыңыз"


class Chat:
    """The widget as a person uses it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root = page.locator("duken-chat")

    @property
    def last(self) -> Locator:
        return self.root.locator(".row.theirs:not(.dots)").last

    async def say(self, words: str, hears: str) -> None:
        await self.root.locator("textarea").fill(words)
        await self.page.keyboard.press("Enter")
        await self.hears(hears)

    async def tap(self, label: str, hears: str) -> None:
        await self.root.get_by_role("button", name=label, exact=True).last.click()
        await self.hears(hears)

    async def hears(self, words: str) -> None:
        """A figure and its unit are held together by a space that does not break."""
        await expect(self.last).to_contain_text(re.compile(words.replace(" ", r"\s")))


async def test_a_list_becomes_a_paid_order_that_can_be_followed(
    shop_url: str, browser_page: Page, tmp_path: Path
) -> None:
    page, chat = browser_page, Chat(browser_page)
    await page.goto(f"{shop_url}/?lang=kk")
    await chat.say("сәлем", "Сәлем")
    await chat.say(LIST, "Банан.*Картоп.*батон")
    await chat.tap("Рәсімдеу", "Атыңыз кім")
    await chat.say("Айгүл", "Телефон")
    await chat.say("+7 701 123 45 67", "Қайда|мекенжай")
    await chat.say("Абай даңғылы 10, 25 пәтер", "Қашан")
    await chat.root.locator(".slot").last.click()
    await chat.hears("Қалай төлейсіз")
    await chat.tap("Картамен", "Айгүл.*Абай даңғылы 10")
    await chat.tap("Дұрыс, тапсырыс беремін", "төле")
    await page.screenshot(path=tmp_path / "placed.png")

    async with page.context.expect_page() as opened:
        await chat.root.locator("a.pay").last.click()
    card = await opened.value
    await card.locator("#number").fill("4000 0000 0000 0002")
    await card.locator("button[type=submit]").click()
    await expect(card.get_by_role("alert")).to_contain_text("өткізбеді")
    await card.locator("#number").fill("4242 4242 4242 4242")
    await card.locator("button[type=submit]").click()
    await expect(card.get_by_role("heading", name="Төленді")).to_be_visible()
    await card.screenshot(path=tmp_path / "paid.png")

    await chat.hears("Төлем түсті")
    await card.locator("a.primary").click()
    await expect(card.get_by_role("heading", level=1)).to_contain_text("1001")
    tracking = await card.content()
    assert "төленді" in tracking and "Картоп" in tracking
    assert "Айгүл" not in tracking and "1234567" not in re.sub(r"\D", "", tracking)


async def test_a_reloaded_page_goes_on_with_the_same_conversation(shop_url: str, browser_page: Page) -> None:
    chat = Chat(browser_page)
    await browser_page.goto(f"{shop_url}/?lang=ru")
    await chat.say("2 кг бананов", "Банан")
    await browser_page.reload()
    await chat.hears("Банан")
    await chat.say("что в корзине", "Банан.*2 кг")


async def test_what_a_browser_remembers_of_an_older_shop_is_drawn(shop_url: str, browser_page: Page) -> None:
    order = {"kind": "order", "title": "Заказ 7", "choices": [], "state_text": "принят", "payment_text": "оплачен",
             "lines": [], "notes": [], "window": "завтра", "address": "Абая 10", "total": "990 ₸",
             "tracking_url": "/t/x", "tracking_label": "Где заказ"}  # fmt: skip
    kept = json.dumps({"token": None, "after": 0, "log": [{"frame": order}]})
    await browser_page.goto(f"{shop_url}/healthz")
    await browser_page.evaluate("kept => localStorage.setItem('duken-chat:demo', kept)", kept)
    chat = Chat(browser_page)
    await browser_page.goto(f"{shop_url}/?lang=ru")
    await chat.hears("Заказ 7.*990")
    await chat.say("привет", "Здравствуйте")


async def test_a_cart_is_changed_where_it_stands(shop_url: str, browser_page: Page) -> None:
    chat = Chat(browser_page)
    await browser_page.goto(f"{shop_url}/?lang=ru")
    await chat.say("2 кг бананов", "2 кг")
    rows = await chat.root.locator(".row").count()
    await chat.root.get_by_role("button", name=re.compile("^Больше: ")).last.click()
    await chat.hears("3 кг")
    assert await chat.root.locator(".row").count() == rows


async def test_markup_in_a_message_stays_words(shop_url: str, browser_page: Page) -> None:
    chat = Chat(browser_page)
    await browser_page.goto(f"{shop_url}/?lang=ru")
    await chat.say("<img src=x onerror=alert(1)>", ".+")
    assert await chat.root.locator(".mine img").count() == 0
    await expect(chat.root.locator(".mine .bubble").last).to_have_text("<img src=x onerror=alert(1)>")


async def test_what_was_said_while_the_line_was_down_is_done_once(shop_url: str, browser_page: Page) -> None:
    chat = Chat(browser_page)
    await browser_page.goto(f"{shop_url}/?lang=ru")
    await chat.say("привет", ".+")
    await browser_page.context.set_offline(True)
    await chat.root.locator("textarea").fill("добавь 2 кг бананов")
    await browser_page.keyboard.press("Enter")
    await browser_page.context.set_offline(False)
    await chat.hears("Банан")
    await chat.say("что в корзине", "Банан.*2 кг")


async def test_on_a_phone_the_chat_fills_the_screen(shop_url: str, browser: Browser) -> None:
    page = await browser.new_page(
        viewport={"width": 390, "height": 844}, locale="ru-RU", reduced_motion="reduce"
    )
    await page.goto(shop_url)
    launcher = page.locator("duken-chat .launcher")
    await launcher.click()
    box = await page.locator("duken-chat .panel").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 390, "height": 844}
    await expect(launcher).to_be_hidden()
    await page.keyboard.press("Escape")
    await expect(launcher).to_be_visible()


async def test_the_chat_is_worked_by_the_keyboard_alone(shop_url: str, browser_page: Page) -> None:
    chat = Chat(browser_page)
    await browser_page.goto(f"{shop_url}/?lang=en")
    await expect(chat.root.get_by_role("dialog")).to_be_visible()
    await expect(chat.root.locator("textarea")).to_be_focused()
    await browser_page.keyboard.type("hello")
    await browser_page.keyboard.press("Enter")
    await chat.hears(".+")
    await browser_page.keyboard.press("Escape")
    await expect(chat.root.get_by_role("dialog")).to_be_hidden()
    await expect(chat.root.locator(".launcher")).to_be_focused()
    await browser_page.keyboard.press("Enter")
    await expect(chat.root.get_by_role("dialog")).to_be_visible()


async def test_a_cart_is_changed_by_the_keyboard_from_one_button(shop_url: str, browser_page: Page) -> None:
    chat = Chat(browser_page)
    await browser_page.goto(f"{shop_url}/?lang=ru")
    await chat.say("2 кг бананов и батон", "2 кг")
    more = chat.root.get_by_role("button", name=re.compile("^Больше: Бананы")).last
    await more.focus()
    for quantity in ("3 кг", "4 кг"):
        await browser_page.keyboard.press("Enter")
        await chat.hears(quantity)
        await expect(more).to_be_focused()


async def test_slots_and_sums_fit_on_a_small_phone(shop_url: str, browser: Browser) -> None:
    page = await browser.new_page(
        viewport={"width": 360, "height": 740}, locale="kk-KZ", reduced_motion="reduce"
    )
    chat = Chat(page)
    await page.goto(f"{shop_url}/?lang=kk")
    await page.locator("duken-chat .launcher").click()
    await chat.say(LIST, "Банан")
    name, total = chat.last.locator(".line-name").first, chat.last.locator(".line-total").first
    assert await chat.last.locator(".steps").first.evaluate("e => e.getBoundingClientRect().top") > (
        await name.evaluate("e => e.getBoundingClientRect().bottom") - 1
    ), "buttons stand under the name, never beside it"
    assert await total.evaluate("e => e.offsetLeft") > await name.evaluate("e => e.offsetLeft")
    await chat.tap("Рәсімдеу", "Атыңыз кім")
    await chat.say("Айгүл", "Телефон")
    await chat.say("+7 701 123 45 67", "Қайда|мекенжай")
    await chat.say("Абай даңғылы 10, 25 пәтер", "Қашан")
    wider = await chat.root.locator(".log").evaluate("e => e.scrollWidth - e.clientWidth")
    assert wider == 0


@pytest.mark.parametrize("where", ["/?lang=kk", "/?lang=kk&q=сүт", "/?lang=ru&q=чайник"])
async def test_the_storefront_is_no_wider_than_a_small_phone(
    shop_url: str, browser: Browser, where: str
) -> None:
    page = await browser.new_page(viewport={"width": 360, "height": 740})
    await page.goto(f"{shop_url}{where}")
    await expect(page.locator(".product").first).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == 360


async def test_a_text_that_is_too_long_is_told_to_be_so_and_not_cut(
    shop_url: str, browser_page: Page
) -> None:
    chat = Chat(browser_page)
    await browser_page.goto(f"{shop_url}/?lang=ru")
    await chat.say("бананы 1 кг\n" * 300, "слишком длинное")


async def test_while_the_shop_is_away_nobody_types_and_then_it_answers(shop: App, browser_page: Page) -> None:
    chat = Chat(browser_page)
    async with serving(shop):
        await browser_page.goto(f"{shop.settings.url}/?lang=ru")
        await chat.say("привет", ".+")
    await expect(chat.root.locator(".status")).to_have_text("Нет связи, соединяюсь…")
    await chat.root.locator("textarea").fill("2 кг бананов")
    await browser_page.keyboard.press("Enter")
    await expect(chat.root.locator(".mine").last).to_contain_text("бананов")
    await browser_page.wait_for_timeout(500)
    await expect(chat.root.locator(".dots")).to_be_hidden()
    async with serving(shop):
        await chat.hears("Банан.*2 кг")
        await expect(chat.root.locator(".status")).to_have_text("Отвечаем сразу")


async def test_two_products_stand_side_by_side_in_a_table(shop_url: str, browser_page: Page) -> None:
    chat = Chat(browser_page)
    await browser_page.goto(f"{shop_url}/?lang=kk")
    await chat.say("сары май", "Сары май")
    await browser_page.set_viewport_size({"width": 360, "height": 740})
    await chat.say("біріншісі мен екіншісін салыстыр", "Салыстырдым")
    table = chat.last.get_by_role("table")
    await expect(table.get_by_role("columnheader")).to_have_count(2)
    await expect(table.get_by_role("row", name=re.compile("Майлылығы"))).to_contain_text("72,5%")
    box = await table.bounding_box()
    assert box is not None and box["x"] + box["width"] <= 360
    await table.get_by_role("button", name=re.compile("^Себетке: ")).first.click()
    await chat.hears("1 дана")
