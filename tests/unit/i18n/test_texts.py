"""Every sentence is there in every language, and no sentence is there for nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from core.i18n.texts import FOLDER, LANGUAGES, MissingText, Texts, load_texts
from core.kernel.money import Money
from core.kernel.timewindow import TimeWindow
from core.ordering.lifecycle import LAWFUL
from core.payments.model import LAWFUL as PAYMENT_LAWFUL
from tests.unit.i18n.sources import is_put_together, literals, named_keys, patterns, trees

WIDGET = FOLDER.parents[2] / "api"
SAMPLE = Decimal(3)
NBSP = "\u00a0"


@pytest.fixture(scope="module", autouse=True)
def forgotten_trees() -> Iterator[None]:
    """All the code as trees takes eighty megabytes."""
    yield
    trees.cache_clear()


class _Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802
        self.names.add(node.id.name)


def messages(language: str) -> dict[str, ast.Message]:
    found: dict[str, ast.Message] = {}
    for path in sorted((FOLDER / language).glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            if isinstance(entry, ast.Message):
                assert entry.id.name not in found, f"{path.name}: {entry.id.name} is said twice"
                found[entry.id.name] = entry
    return found


MESSAGES = {language: messages(language) for language in LANGUAGES}
KEYS = sorted(set().union(*MESSAGES.values()))


def variables(language: str, key: str) -> set[str]:
    visitor = _Variables()
    visitor.visit(MESSAGES[language][key])
    return visitor.names


def source(language: str, key: str) -> str:
    span = MESSAGES[language][key].value.span
    text = next(
        t for p in sorted((FOLDER / language).glob("*.ftl"))
        if re.search(rf"^{re.escape(key)} =", t := p.read_text(encoding="utf-8"), re.M)
    )  # fmt: skip
    return text[span.start : span.end]


@pytest.fixture(scope="module")
def texts() -> Texts:
    return load_texts()


def test_no_key_is_missing_in_any_language() -> None:
    missing = {x: sorted(set(KEYS) - set(MESSAGES[x])) for x in LANGUAGES}
    assert missing == {x: [] for x in LANGUAGES}


def test_a_sentence_has_the_same_parameters_in_every_language() -> None:
    asked = {key: {x: variables(x, key) for x in LANGUAGES} for key in KEYS}
    assert [key for key, names in asked.items() if len({frozenset(v) for v in names.values()}) > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_can_be_said(texts: Texts, language: str) -> None:
    for key in KEYS:
        said = texts.say(language, key, dict.fromkeys(variables(language, key), 3))
        assert said.strip() == said != "" and "{" not in said


def test_every_key_that_the_code_names_exists() -> None:
    named = list(named_keys())
    assert len(named) > 100
    assert sorted({f"{u.where} {u.key}" for u in named if u.key not in KEYS}) == []


def test_the_code_gives_every_parameter_a_sentence_wants() -> None:
    short = [
        (use.where, use.key, sorted(variables("ru", use.key) - use.given))
        for use in named_keys()
        if use.given is not None and use.key in KEYS and variables("ru", use.key) - use.given
    ]
    assert short == []


def test_every_key_that_is_put_together_can_be_one() -> None:
    rooms = {key.split("-")[0] for key in KEYS}
    ours = {p for p in patterns() if p.split("-")[0] in rooms}
    assert {"state-(.+)", "payment-(.+)", "button-pay-(.+)", "screen-(.+)", "tell-(.+)"} <= ours
    assert [p for p in sorted(ours) if not any(re.fullmatch(p, k) for k in KEYS)] == []


def test_no_sentence_is_there_for_nothing() -> None:
    """A key is used when the code names it, or puts it together from its own words, or the widget says it."""
    pages = "".join(
        p.read_text(encoding="utf-8") for p in WIDGET.rglob("*") if p.suffix in {".js", ".html", ".css"}
    )
    idle = {k for k in KEYS if k not in literals() and k not in pages and not is_put_together(k)}
    assert sorted(idle) == []


@pytest.mark.parametrize("state", sorted(LAWFUL))
def test_every_state_of_an_order_has_words(texts: Texts, state: str) -> None:
    assert texts.has(f"state-{state}")


@pytest.mark.parametrize("state", sorted(PAYMENT_LAWFUL))
def test_every_state_of_a_payment_has_words(texts: Texts, state: str) -> None:
    assert texts.has(f"payment-{state}")


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "нашёлся 1 товар"), (2, "нашлось 2 товара"), (4, "нашлось 4 товара"), (5, "нашлось 5 товаров"),
     (11, "нашлось 11 товаров"), (12, "нашлось 12 товаров"), (21, "нашёлся 21 товар"), (22, "нашлось 22 товара"),
     (50, "нашлось 50 товаров"), (111, "нашлось 111 товаров")],
)  # fmt: skip
def test_russian_counts_goods_as_russians_do(texts: Texts, count: int, words: str) -> None:
    assert texts.say("ru", "search-found", {"count": count, "phrase": "чай"}) == f"По запросу «чай» {words}:"


@pytest.mark.parametrize("count", [1, 2, 5, 21])
def test_kazakh_leaves_a_counted_noun_alone(texts: Texts, count: int) -> None:
    said = texts.say("kk", "search-found", {"count": count, "phrase": "шай"})
    assert said == f"«шай» бойынша {count} тауар табылды:"


def test_english_knows_one_and_many(texts: Texts) -> None:
    assert texts.say("en", "search-found", {"count": 1, "phrase": "tea"}) == "1 product for “tea”:"
    assert texts.say("en", "search-found", {"count": 2, "phrase": "tea"}) == "2 products for “tea”:"


# Words that Kazakh and Russian share; anything else that is the same in both was left untranslated.
SHARED_WORDS = frozenset(
    [
        "вт",
        "мл",
        "см",
        "commerceml",
        "csv",
        "excel",
        "feed",
        "set",
        "telegram",
        "zip",
        "yml",
        "google",
        "merchant",
        "http",
        "https",
        "сервер",
        "абай",
        "дүкен",
        "duken",
        "каталог",
        "курьер",
        "телефон",
        "промокод",
        "бонус",
        "kaspi",
        "оператор",
        "файл",
        "файлы",
        "xml",
        "yml",
        "entity",
        "id",
        "catalog",
        "import",
        "маршрут",
        "план",
        "минут",
        "минута",
        "геолокация",
        "штрихкод",
        "санат",
        "прайс",
        "картоп",
        "центр",
        "чат",
        "чатта",
        "километр",
        "килограмм",
        "банк",
        "кг",
        "мб",
        "мм",
        "км",
        "не",
        "карта",
        "қазақша",
        "русский",
        "english",
        "маршруттар",
        "грамм",
        "литр",
        "код",
        "смс",
        "вт",
        "квт",
        "мг",
        "лм",
        "ма",
        "ккал",
        "мин",
    ]
)
RUSSIAN_LITTLE_WORDS = frozenset(
    [
        "и",
        "в",
        "на",
        "по",
        "для",
        "что",
        "или",
        "это",
        "как",
        "из",
        "от",
        "до",
        "вы",
        "вас",
        "ваш",
        "ваша",
        "уже",
        "ещё",
        "если",
        "чтобы",
        "можно",
        "нет",
        "без",
        "при",
        "они",
        "мы",
    ]
)
WORD = re.compile(r"[^\W\d_]+")
SYNTAX = re.compile(r"\{\s*\$\w+\s*->|\[\w+\]|\{.*?\}")
"""What Fluent reads: where it chooses by a number, the words to choose from stay."""


@pytest.mark.parametrize("key", KEYS)
def test_kazakh_sentences_hold_no_russian_words(key: str) -> None:
    if key.startswith("button-language-"):
        return
    kazakh = {w.lower() for w in WORD.findall(SYNTAX.sub(" ", source("kk", key)))}
    russian = {w.lower() for w in WORD.findall(SYNTAX.sub(" ", source("ru", key))) if len(w) > 1}
    assert (kazakh & russian) - SHARED_WORDS == set()
    assert kazakh & RUSSIAN_LITTLE_WORDS == set()


@pytest.mark.parametrize("key", KEYS)
def test_english_sentences_hold_no_cyrillic(key: str) -> None:
    if not key.startswith("button-language-"):
        assert not re.search("[а-яёәғқңөұүһі]", source("en", key), re.IGNORECASE)


def test_russian_sentences_hold_no_kazakh_letters() -> None:
    found = [k for k in KEYS if re.search("[әғқңөұүһі]", source("ru", k), re.IGNORECASE)]
    assert found == ["button-language-kk"]


def test_a_missing_key_or_parameter_is_our_mistake_and_is_not_said(texts: Texts) -> None:
    with pytest.raises(MissingText, match="no-such-key"):
        texts.say("ru", "no-such-key")
    with pytest.raises(MissingText, match="order-placed"):
        texts.say("ru", "order-placed")


def test_a_broken_file_of_texts_stops_the_start(tmp_path: Path) -> None:
    for language in LANGUAGES:
        (tmp_path / language).mkdir()
        (tmp_path / language / "shop.ftl").write_text("hello = Hi\n", encoding="utf-8")
    (tmp_path / "kk" / "shop.ftl").write_text("hello = { $name\n", encoding="utf-8")
    with pytest.raises(MissingText, match=r"shop\.ftl"):
        load_texts(folder=tmp_path)


@pytest.mark.parametrize(
    ("language", "minor", "written"),
    [("kk", 125_000_000, "1 250 000 ₸"), ("ru", 125_000_000, "1 250 000 ₸"), ("en", 125_000_000, "1,250,000 ₸"),
     ("ru", 99_950, "999,50 ₸"), ("en", 99_950, "999.50 ₸"), ("kk", 0, "0 ₸")],
)  # fmt: skip
def test_money_as_people_write_it(texts: Texts, language: str, minor: int, written: str) -> None:
    money = texts.write(language, Money(minor))
    assert money == written.replace(" ", NBSP), "a sum never breaks from its sign"


@pytest.mark.parametrize(
    ("language", "written"),
    [("kk", "22 қараша, жексенбі, 10:00–12:00"), ("ru", "вс, 22 ноября, 10:00–12:00"), ("en", "Sun 22 Nov, 10:00–12:00")],
)  # fmt: skip
def test_a_window_is_told_in_the_zone_of_the_store(texts: Texts, language: str, written: str) -> None:
    start = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
    assert texts.write(language, TimeWindow(start, start + timedelta(hours=2))).lower() == written.lower()


def test_a_late_moment_belongs_to_the_next_day_of_the_store(texts: Texts) -> None:
    assert texts.write("en", datetime(2026, 11, 21, 20, 30, tzinfo=UTC)) == "Sun 22 Nov, 01:30"
    assert texts.write("en", date(2026, 11, 22)) == "Sun 22 Nov"


@pytest.mark.parametrize(
    ("language", "written"), [("kk", "1 234,5"), ("ru", "1 234,5"), ("en", "1,234.5")]
)  # fmt: skip
def test_quantities_have_no_needless_zeros(texts: Texts, language: str, written: str) -> None:
    assert texts.write(language, Decimal("1234.500")).replace(NBSP, " ") == written
    assert texts.write(language, SAMPLE) == "3"
    assert texts.write(language, Decimal("100")) == "100"


def test_a_name_is_said_in_the_language_of_the_reader_or_what_there_is(texts: Texts) -> None:
    assert texts.write("kk", {"kk": "сүт", "ru": "молоко"}) == "сүт"
    assert texts.write("en", {"kk": "сүт", "ru": "молоко"}) == "молоко"
    assert texts.write("en", {"kk": "сүт"}) == "сүт"
