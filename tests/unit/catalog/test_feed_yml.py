"""A seller hands in a YML feed: every good row comes out, every bad one is named."""

from __future__ import annotations

import gzip
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.catalog.feeds import read
from core.catalog.model import Dimensions, Handling
from core.kernel.errors import InvalidInput
from tests.unit.catalog.feeds_by_hand import TAIL, feed, offer, reading


def test_a_simple_offer_becomes_a_product(tmp_path: Path) -> None:
    got = reading(
        tmp_path,
        feed(
            offer(
                "m-1", "Молоко 2,5% 1 л", "1 250,50",
                "<oldprice>1400</oldprice><currencyId>KZT</currencyId><vendor>Сүтжол</vendor>"
                "<barcode>4870001234560</barcode><picture>milk.svg</picture>"
                '<param name="Атауы">Сүт 2,5% 1 л</param><param name="Название (англ)">Milk</param>'
                '<param name="Жирность">2,5%</param><weight>1.05</weight><dimensions>7/7/23.5</dimensions>',
            )
        ),
    )  # fmt: skip
    milk = got.products["m-1"]
    assert milk.names == {"ru": "Молоко 2,5% 1 л", "kk": "Сүт 2,5% 1 л", "en": "Milk"}
    assert (milk.price_minor, milk.old_price_minor, milk.stock) == (125050, 140000, Decimal(7))
    assert (milk.brand, milk.barcode, milk.picture) == ("Сүтжол", "4870001234560", "milk.svg")
    assert milk.dimensions == Dimensions(70, 70, 235, 1050)
    assert milk.attributes == {"Жирность": "2,5%", "Вес": "1.05 кг"}
    assert [(c.category_id, c.parent_id, c.names["kk"]) for c in got.categories] == [
        ("1", None, "Сүт өнімдері"), ("11", "1", "Сүт"),
    ]  # fmt: skip
    assert (got.rejected, got.warnings, got.complete) == ([], [], True)


def test_the_vendor_model_form_is_named_from_its_parts(tmp_path: Path) -> None:
    row = (
        '<offer id="k" type="vendor.model" available="true"><typePrefix>Чайник</typePrefix><vendor>Bosch</vendor>'
        "<model>TWK 3A</model><price>9990</price><count>3</count></offer>"
    )
    assert reading(tmp_path, feed(row)).products["k"].names["ru"] == "Чайник Bosch TWK 3A"


@pytest.mark.parametrize(
    ("params", "dimensions"),
    [
        ('<param name="Вес" unit="г">530</param><param name="Габариты" unit="мм">60х60х160</param>', (60, 60, 160, 530)),
        ('<param name="Салмағы">0,53 кг</param><param name="Ұзындығы">6 см</param><param name="Ені">6</param>'
         '<param name="Биіктігі">0,16 м</param>', (60, 60, 160, 530)),
        ('<param name="Вес, г">530</param><param name="Длина (мм)">60</param><param name="Ширина">60 мм</param>'
         '<param name="Высота" unit="см">16</param>', (60, 60, 160, 530)),
    ],
)  # fmt: skip
def test_weight_and_size_are_read_as_sellers_write_them(
    tmp_path: Path, params: str, dimensions: tuple[int, int, int, int]
) -> None:
    got = reading(tmp_path, feed(offer("a", more=params)))
    assert got.products["a"].dimensions == Dimensions(*dimensions)
    assert got.warnings == []


def test_a_weight_of_500_without_a_unit_is_asked_about_and_not_guessed(tmp_path: Path) -> None:
    got = reading(tmp_path, feed(offer("a", more='<param name="Вес">500</param>')))
    assert got.products["a"].dimensions is None
    assert got.warnings == [(1, "a", "import-reason-unreadable")]


@pytest.mark.parametrize(
    ("name", "value", "handling"),
    [
        ("Хрупкий", "Да", Handling(fragile=True)),
        ("Сынғыш", "иә", Handling(fragile=True)),
        ("Хрупкое", "нет", Handling()),
        ("Верхом вверх", "true", Handling(this_side_up=True)),
        ("Температура", "охлаждённая", Handling(temperature="chilled")),
        ("Температура", "заморозка", Handling(temperature="frozen")),
        ("Температура хранения", "-18", Handling(temperature="frozen")),
        ("Температура хранения", "не выше минус 18 °C", Handling(temperature="frozen")),
        ("Температура", "от 2 до 6", Handling(temperature="chilled")),
        ("Температура", "2-6°C", Handling(temperature="chilled")),
        ("Условия хранения", "от +5 до +25", Handling(temperature="ambient")),
        ("Сақтау температурасы", "мұздатылған", Handling(temperature="frozen")),
        ("Сақтау температурасы", "салқын", Handling(temperature="chilled")),
        ("Хранить отдельно", "Бытовая химия", Handling(segregation="chemical")),
        ("Класс", "food", Handling(segregation="food")),
    ],
)
def test_handling_is_read_in_russian_and_kazakh(
    tmp_path: Path, name: str, value: str, handling: Handling
) -> None:
    got = reading(tmp_path, feed(offer("a", more=f'<param name="{name}">{value}</param>')))
    assert got.products["a"].handling == handling
    assert got.warnings == []


def test_an_energy_class_is_an_attribute_and_no_class_of_goods(tmp_path: Path) -> None:
    got = reading(tmp_path, feed(offer("a", more='<param name="Класс">A++</param>')))
    assert got.products["a"].attributes == {"Класс": "A++"}
    assert got.products["a"].handling == Handling()


def test_stock_comes_from_a_tag_or_a_parameter_and_unavailable_means_none(tmp_path: Path) -> None:
    bare = '<offer id="{}" {}><name>Сыр</name><price>10</price>{}</offer>'
    got = reading(
        tmp_path,
        feed(
            bare.format("a", "", '<param name="Остаток">12 шт</param>'),
            bare.format("b", 'available="false"', "<count>5</count>"),
            bare.format(
                "c", "", '<param name="Қоймадағы саны">4,5</param><param name="Продаётся">на вес</param>'
            ),
            bare.format("d", 'available="true"', ""),
        ),
    )
    assert {k: p.stock for k, p in got.products.items()} == {
        "a": Decimal(12), "b": Decimal(0), "c": Decimal("4.5"), "d": Decimal(100),
    }  # fmt: skip
    assert got.products["c"].sold_by == "weight"
    assert got.warnings == [(None, None, "import-reason-stock-unknown")]


@pytest.mark.parametrize(
    ("price", "key"),
    [
        ("", "missing-price"), ("0", "zero-price"), ("0,00", "zero-price"), ("-5", "negative-price"),
        ("даром", "unreadable-price"), ("NaN", "unreadable-price"), ("1e5", "unreadable-price"),
        ("1.299", "unreadable-price"), ("99999999999", "price-too-large"),
    ],
)  # fmt: skip
def test_a_price_that_is_none_rejects_its_row_alone(tmp_path: Path, price: str, key: str) -> None:
    got = reading(tmp_path, feed(offer("bad", price=price), offer("good")))
    assert got.rejected == [(1, "bad", f"import-reason-{key}")]
    assert list(got.products) == ["good"]


def test_every_other_bad_row_is_named_too(tmp_path: Path) -> None:
    got = reading(
        tmp_path,
        feed(
            offer("ok"),
            offer(""),
            offer("ok", "Другое"),
            offer("noname", "<![CDATA[ <b></b> ]]>"),
            offer("usd", more="<currencyId>USD</currencyId>"),
            offer("x" * 101),
        ),
    )
    assert got.rejected == [
        (2, None, "import-reason-missing-id"),
        (3, "ok", "import-reason-duplicate-id"),
        (4, "noname", "import-reason-missing-name"),
        (5, "usd", "import-reason-currency"),
        (6, "x" * 101, "import-reason-id-too-long"),
    ]
    assert got.products["ok"].names["ru"] == "Молоко"


def test_what_spoils_no_sale_is_a_warning(tmp_path: Path) -> None:
    more = "<barcode>4870001234567</barcode><oldprice>1</oldprice><picture>javascript:alert(1)</picture>"
    got = reading(tmp_path, feed(offer("a", more=more)))
    a = got.products["a"]
    assert (a.barcode, a.old_price_minor, a.picture) == (None, None, None)
    assert sorted(key for _, _, key in got.warnings) == [
        "import-reason-barcode", "import-reason-old-price", "import-reason-picture",
    ]  # fmt: skip


def test_html_becomes_text(tmp_path: Path) -> None:
    more = "<description><![CDATA[<p>Свежее&nbsp;молоко</p><script>steal()</script><ul><li>1 л</li></ul>]]></description>"
    got = reading(tmp_path, feed(offer("a", "Сыр &laquo;Тау&raquo; &amp;lt;b&amp;gt;", more=more)))
    assert got.products["a"].descriptions["ru"] == "Свежее молоко\n1 л"
    assert got.products["a"].names["ru"] == "Сыр «Тау» <b>"


def test_a_broken_row_costs_only_itself(tmp_path: Path) -> None:
    got = reading(
        tmp_path,
        feed(offer("a"), offer("b", "Tom & Jerry"), offer("c"), '<offer id="<">', offer("d"), '<offer id="e">', offer("f")),
    )  # fmt: skip
    assert list(got.products) == ["a", "c", "d", "f"]
    assert [(row, offer_id) for row, offer_id, _ in got.rejected] == [(2, "b"), (4, None), (6, "e")]
    assert not got.complete
    lines = [r.reason.params["line"] for r in got.rows if hasattr(r, "reason") and "line" in r.reason.params]
    assert lines[0] == 10


def test_a_feed_cut_short_keeps_what_was_whole(tmp_path: Path) -> None:
    got = reading(tmp_path, feed(offer("a"), offer("b"))[: -len(TAIL) - 20])
    assert list(got.products) == ["a"]
    assert got.rejected == [(2, "b", "import-reason-cut-short")]
    assert got.warnings == [(None, None, "import-reason-feed-cut-short")]
    assert not got.complete


@pytest.mark.parametrize("encoding", ["windows-1251", "utf-16", "koi8-r"])
def test_the_declared_encoding_is_honoured(tmp_path: Path, encoding: str) -> None:
    text = (
        feed(offer("a", "Кефир"), encoding=encoding)
        .replace("Дүкен", "")
        .replace("Сүт өнімдері", "")
        .replace("Сүт", "")
    )
    got = reading(tmp_path, text.encode(encoding))
    assert got.products["a"].names["ru"] == "Кефир"
    assert got.warnings == []


@pytest.mark.parametrize(("says", "really"), [("UTF-8", "cp1251"), ("windows-1251", "utf-8")])
def test_a_wrong_encoding_is_named_and_read_as_what_it_is(tmp_path: Path, says: str, really: str) -> None:
    text = (
        feed(offer("a", "Кефир"), encoding=says)
        .replace("Дүкен", "")
        .replace("Сүт өнімдері", "")
        .replace("Сүт", "")
    )
    got = reading(tmp_path, text.encode(really))
    assert got.products["a"].names["ru"] == "Кефир"
    assert (None, None, "import-reason-wrong-encoding") in got.warnings


def test_one_bad_byte_costs_one_letter_and_is_named(tmp_path: Path) -> None:
    got = reading(tmp_path, feed(offer("a", "Кефир#"), offer("b")).encode().replace(b"#", b"\xff"))
    assert got.products["a"].names["ru"] == "Кефир"
    assert got.warnings == [(1, "a", "import-reason-bad-letters")]


def test_a_gzipped_feed_is_read_and_a_cut_one_as_far_as_it_goes(tmp_path: Path) -> None:
    packed = gzip.compress(feed(*(offer(str(i), f"Молоко {i * 7919 % 1009}") for i in range(3000))).encode())
    assert len(reading(tmp_path, packed).products) == 3000
    cut = reading(tmp_path, packed[: len(packed) // 2])
    assert 100 < len(cut.products) < 3000
    assert not cut.complete


BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE yml_catalog [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    "]><yml_catalog>&b;</yml_catalog>"
)
EXTERNAL = (
    '<?xml version="1.0"?><!DOCTYPE yml_catalog [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    "<yml_catalog><shop><offers><offer id='1'><name>&a;</name></offer></offers></shop></yml_catalog>"
)


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "error-feed-empty"),
        (b"   \n", "error-feed-empty"),
        (b"<html><body>404</body></html>", "error-feed-format"),
        (b"\x00\xff\x13binary", "error-feed-format"),
        (b"\x1f\x8bnot really gzip", "error-feed-unreadable"),
        (BILLION_LAUGHS.encode(), "error-feed-entities"),
        (EXTERNAL.encode(), "error-feed-entities"),
        (feed(encoding="klingon").encode(), "error-feed-encoding"),
        (feed(encoding="unicode_escape").encode(), "error-feed-encoding"),
    ],
)
def test_a_file_that_is_no_feed_is_refused_in_one_sentence(tmp_path: Path, content: bytes, key: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        reading(tmp_path, content)
    assert refused.value.key == key


def test_a_missing_file_and_an_unknown_format_are_bad_input(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput):
        read(tmp_path / "none.yml", "s1")
    (tmp_path / "a.yml").write_text(feed())
    with pytest.raises(InvalidInput):
        read(tmp_path / "a.yml", "s1", "dbf")


def test_a_gzip_bomb_stops_at_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.catalog.feeds.source.MAX_BYTES", 1_000_000)
    with pytest.raises(InvalidInput) as refused:
        reading(tmp_path, gzip.compress(feed(offer("a", "x" * 3_000_000)).encode()))
    assert refused.value.key == "error-feed-too-large"


@pytest.mark.parametrize(
    "huge",
    [
        "<!-- " + "x" * 3_000_000 + " -->",
        f'<offer id="{"x" * 3_000_000}">',
        "<offer id='deep'>" + "<a>" * 100_000,
        offer("wordy", "слово " * 200_000),
    ],
)
def test_what_is_huge_is_bounded_and_the_rest_is_read(tmp_path: Path, huge: str) -> None:
    got = reading(tmp_path, feed(offer("before"), huge, offer("after")))
    assert {"before", "after"} <= set(got.products)
    assert all(len(p.names["ru"]) <= 300 for p in got.products.values())


def test_a_tag_too_large_to_keep_is_given_up_and_named(tmp_path: Path) -> None:
    got = reading(tmp_path, feed(offer("before"), f'<offer id="{"x" * 3_000_000}">', offer("after")))
    assert got.rejected == [(2, None, "import-reason-malformed")]
    assert list(got.products) == ["before", "after"]


junk = st.text(alphabet=st.sampled_from("<>&;/\"'= abоffer-![]CDATA\0\n"), max_size=60).filter(
    lambda t: "<!--" not in t
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.one_of(st.integers(0, 99), junk), max_size=12))
def test_good_rows_survive_whatever_stands_between_them(tmp_path: Path, rows: list[int | str]) -> None:
    numbered = list(enumerate(rows))
    text = feed(
        *(
            offer(f"{i}-{row}") if isinstance(row, int) else f'<offer id="{i}">{row}</offer>'
            for i, row in numbered
        )
    )
    got = reading(tmp_path, text)
    good = {f"{i}-{row}" for i, row in numbered if isinstance(row, int)}
    assert good <= set(got.products) or "<![CDATA[" in text
    assert len(got.ends) == 1


@pytest.mark.parametrize("shift", range(0, 40, 3))
def test_a_break_where_two_chunks_meet_is_named_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shift: int
) -> None:
    text = feed(offer("a"), '<offer id="b<">' + offer("c", "x & y"), offer("d"))
    monkeypatch.setattr(
        "core.catalog.feeds.source.CHUNK_BYTES", text.encode().index(b'<offer id="b') - 3 + shift
    )
    got = reading(tmp_path, text)
    assert list(got.products) == ["a", "d"]
    assert [(row, offer_id) for row, offer_id, _ in got.rejected] == [(2, None), (3, "c")]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(prefix=st.integers(0, 900), noise=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(tmp_path: Path, prefix: int, noise: bytes) -> None:
    whole = feed(offer("a"), offer("b")).encode()
    try:
        got = reading(tmp_path, whole[:prefix] + noise + whole[prefix:])
    except InvalidInput:
        return
    assert len(got.ends) == 1
