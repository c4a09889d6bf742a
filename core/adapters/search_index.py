"""The index of a store's goods on disk: tantivy, with our own keys as its terms.

Everything stands in one tantivy index, so that what a commit makes visible is whole: documents, the words they were
written with, and the catalogue's version they are of. A crash leaves the last commit. Readers in any process map the
files; the writer's lock is a lock of the operating system and dies with its process.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

import structlog
import tantivy
from pydantic import TypeAdapter
from tantivy import Occur, Order, Query

import core.catalog.search.document
import core.catalog.search.words
import core.nlu.normalize
import core.nlu.stemming
from core.catalog.model import Product
from core.catalog.search.ports import TIERS, Document, Facets, Found, Idea, Limits, State, Wanted
from core.catalog.search.ports import Order as Sorting

log = structlog.get_logger()

FORMAT = 3
SMALL_HEAP, LARGE_HEAP = 15_000_000, 120_000_000
FACET_VALUES = 50
LONGEST_TITLE = 1_000
CATEGORIES_COUNTED = 2_000
IN_STOCK_EDGE = 0.01
"""What being in stock adds, far below any word: of two that fit alike it decides."""
_TIER_FIELDS = tuple(f"tier{number}" for number in range(len(TIERS)))
_PRODUCT = TypeAdapter(Product)
_ORDERS: dict[Sorting, Order] = {"price": Order.Asc, "-price": Order.Desc}


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("kind", "barcode", "in_stock", "title"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("offer", "brand_name"):
        builder.add_text_field(
            name, stored=name == "offer", fast=True, tokenizer_name="raw", index_option="basic"
        )
    for name in (*_TIER_FIELDS, "measure", "brand_key", "form", "head", "named"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    for name in ("shelf", "own_shelf", "attribute"):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("entry", "forms", "product"):
        builder.add_bytes_field(name, stored=True)
    builder.add_integer_field("price", fast=True, indexed=True)
    builder.add_integer_field("version", fast=True, indexed=True)
    return builder.build()


class GoodsIndex:
    """`folder`: where it lives, None for one in memory. What is there and cannot be read, or was made by other code,
    is thrown away: a store's index can always be made from its catalogue."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._schema = _schema()
        self._index = self._opened()
        self._reader = GoodsReader(self._schema, self._index.searcher())

    def reader(self) -> GoodsReader:
        """The newest committed state; the same object while it is the newest."""
        self._index.reload()
        fresh = GoodsReader(self._schema, self._index.searcher())
        if fresh.commit != self._reader.commit:
            self._reader = fresh
        return self._reader

    @contextmanager
    def writer(self, *, large: bool = False) -> Iterator[GoodsWriter | None]:
        try:
            writer = self._index.writer(LARGE_HEAP if large else SMALL_HEAP, 1)
        except ValueError as error:
            if "LockBusy" not in str(error):
                raise
            yield None
            return
        try:
            yield GoodsWriter(self._schema, writer)
        finally:
            with suppress(ValueError):
                writer.rollback()
            writer.wait_merging_threads()

    def _opened(self) -> tantivy.Index:
        if self._folder is None:
            return tantivy.Index(self._schema)
        try:
            return self._made_or_opened(self._folder)
        except BaseException as error:
            # tantivy panics at files cut short; the exception that makes of it is of no public class.
            if not isinstance(error, (ValueError, OSError)) and type(error).__name__ != "PanicException":
                raise
            log.warning("search_index_thrown_away", folder=str(self._folder), error=str(error))
            shutil.rmtree(self._folder, ignore_errors=True)
            return self._made_or_opened(self._folder)

    def _made_or_opened(self, folder: Path) -> tantivy.Index:
        mark = folder / "made_by"
        if folder.exists() and (not mark.exists() or mark.read_text("utf-8") != _code()):
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
        mark.write_text(_code(), "utf-8")
        index = tantivy.Index(self._schema, path=str(folder))
        GoodsReader(self._schema, index.searcher()).check()
        return index


@lru_cache(maxsize=1)
def _code() -> str:
    """Of all that decides what stands in an index."""
    made = blake2b(f"{FORMAT} {TIERS}".encode(), digest_size=12)
    for module in (
        core.catalog.search.document, core.catalog.search.words, core.nlu.normalize, core.nlu.stemming
    ):  # fmt: skip
        made.update(Path(module.__file__ or "").read_bytes())
    return made.hexdigest()


class GoodsWriter:
    def __init__(self, schema: tantivy.Schema, writer: tantivy.IndexWriter) -> None:
        self._schema = schema
        self._writer = writer

    def clear(self) -> None:
        self._writer.delete_all_documents()

    def put(self, documents: Iterable[Document], version: int) -> None:
        for document in documents:
            self._writer.delete_documents_by_term("offer", document.product.offer_id)
            self._writer.add_document(_stored(document, version))

    def drop(self, offer_ids: Iterable[str]) -> None:
        for offer_id in offer_ids:
            self._writer.delete_documents_by_term("offer", offer_id)

    def commit(self, state: State) -> None:
        self._writer.delete_documents_by_term("kind", "state")
        told = json.dumps({"version": state.version, "categories": dict(state.categories)})
        document = tantivy.Document()
        document.add_text("kind", "state")
        document.add_bytes("entry", told.encode())
        self._writer.add_document(document)
        self._writer.commit()


def _stored(document: Document, version: int) -> tantivy.Document:
    product = document.product
    made = tantivy.Document()
    made.add_text("kind", "goods")
    made.add_text("offer", product.offer_id)
    tiers: dict[int, list[str]] = {}
    for key, tier in document.tiers.items():
        tiers.setdefault(tier, []).append(key)
    for tier, keys in tiers.items():
        made.add_text(_TIER_FIELDS[tier], " ".join(keys))
    made.add_text("measure", " ".join(document.measures))
    made.add_text("head", " ".join(document.heads))
    made.add_text("named", " ".join(document.named))
    made.add_text("form", " ".join(f"{sound}={key}" for sound, key in document.forms.items()))
    for title in document.titles:
        made.add_text("title", title[:LONGEST_TITLE])
    if product.barcode:
        made.add_text("barcode", product.barcode)
    if product.brand:
        made.add_text("brand_name", product.brand)
        made.add_text("brand_key", " ".join(document.brand))
    for category_id in document.shelves or ((product.category_id,) if product.category_id else ()):
        made.add_text("shelf", category_id)
    if product.category_id:
        made.add_text("own_shelf", product.category_id)
    for name, value in product.attributes.items():
        made.add_text("attribute", f"{name}\n{value}")
    made.add_text("in_stock", "yes" if product.stock > 0 else "no")
    made.add_integer("price", product.price_minor)
    made.add_integer("version", version)
    entry = [
        product.offer_id, product.price_minor, product.stock > 0, product.category_id,
        sorted(document.heads), sorted(document.named), sorted(document.measures), list(document.spelled),
    ]  # fmt: skip
    made.add_bytes("entry", json.dumps(entry, ensure_ascii=False).encode())
    made.add_bytes("forms", json.dumps(document.forms, ensure_ascii=False).encode())
    made.add_bytes("product", _PRODUCT.dump_json(product))
    return made


class GoodsReader:
    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher) -> None:
        self._schema = schema
        self._searcher = searcher
        self._goods = self._term("kind", "goods")
        self.commit, self.state = self._told()
        self._size = self._count(self._goods)

    def __len__(self) -> int:
        return self._size

    def check(self) -> None:
        """Raises ValueError when what is stored cannot be read."""
        for found in self.find(Wanted(), 1):
            self.product(found.offer_id)

    def frequencies(self, key: str) -> Sequence[int]:
        return [self._searcher.doc_freq(name, key) for name in _TIER_FIELDS]

    def measured(self, measure: str) -> bool:
        return self._searcher.doc_freq("measure", measure) > 0

    def forms(self, since: int = 0) -> Iterator[tuple[str, str]]:
        if not since:
            for term, _ in self._searcher.terms_with_prefix("form", ""):
                sound, _, key = term.partition("=")
                yield sound, key
            return
        newer = Query.range_query(self._schema, "version", tantivy.FieldType.Integer, since + 1, None)
        for _, address in self._searcher.search(newer, max(self._size, 1), count=False).hits:
            yield from json.loads(self._field(address, "forms")).items()

    def find(
        self, wanted: Wanted, limit: int, offset: int = 0, order: Sorting = "relevance"
    ) -> Sequence[Found]:
        query = self._query(wanted)
        if order == "relevance":
            hits = self._searcher.search(query, limit, count=False, offset=offset).hits
            return [self._found(address, score) for score, address in hits]
        hits = self._searcher.search(
            query, limit, count=False, offset=offset, order_by_field="price", order=_ORDERS[order]
        ).hits
        return [self._found(address, 1.0) for _, address in hits]

    def count(self, wanted: Wanted) -> int:
        return self._count(self._query(wanted))

    def facets(self, wanted: Wanted) -> Facets:
        asked = {
            "categories": {"terms": {"field": "own_shelf", "size": CATEGORIES_COUNTED}},
            "brands": {"terms": {"field": "brand_name", "size": FACET_VALUES}},
            "attributes": {"terms": {"field": "attribute", "size": FACET_VALUES}},
            "prices": {"stats": {"field": "price"}},
        }
        told = self._searcher.aggregate(self._query(wanted), asked)
        counted = {
            name: {b["key"]: b["doc_count"] for b in told[name]["buckets"]} for name in list(asked)[:3]
        }
        attributes: dict[str, dict[str, int]] = {}
        for pair, count in counted["attributes"].items():
            name, _, value = pair.partition("\n")
            attributes.setdefault(name, {})[value] = count
        prices = told["prices"]
        return Facets(
            int(prices["count"]),
            counted["categories"],
            counted["brands"],
            attributes,
            None if prices["min"] is None else int(prices["min"]),
            None if prices["max"] is None else int(prices["max"]),
        )

    def entry(self, offer_id: str) -> Found | None:
        return self._only("offer", offer_id)

    def by_barcode(self, barcode: str) -> Found | None:
        return self._only("barcode", barcode)

    def product(self, offer_id: str) -> Product | None:
        hits = self._searcher.search(self._term("offer", offer_id), 1, count=False).hits
        return _PRODUCT.validate_json(self._field(hits[0][1], "product")) if hits else None

    def offer_ids(self) -> Iterator[str]:
        hits = self._searcher.search(self._goods, max(self._size, 1), count=False).hits
        return (str(self._searcher.doc(address).get_first("offer")) for _, address in hits)

    def brands(self) -> frozenset[str]:
        return frozenset(name for name, _ in self._searcher.terms_with_prefix("brand_name", ""))

    def _told(self) -> tuple[bytes, State]:
        hits = self._searcher.search(self._term("kind", "state"), 1, count=False).hits
        if not hits:
            return b"", State()
        told = self._field(hits[0][1], "entry")
        return told, State(**json.loads(told))

    def _field(self, address: tantivy.DocAddress, name: str) -> bytes:
        stored = self._searcher.doc(address).get_first(name)
        return stored if isinstance(stored, bytes) else b""

    def _count(self, query: Query) -> int:
        # Missing in the library's type declarations.
        return int(self._searcher.search(query, 1, count=True).count)  # type: ignore[attr-defined]

    def _only(self, field: str, value: str) -> Found | None:
        hits = self._searcher.search(self._term(field, value), 1, count=False).hits
        return self._found(hits[0][1], 1.0) if hits else None

    def _found(self, address: tantivy.DocAddress, score: float) -> Found:
        entry = json.loads(self._field(address, "entry"))
        offer_id, price, in_stock, category_id, heads, named, measures, spelled = entry
        return Found(
            offer_id,
            score,
            price,
            in_stock,
            category_id,
            frozenset(heads),
            frozenset(named),
            frozenset(measures),
            tuple(spelled),
        )

    # Queries

    def _term(self, field: str, value: str) -> Query:
        # Half of a surrogate pair is no text to tantivy; nothing is called so.
        readable = value.encode("utf-8", "replace").decode()
        return Query.term_query(self._schema, field, readable, index_option="basic")

    def _query(self, wanted: Wanted) -> Query:
        parts = [(Occur.Must, self._idea(idea)) for idea in wanted.required]
        if wanted.wished:
            # One of them must be there: inside a query of its own.
            parts.append(
                (Occur.Must, Query.boolean_query([(Occur.Should, self._idea(i)) for i in wanted.wished]))
            )
        parts += [
            (Occur.Must, Query.const_score_query(self._term("measure", m), 1.0)) for m in wanted.measured
        ]
        musts = [*self._limits(wanted.limits)]
        for field, sets in (("head", wanted.heads), ("named", wanted.named)):
            musts += [Query.term_set_query(self._schema, field, sorted(keys)) for keys in sets]
        if wanted.offer_ids is not None:
            musts.append(Query.term_set_query(self._schema, "offer", sorted(wanted.offer_ids)))
        if wanted.title is not None:
            musts.append(self._term("title", wanted.title))
        if not parts and not musts:
            musts.append(self._goods)
        parts += [(Occur.Must, Query.const_score_query(query, 0.0)) for query in musts]
        parts += [
            (Occur.Should, Query.const_score_query(self._term("measure", measure), bonus))
            for measure, bonus in wanted.bonuses
        ]
        parts.append((Occur.Should, Query.const_score_query(self._term("in_stock", "yes"), IN_STOCK_EDGE)))
        return Query.boolean_query(parts)

    def _limits(self, limits: Limits) -> Iterator[Query]:
        if limits.price_min_minor is not None or limits.price_max_minor is not None:
            yield Query.range_query(
                self._schema,
                "price",
                tantivy.FieldType.Integer,
                limits.price_min_minor,
                limits.price_max_minor,
            )
        if limits.shelves is not None:
            yield Query.term_set_query(self._schema, "shelf", sorted(limits.shelves))
        for key in sorted(limits.brand):
            yield self._term("brand_key", key)
        if limits.in_stock is not None:
            yield self._term("in_stock", "yes" if limits.in_stock else "no")

    def _idea(self, idea: Idea) -> Query:
        options = []
        for option in idea:
            keys = [self._key(key, option.score / len(option.keys)) for key in option.keys]
            options.append(
                keys[0] if len(keys) == 1 else Query.boolean_query([(Occur.Must, k) for k in keys])
            )
        return options[0] if len(options) == 1 else Query.disjunction_max_query(options)

    def _key(self, key: str, score: float) -> Query:
        """The key in whichever tier it stands; tiers where no product has it are left out."""
        tiers = [tier for tier, count in enumerate(self.frequencies(key)) if count]
        scored = [
            Query.const_score_query(self._term(_TIER_FIELDS[tier], key), score * TIERS[tier])
            for tier in tiers
        ]
        return scored[0] if len(scored) == 1 else Query.boolean_query([(Occur.Should, q) for q in scored])


def index_folder(home: Path, store_id: str) -> Path:
    """Ids that would not do as a folder's name are taken by their digest."""
    plain = (
        store_id.isascii() and store_id.replace("-", "").replace("_", "").isalnum() and len(store_id) <= 80
    )
    return home / "index" / (store_id if plain else blake2b(store_id.encode(), digest_size=12).hexdigest())
