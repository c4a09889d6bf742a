"""What is shown in Telegram fits into Telegram, and says nothing but what the shop says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import limits
from bot.labels import TYPED
from bot.main import make_bot
from bot.outgoing import Asking, Button, InvoiceOut, PhotoOut, TextOut
from bot.render import Renderer, in_place
from core.config import Settings
from core.conversation.grid import grid
from core.conversation.plain import Speaker
from core.conversation.reply import (
    CartView,
    Cell,
    Choice,
    Invoice,
    LineView,
    OrderView,
    Picture,
    ProductCard,
    Products,
    SlotPicker,
    SlotView,
    Table,
    TableRow,
    Text,
)
from core.dialogue import checkout
from core.i18n.texts import Texts, load_texts
from core.kernel.errors import InvalidInput

NOON = datetime(2026, 6, 15, 7, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def texts() -> Texts:
    return load_texts()


@pytest.fixture
def renderer(texts: Texts, tmp_path: Path) -> Renderer:
    settings = Settings(home=tmp_path, public_url="http://127.0.0.1:8000", telegram_provider_token="1:TEST:x")
    return Renderer(Speaker(texts, "kk"), settings, "demo")


def card(number: int = 1, **about: object) -> ProductCard:
    shown = ProductCard(
        offer_id=f"offer-{number}",
        names={"kk": f"Шай {number}", "ru": f"Чай {number}"},
        price_minor=159_000,
        currency="KZT",
        sold_by="piece",
        in_stock=True,
        picture="pictures/tea.png",
        choices=(
            Choice(f"add:offer-{number}", "button-add"),
            Choice(f"show:offer-{number}", "button-details"),
        ),
    )
    return replace(shown, **about)  # type: ignore[arg-type]


def line(quantity: str, sold_by: str = "piece", total: int = 100_000) -> LineView:
    return LineView("rice", {"kk": "Күріш"}, Decimal(quantity), sold_by, 50_000, total)  # type: ignore[arg-type]


def cart(*lines: LineView) -> CartView:
    return CartView("cart", lines, 100_000, "KZT", choices=(Choice("checkout", "button-checkout"),))


def bill(amount: int, *lines: LineView, delivery: int = 0) -> Invoice:
    return Invoice(
        "pay-now", 1042, "pay-1", amount, "KZT", "http://127.0.0.1:8000/pay/pay-1", 30, lines, delivery
    )


@given(st.text(max_size=300), st.integers(min_value=4, max_value=60))
def test_pieces_fit_and_lose_no_word(text: str, limit: int) -> None:
    found = limits.pieces(text, limit)
    assert all(limits.length(piece) <= limit for piece in found)
    assert "".join("".join(found).split()) == "".join(text.split())


def test_pieces_end_where_a_line_ends() -> None:
    rows = [f"{n}. нан" for n in range(40)]
    found = limits.pieces("\n".join(rows), 100)
    assert [row for piece in found for row in piece.split("\n")] == rows


def test_an_emoji_counts_as_two_and_is_never_halved() -> None:
    assert limits.length("🍎") == 2
    assert limits.pieces("🍎" * 5, 3) == ["🍎"] * 5


def test_a_long_list_has_its_buttons_under_the_last_piece(renderer: Renderer) -> None:
    goods = tuple(card(n, names={"kk": "Шай " * 100}) for n in range(1, 31))
    messages = renderer.one(Products("search-found", goods, {"phrase": "шай", "count": 30}))
    assert len(messages) > 1
    assert [bool(m.rows) for m in messages] == [False] * (len(messages) - 1) + [True]
    assert all(isinstance(m, TextOut) and limits.length(m.text) <= limits.TEXT for m in messages)


def test_a_product_that_tells_too_much_goes_on_under_its_picture(renderer: Renderer) -> None:
    [photo, more] = renderer.one(
        Products("product-detail", (card(descriptions={"kk": "ыстық су " * 200}),), detail=True)
    )
    assert isinstance(photo, PhotoOut)
    assert isinstance(more, TextOut)
    assert limits.length(photo.caption) <= limits.CAPTION
    assert not photo.caption.endswith("ыст")
    assert [b.action for row in more.rows for b in row] == ["add:offer-1"]
    assert not photo.rows


@pytest.mark.parametrize("path", ["../../etc/passwd", "/etc/passwd", "a/../../../x.png"])
def test_a_picture_outside_the_stores_folder_is_not_shown(renderer: Renderer, path: str) -> None:
    [shown] = renderer.one(Products("product-detail", (card(picture=path),), detail=True))
    assert isinstance(shown, TextOut)


def test_what_is_sold_out_is_not_put_into_the_cart(renderer: Renderer) -> None:
    [shown] = renderer.one(Products("search-near", (card(1), card(2, in_stock=False)), {"phrase": "шай"}))
    assert [[b.label for b in row] for row in shown.rows] == [["1", "2"], ["🛒 1"]]


def test_tags_of_strangers_are_shown_as_they_wrote_them(renderer: Renderer) -> None:
    [shown] = renderer.one(Text("search-nothing", {"phrase": "<b>&amp;*_`"}))
    assert isinstance(shown, TextOut)
    assert "<b>&amp;*_`" in shown.text


def test_a_kilogram_and_a_half_steps_to_whole_ones(renderer: Renderer) -> None:
    [shown] = renderer.one(cart(line("1.5", "weight"), line("1"), line("0.4", "weight")))
    actions = [[b.action for b in row] for row in shown.rows[:3]]
    assert actions == [
        ["set:1:rice", "show:rice", "set:2:rice"],
        ["del:rice", "show:rice", "set:2:rice"],
        ["del:rice", "show:rice", "set:1:rice"],
    ]


def test_many_lines_and_a_summary_have_no_buttons_of_their_own(renderer: Renderer) -> None:
    [many] = renderer.one(cart(*[line("1")] * 7))
    details = (("label-name", "Айгүл"), ("label-payment", "button-pay-card"))
    [summary] = renderer.one(replace(cart(line("1")), key="summary", details=details))
    for shown in (many, summary):
        assert [b.action for row in shown.rows for b in row] == ["checkout"]


def test_hours_stand_two_in_a_row_and_green_ones_are_explained(renderer: Renderer) -> None:
    slots = tuple(
        SlotView(NOON + timedelta(hours=2 * n), NOON + timedelta(hours=2 * n + 2), 0, n == 1, f"slot:{n}")
        for n in range(3)
    )
    [shown] = renderer.one(
        SlotPicker("slots", slots, {"day": NOON.date()}, (Choice("pickup", "button-pickup"),))
    )
    assert isinstance(shown, TextOut)
    assert [len(row) for row in shown.rows] == [2, 1, 1]
    assert shown.rows[0][1] == Button("🌿 14:00–16:00", "slot:1")
    assert "🌿" in shown.text


def test_hours_name_their_price_where_it_differs_and_express_stands_alone(renderer: Renderer) -> None:
    fees = (199_000, 99_000, 49_000)
    slots = tuple(
        SlotView(NOON, NOON + timedelta(hours=2), fee, fee == 49_000, f"slot:{fee}", fee == 199_000)
        for fee in fees
    )
    [shown] = renderer.one(SlotPicker("slots", slots, {"day": NOON.date()}))
    labels = [b.label.replace("\u00a0", " ") for row in shown.rows for b in row]
    assert labels == [
        "⚡ шұғыл, бүгін 12:00–14:00 · 1 990 ₸", "12:00–14:00 · 990 ₸", "🌿 12:00–14:00 · 490 ₸",
    ]  # fmt: skip
    assert all(len(row) == 1 for row in shown.rows)
    [alike] = renderer.one(SlotPicker("slots", slots[:2], {"day": NOON.date()}))
    assert isinstance(alike, TextOut) and "990" in alike.text, "one price for all is said once"
    assert alike.rows[1][0].label == "12:00–14:00"


def test_the_invoice_adds_up_to_what_is_charged(renderer: Renderer) -> None:
    [shown] = renderer.one(bill(250_000, line("2", total=200_000), delivery=50_000))
    assert isinstance(shown, InvoiceOut)
    assert sum(minor for _, minor in shown.prices) == 250_000
    assert len(shown.prices) == 2
    [rounded] = renderer.one(bill(249_900, line("2", total=200_000), delivery=50_000))
    assert isinstance(rounded, InvoiceOut)
    assert [minor for _, minor in rounded.prices] == [249_900]
    [long] = renderer.one(bill(3_000_000, *[line("1", total=100_000)] * 30))
    assert isinstance(long, InvoiceOut)
    assert len(long.prices) == 1
    assert limits.length(long.title) <= limits.INVOICE_TITLE
    assert limits.length(long.description) <= limits.INVOICE_DESCRIPTION


def test_without_a_provider_or_a_usable_address_the_link_is_written_out(renderer: Renderer) -> None:
    plain = replace(renderer, settings=renderer.settings.model_copy(update={"telegram_provider_token": None}))
    [button] = plain.one(bill(100_000))
    assert [b.url for row in button.rows for b in row] == ["http://127.0.0.1:8000/pay/pay-1"]
    [written] = plain.one(replace(bill(100_000), pay_url="http://localhost:8000/pay/1"))
    assert isinstance(written, TextOut)
    assert written.text.endswith("http://localhost:8000/pay/1")
    assert not written.rows


def test_a_seller_is_not_offered_the_shoppers_tracking_page(renderer: Renderer) -> None:
    order = OrderView(
        "order-state",
        1042,
        "accepted",
        "TRACK",
        1,
        "KZT",
        "captured",
        (NOON, NOON),
        "Абай 10",
        (line("1"),),
        params={"number": "1042"},
    )
    [mine] = renderer.one(order)
    [sellers] = renderer.one(replace(order, key="seller-order"))
    assert [b.url for row in mine.rows for b in row] == ["http://127.0.0.1:8000/t/TRACK"]
    assert sellers.rows == ()


def test_a_drawn_picture_comes_from_the_media_folder(renderer: Renderer, tmp_path: Path) -> None:
    [shown] = renderer.one(
        Picture("a.png", "plan-route", {"van": 1, "stops": 2, "km": "3", "list": "1. Абай\n" * 300})
    )[:1]
    assert isinstance(shown, PhotoOut)
    assert shown.source == tmp_path / "media" / "a.png"


def test_every_answer_beside_a_shared_contact_or_place_comes_back_as_its_action() -> None:
    for step in ("phone", "address"):
        for option in checkout.question(step).options:  # type: ignore[arg-type]
            assert TYPED[option.key] == option.action


def test_the_words_on_reply_keyboards_are_told_apart_in_every_language(texts: Texts) -> None:
    labels = [texts.say(language, key) for language in ("kk", "ru", "en") for key in TYPED]
    assert len(labels) == len(set(labels))


def test_a_question_that_asks_for_a_place_offers_to_share_it(renderer: Renderer) -> None:
    [asked] = renderer.one(Text("ask-address", choices=(Choice("pickup", "button-pickup"),), ask="location"))
    assert isinstance(asked, TextOut)
    assert asked.asking == Asking("location", "📍 Тұрған жерімді жіберу", ("Өзім аламын",))


def test_only_what_fits_one_message_takes_the_place_of_another(renderer: Renderer) -> None:
    small = (Text("cart-removed", {"product": "Нан"}), cart(line("1")))
    turned = in_place(small, renderer.all(small))
    assert turned is not None
    assert turned.text.startswith("Алып тастадым: Нан.\n\nСебетіңіз:")
    news = (Text("only-left", {"product": "Нан", "left": Decimal(2)}),)
    assert in_place(news, renderer.all(news)) is None
    huge = (cart(*[line("1", total=n) for n in range(400)]),)
    assert in_place(huge, renderer.all(huge)) is None


@pytest.mark.parametrize("token", [None, "", "abc", "1:", "a b:c"])
async def test_what_is_no_token_is_refused_in_words(token: str | None) -> None:
    with pytest.raises(InvalidInput, match="TELEGRAM_BOT_TOKEN"):
        make_bot(Settings(telegram_bot_token=token))


def comparison(*names: str) -> Table:
    cards = tuple(card(n, names={"kk": name}) for n, name in enumerate(names, 1))
    rows = (
        TableRow(Cell("compare-price"), tuple(Cell(literal="12 990 ₸") for _ in cards)),
        TableRow(
            Cell(literal="Материал корпуса и ручки"),
            tuple(Cell(literal="нержавеющая сталь и стекло") for _ in cards),
        ),
        TableRow(Cell("compare-stock"), tuple(Cell("compare-there") for _ in cards)),
    )
    return Table("compare", cards, rows)


@pytest.mark.parametrize("count", [2, 3, 4])
def test_a_comparison_is_a_table_of_one_breadth_that_fits_a_phone(renderer: Renderer, count: int) -> None:
    [shown] = renderer.one(comparison(*["Электр шәйнек Oshaq, тот баспайтын болат, 1,7 л"] * count))
    assert isinstance(shown, TextOut) and shown.fixed is not None
    start, length = shown.fixed
    table = shown.text.encode("utf-16-le")[start * 2 : (start + length) * 2].decode("utf-16-le")
    assert table.startswith("1. Электр") and table.endswith("бар")
    assert all(len(line) <= limits.PHONE_COLUMNS for line in table.split("\n"))
    assert [b.label for b in shown.rows[0]] == [str(n) for n in range(1, count + 1)]


def test_short_facts_stand_in_columns_under_the_numbers(renderer: Renderer) -> None:
    [shown] = renderer.one(comparison("Сүт", "Айран"))
    assert isinstance(shown, TextOut)
    lines = shown.text.split("\n")
    numbers = next(line for line in lines if line.split() == ["1", "2"])
    stock = next(line for line in lines if line.startswith("Бар-жоғы"))
    assert stock.index("бар", 8) == numbers.index("1") and stock.rindex("бар") == numbers.index("2")


def test_a_table_too_long_for_one_message_goes_on_as_words(renderer: Renderer) -> None:
    messages = renderer.one(comparison("Сүт " * 1200, "Айран"))
    assert len(messages) > 1 and all(isinstance(m, TextOut) and m.fixed is None for m in messages)


@given(
    st.lists(st.text(max_size=60), min_size=2, max_size=4),
    st.lists(st.tuples(st.text(max_size=40), st.text(max_size=40)), max_size=5),
    st.integers(min_value=20, max_value=80),
)
def test_no_line_of_a_table_is_too_long(names: list[str], rows: list[tuple[str, str]], width: int) -> None:
    drawn = grid(names, [(label, [cell] * len(names)) for label, cell in rows], width)
    assert all(len(line) <= width for line in drawn.split("\n"))
