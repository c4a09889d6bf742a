from __future__ import annotations

from io import BytesIO
from typing import Any

from core.catalog.model import Product
from core.catalog.writers.shelf import Shelf, packed, price

FIXED = (
    "Код", "Название", "Название (каз)", "Название (англ)", "Цена", "Старая цена", "Остаток", "Категория",
    "Бренд", "Штрихкод", "Описание", "Описание (каз)", "Описание (англ)", "Фото", "Группа вариантов",
    "Предзаказ", "Город",
)  # fmt: skip
MAX_COLUMNS = 250


class WorkbookWriter:
    """One sheet with a row for each product; every attribute of any product has its column.

    The columns are known only at the end, so the rows are held until then: a workbook of a million rows is
    more than Excel opens anyway.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._columns = list(FIXED)
        self._rows: list[dict[str, str | float]] = []

    def begin(self) -> bytes:
        return b""

    def product(self, product: Product) -> bytes:
        old, names, texts = product.old_price_minor, product.names, product.descriptions
        row: dict[str, str | float] = {
            "Код": product.offer_id,
            "Название": names.get("ru", ""),
            "Название (каз)": names.get("kk", ""),
            "Название (англ)": names.get("en", ""),
            "Цена": float(price(product.price_minor)),
            "Старая цена": float(price(old)) if old else "",
            "Остаток": float(product.stock),
            "Категория": " > ".join(self._shelf.path(product.category_id)),
            "Бренд": product.brand or "",
            "Штрихкод": product.barcode or "",
            "Описание": texts.get("ru", ""),
            "Описание (каз)": texts.get("kk", ""),
            "Описание (англ)": texts.get("en", ""),
            "Фото": product.picture or "",
            "Группа вариантов": product.group_id or "",
            "Предзаказ": product.preorder_days or "",
            "Город": ", ".join(product.cities),
        }
        row |= {f"Склад {place}": float(stock) for place, stock in product.stocks.items()}
        row |= {
            name: value for name, value in (*packed(product), *product.attributes.items()) if name not in row
        }
        for name in row:
            if name not in self._columns and len(self._columns) < MAX_COLUMNS:
                self._columns.append(name)
        self._rows.append(row)
        return b""

    def end(self) -> bytes:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell

        book = Workbook(write_only=True)
        sheet = book.create_sheet("Товары")
        sheet.freeze_panes = "C2"

        def cell(value: str | float) -> Any:
            made = WriteOnlyCell(sheet, value)
            if isinstance(value, str):
                # A name that begins with "=" is a name, never a formula.
                made.data_type = "s"
            return made

        sheet.append([cell(name) for name in self._columns])
        for row in self._rows:
            sheet.append(
                [cell(value) if (value := row.get(name, "")) != "" else None for name in self._columns]
            )
        out = BytesIO()
        book.save(out)
        return out.getvalue()
