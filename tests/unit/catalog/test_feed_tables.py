"""A seller hands in a sheet as it lies on his desktop: the columns are guessed, the goods come out."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from core.catalog.feeds import heading, read
from core.kernel.errors import InvalidInput
from tests.unit.catalog.feeds_by_hand import Reading


def _csv(path: Path, text: str, encoding: str = "utf-8") -> Reading:
    path.write_bytes(text.encode(encoding))
    return Reading(list(read(path, "s1")))


def _sheet(path: Path, *rows: list[Any]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Код;Наименование;Цена, тг;Остаток;Категория;Бренд;Цвет", "7;Кружка;1 250,50;4;Посуда;Икея;синий"),
        ("код\tАтауы\tБағасы\tҚалдығы\tСанаты\tӨндіруші\tЦвет", "7\tКружка\t1250.50\t4\tПосуда\tИкея\tсиний"),
        ("sku,title,price,quantity,product type,brand,color", "7,Кружка,1250.5,4,Посуда,Икея,синий"),
        (
            "id|product name|retail price|stock|category|vendor|Цвет",
            "7|Кружка|1250,50 ₸|>4|Посуда|Икея|синий",
        ),
    ],
)
def test_columns_are_guessed_in_three_languages(tmp_path: Path, header: str, row: str) -> None:
    got = _csv(tmp_path / "price.csv", f"{header}\n{row}\n")
    mug = got.products["7"]
    assert list(mug.names.values()) == ["Кружка"]
    assert (mug.price_minor, mug.stock, mug.brand) == (125050, Decimal(4), "Икея")
    assert mug.attributes == {"Цвет": "синий"}
    assert [c.names["ru"] for c in got.categories] == ["Посуда"]
    assert got.complete


def test_a_list_of_1c_in_windows_1251_with_a_letterhead_and_section_rows(tmp_path: Path) -> None:
    got = _csv(
        tmp_path / "price.csv",
        "ТОО Дүкен;;;\nПрайс-лист на 10.01.2026;;;\n;;;\nАртикул;Номенклатура;Цена;Остаток\nНапитки;;;\n"
        "s-1;Сок яблочный;650;12\ns-2;Вода;200;нет\nХлеб;;;\nh-1;Батон;180;5\nИтого;;;17\n".replace("ү", "у"),
        "cp1251",
    )
    places = {c.category_id: c.names["ru"] for c in got.categories}
    assert {i: places[p.category_id or ""] for i, p in got.products.items()} == {
        "s-1": "Напитки", "s-2": "Напитки", "h-1": "Хлеб",
    }  # fmt: skip
    assert got.products["s-2"].stock == 0
    assert got.rejected == []


def test_goods_without_a_code_keep_their_id_from_one_import_to_the_next(tmp_path: Path) -> None:
    first = _csv(tmp_path / "a.csv", "Название,Цена\nСүт,500\nНан,200\n")
    second = _csv(tmp_path / "b.csv", "Название,Цена\nНан,210\nСүт,510\n")
    assert set(first.products) == set(second.products)
    assert "import-reason-ids-made" in {w.reason.key for w in first.rows if hasattr(w, "reason")}


def test_a_workbook_keeps_numbers_and_says_formulas_that_have_no_value(tmp_path: Path) -> None:
    path = _sheet(
        tmp_path / "price.xlsx",
        ["Прайс"],
        ["Код", "Название", "Цена", "Остаток", "Штрихкод", "Склад Алматы"],
        [1001, "Чай", 1119.9999999, 5, 4870001234560, 5],
        ["f", "Формула", "=C3*2", 1, None, None],
        [None, None, None, None, None, None],
        ["w", "Кофе", 2500.5, 2.0, None, None],
    )
    got = Reading(list(read(path, "s1")))
    assert (got.products["1001"].price_minor, got.products["1001"].barcode) == (112000, "4870001234560")
    assert got.products["1001"].stocks == {"Алматы": Decimal(5)}
    assert got.products["w"].price_minor == 250050
    assert got.rejected == [(4, "f", "import-reason-missing-price")]


def test_the_guess_can_be_shown_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "price.csv"
    path.write_text("Код,Название,Опт,Цена\n1,Чай,800,1000\n", "utf-8")
    shown = heading(path)
    assert shown is not None
    assert dict(zip(shown.cells, (shown.columns.get(i) for i in range(4)), strict=True)) == {
        "Код": "id", "Название": "name", "Опт": "param:Опт", "Цена": "price",
    }  # fmt: skip
    for said, price_minor in (({"опт": "price"}, 80000), ({"опт": "ignored"}, 100000)):
        assert Reading(list(read(path, "s1", said=said))).products["1"].price_minor == price_minor
    path.write_text("Код,Тауар,Цена,Опт\n1,Чай,1000,800\n", "utf-8")
    assert Reading(list(read(path, "s1", said={"опт": "price"}))).products["1"].price_minor == 80000


def test_a_table_whose_columns_nobody_knows_is_read_once_they_are_named(tmp_path: Path) -> None:
    path = tmp_path / "price.csv"
    path.write_text("Каша;Сом\nЧай;800\n", "utf-8")
    with pytest.raises(InvalidInput):
        read(path, "s1")
    got = Reading(list(read(path, "s1", said={"каша": "name", "сом": "price"})))
    assert [p.price_minor for p in got.products.values()] == [80000]


def test_googles_tab_separated_feed_is_a_table(tmp_path: Path) -> None:
    got = _csv(
        tmp_path / "google.txt",
        "id\ttitle\tdescription\tlink\tprice\tsale price\tavailability\tbrand\tproduct_type\tshipping_weight\n"
        "g1\tNosки\tТёплые\thttps://x.example/1\t1500 KZT\t990 KZT\tin_stock\tAB\tОдежда > Носки\t0.1 kg\n"
        "g2\tGloves\t\t\t2000 KZT\t\tout of stock\t\t\t\n",
    )
    assert (got.products["g1"].price_minor, got.products["g1"].old_price_minor) == (99000, 150000)
    assert got.products["g1"].attributes == {"Вес": "0.1 kg"}
    assert got.products["g2"].stock == 0
    assert [c.names["ru"] for c in got.categories] == ["Одежда", "Носки"]


def test_a_row_that_is_no_good_is_named_and_the_rest_is_kept(tmp_path: Path) -> None:
    got = _csv(
        tmp_path / "price.csv",
        "Код,Название,Цена\n1,Чай,-5\n2,Кофе,дорого\n3,,100\n4,Какао,0\n5,Сахар,300\n5,Сахар снова,310\n",
    )
    assert set(got.products) == {"5"}
    assert [(row, key) for row, _, key in got.rejected] == [
        (2, "import-reason-negative-price"), (3, "import-reason-unreadable-price"),
        (4, "import-reason-missing-name"), (5, "import-reason-zero-price"), (7, "import-reason-duplicate-id"),
    ]  # fmt: skip


def test_a_line_of_many_megabytes_and_an_unclosed_quote_cost_only_themselves(tmp_path: Path) -> None:
    got = _csv(
        tmp_path / "price.csv", "Код,Название,Цена\n1,Чай,500\n2," + "я" * 3_000_000 + ",5\n3,Кофе,900\n"
    )
    assert {"1", "3"} <= set(got.products)
    assert "import-reason-line-too-long" in {key for _, _, key in got.rejected}
    quoted = 'Код,Название,Цена\n1,Чай,500\n2,"Сок,5\n' + "".join(
        f"x{n},Товар {n},9\n" for n in range(20_000)
    )
    got = _csv(tmp_path / "quote.csv", quoted)
    assert "1" in got.products
    assert "x19999" in got.products


def test_what_is_no_price_list_is_said(tmp_path: Path) -> None:
    for name, content in (
        ("letter.txt", "Добрый день, высылаю прайс".encode()),
        ("photo.xlsx", b"PK\x03\x04 broken xl/"),
        ("zeros.bin", b"\0" * 5000),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(InvalidInput):
            list(read(tmp_path / name, "s1"))
    with pytest.raises(InvalidInput) as refused:
        list(read(_sheet(tmp_path / "other.xlsx", ["Дата", "Сумма"], ["1", 2]), "s1"))
    assert refused.value.key == "error-feed-no-header"


def test_a_workbook_is_closed_once_it_was_read_or_looked_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not when the collector of garbage happens to come by."""
    closed: list[Workbook] = []
    monkeypatch.setattr(
        Workbook, "close", lambda book, close=Workbook.close: closed.append(book) or close(book)
    )
    path = _sheet(tmp_path / "price.xlsx", ["Код", "Название", "Цена"], ["1", "Чай", 5])
    assert heading(path)
    assert len(closed) == 1
    assert list(read(path, "s1"))
    assert len(closed) >= 2


def test_a_workbook_that_is_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.catalog.feeds.table.SMALL_BYTES", 1_000_000)
    path = _sheet(tmp_path / "price.xlsx", ["Код", "Название", "Цена"], ["1", "Чай", 5])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet2.xml", b" " * 100_000_000)
    with pytest.raises(InvalidInput) as refused:
        list(read(path, "s1"))
    assert refused.value.key == "error-feed-too-large"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(max_size=8), max_size=6), max_size=12))
def test_whatever_stands_in_a_table_it_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    path = tmp_path_factory.mktemp("any") / "price.csv"
    lines = [";".join(cells).replace("\r", " ") for cells in [["Код", "Название", "Цена"], *rows]]
    path.write_bytes("\n".join(lines).encode("utf-8", "replace"))
    assert Reading(list(read(path, "s1", "csv"))).rows
