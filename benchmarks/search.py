"""Finding goods: quality by kind of query, absent things, speed, freshness and size.

A seeded catalogue and seeded queries whose right answers are known. Even queries were tuned on, odd ones are judged.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import log2
from pathlib import Path

from benchmarks.goods_of_kinds import Made, categories, goods
from benchmarks.shop_words import ABSENT, QUALITIES, SECTIONS
from core.adapters.search_index import GoodsIndex
from core.catalog.search import SearchIndex, SearchQuery
from core.catalog.search.document import Analyst
from core.catalog.search.ports import State

RU, RU_FORM, KK, KK_FORM, EN = range(5)
_QWERTY = dict(zip("йцукенгшщзхъфывапролджэячсмитьбюё", "qwertyuiop[]asdfghjkl;'zxcvbnm,.`", strict=True))
_QWERTY |= dict(zip("әіңғүұқөһ", "234589-0=", strict=True)) | {"қ": "0", "ө": "-"}
_LATIN = dict(zip("абвгдезийклмнопрстуфхыэәіңғүұқөһ", "abvgdeziyklmnoprstufhyeaingyuqoh", strict=True)) | {
    "ж": "zh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "sch",
    "ю": "yu",
    "я": "ya",
    "ё": "yo",
    "ь": "",
    "ъ": "",
}
ALPHABET = "абвгдежзийклмнопрстуфхцчшыэюя"


@dataclass(frozen=True, slots=True)
class Asked:
    text: str
    section: int
    kind: int
    quality: int | None = None
    maker: str | None = None
    offer_id: str | None = None

    def grade(self, made: Made) -> int:
        """3: what was asked for, the very product where its whole name was; then 1: others that this name but for type
        and size would be of; 0: what lacks something that was asked for."""
        if self.offer_id is not None and made.product.offer_id == self.offer_id:
            return 3
        if (made.section, made.kind) != (self.section, self.kind):
            return 0
        right = self.quality in (None, made.quality) and self.maker in (None, made.maker)
        return (3 if self.offer_id is None else 1) if right else 0


def clean(rng: random.Random, made: Made) -> Asked:
    """The kind; with a quality, with a brand; or the whole name."""
    ru = SECTIONS[made.section][1][made.kind][RU].lower()
    quality = QUALITIES[made.quality][0]
    what = rng.randrange(4)
    if what == 0:
        return Asked(ru, made.section, made.kind)
    if what == 1:
        return Asked(f"{ru} {quality}", made.section, made.kind, quality=made.quality)
    if what == 2:
        return Asked(f"{ru} {made.maker}", made.section, made.kind, maker=made.maker)
    name = made.product.names["ru"]
    return Asked(name, made.section, made.kind, made.quality, made.maker, made.product.offer_id)


def one_typo(rng: random.Random, made: Made) -> Asked:
    """A letter lost, doubled over, replaced or swapped, the first one too, in a word of five letters or more."""
    asked = clean(rng, made)
    long = [w for w in asked.text.split() if len(w) >= 5 and w.isalpha()]
    if not long:
        return replace(asked, text=asked.text)
    word = rng.choice(long)
    at = rng.randrange(len(word))
    other = rng.choice(ALPHABET)
    wrong = (
        word[:at] + word[at + 1 :],
        word[:at] + other + word[at + 1 :],
        word[:at] + other + word[at:],
        word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
    )[rng.randrange(4)]
    return replace(asked, text=asked.text.replace(word, wrong, 1))


def inflected(rng: random.Random, made: Made) -> Asked:
    words = SECTIONS[made.section][1][made.kind]
    form = rng.choice((RU_FORM, KK_FORM))
    if rng.random() < 0.5:
        return Asked(words[form], made.section, made.kind)
    return Asked(f"{words[form]} {made.maker}", made.section, made.kind, maker=made.maker)


def layout(rng: random.Random, made: Made) -> Asked:
    asked = clean(rng, made)
    return replace(asked, text="".join(_QWERTY.get(c, c) for c in asked.text.lower()))


def latin(rng: random.Random, made: Made) -> Asked:
    asked = clean(rng, made)
    return replace(asked, text="".join(_LATIN.get(c, c) for c in asked.text.lower()))


def other_language(rng: random.Random, made: Made) -> Asked:
    words = SECTIONS[made.section][1][made.kind]
    return Asked(words[rng.choice((KK, EN))].lower(), made.section, made.kind)


ASKED: dict[str, Callable[[random.Random, Made], Asked]] = {
    "clean": clean,
    "one typo": one_typo,
    "inflected": inflected,
    "layout": layout,
    "latin": latin,
    "other language": other_language,
}


def absent(rng: random.Random, known: frozenset[str], most: int) -> list[str]:
    """Things that are not sold, some with a quality or a brand of things that are."""
    found = []
    for number in range(most):
        word = ABSENT[number % len(ABSENT)]
        turn = rng.randrange(3)
        extra = rng.choice(QUALITIES)[0] if turn == 1 else rng.choice(sorted(known)) if turn == 2 else ""
        found.append(f"{word} {extra}".strip())
    return found


def ndcg(grades: Sequence[int], ideal: Iterable[int]) -> float:
    best = sum((2**g - 1) / log2(i + 2) for i, g in enumerate(islice(ideal, 10)))
    return sum((2**g - 1) / log2(i + 2) for i, g in enumerate(grades[:10])) / best if best else 1.0


def build(made: Iterable[Made], folder: Path) -> GoodsIndex:
    storage, analyst = GoodsIndex(folder), Analyst(categories())
    with storage.writer(large=True) as writer:
        assert writer is not None
        writer.put((analyst.document(m.product) for m in made), 1)
        writer.commit(State(1))
    return storage


def quality(index: SearchIndex, made: dict[str, Made], queries: int, half: int) -> dict[str, float]:
    """NDCG@10 of each kind of query, of the odd or the even ones."""
    everything = list(made.values())
    told = {}
    for name, ask in ASKED.items():
        rng = random.Random(f"{name} 7")
        asked = [ask(rng, rng.choice(everything)) for _ in range(queries)][half::2]
        scores = []
        for each in asked:
            ideal = sorted((each.grade(m) for m in everything), reverse=True)
            hits = index.search(SearchQuery(each.text)).hits
            scores.append(ndcg([each.grade(made[h.offer_id]) for h in hits], ideal))
        told[name] = sum(scores) / len(scores)
    return told


def sureness(index: SearchIndex, texts: Iterable[str]) -> list[float]:
    """The best score of each query, 0 where nothing is found."""
    return [max((h.score for h in index.search(SearchQuery(t)).hits), default=0.0) for t in texts]


def absent_recall(index: SearchIndex, made: dict[str, Made], queries: int, half: int) -> tuple[float, float]:
    """(share of one-typo queries that find anything; share of absent things below the score that 95 % of the one-typo
    queries reach)."""
    everything, rng = list(made.values()), random.Random(11)
    typos = [one_typo(rng, rng.choice(everything)).text for _ in range(queries)][half::2]
    missing = absent(rng, frozenset(m.maker for m in everything), queries)[half::2]
    scores = sorted(sureness(index, typos))
    threshold = max(scores[int(len(scores) * 0.05)], 1e-9)
    found = sum(s > 0 for s in scores) / len(scores)
    return found, sum(s < threshold for s in sureness(index, missing)) / len(missing)


def speed(index: SearchIndex, made: Sequence[Made], queries: int) -> tuple[float, float]:
    """p50 and p95 in ms of the core's time, for others may be at work, over every kind of query in equal parts, each
    asked once."""
    rng = random.Random(5)
    texts = [ask(rng, rng.choice(made)).text for ask in ASKED.values() for _ in range(queries)]
    texts += absent(rng, frozenset(m.maker for m in made), queries)
    rng.shuffle(texts)
    for text in texts[:20]:
        index.search(SearchQuery(text))
    spent = []
    for text in texts[20:]:
        begun = time.process_time()
        index.search(SearchQuery(text))
        spent.append((time.process_time() - begun) * 1000)
    spent.sort()
    return spent[len(spent) // 2], spent[int(len(spent) * 0.95)]


def freshness(storage: GoodsIndex, index: SearchIndex, made: Made) -> float:
    """Seconds from a changed product to an answer that has it, the catalogue's database left aside."""
    product = replace(made.product, offer_id="fresh", names={"ru": "Ыдыс жуғыш құрал Freshnova 777 мл"})
    begun = time.perf_counter()
    with storage.writer() as writer:
        assert writer is not None
        writer.put([Analyst(categories()).document(product)], 2)
        writer.commit(State(2))
    after = SearchIndex(storage.reader(), categories(), index)
    assert after.search(SearchQuery("freshnova")).hits[0].offer_id == "fresh"
    return time.perf_counter() - begun


def measured(products: int, folder: Path, queries: int, half: int, judge: bool) -> Iterator[str]:
    begun = time.perf_counter()
    storage = build(goods(products, seed=3), folder)
    yield f"built {products:,} in {time.perf_counter() - begun:.1f} s, {_megabytes(folder):.0f} MB on disk"
    begun = time.perf_counter()
    index = SearchIndex(storage.reader(), categories())
    yield f"opened in {time.perf_counter() - begun:.2f} s"
    some = list(islice(goods(products, seed=3), 5_000 if not judge else products))
    made = {m.product.offer_id: m for m in some}
    if judge:
        for name, score in quality(index, made, queries, half).items():
            yield f"NDCG@10 {name:15} {score:.3f}"
        found, recall = absent_recall(index, made, queries * 2, half)
        yield f"one typo finds {found:.3f}; absent recognised at 95 % found {recall:.3f}"
    p50, p95 = speed(index, some, 150)
    yield f"p50 {p50:.1f} ms, p95 {p95:.1f} ms"
    yield f"changed and visible in {freshness(storage, index, some[0]):.2f} s"
    yield f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most"


def _megabytes(folder: Path) -> float:
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) / 1e6


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="duken bench search", description=__doc__)
    parser.add_argument("--products", type=int, default=20_000)
    parser.add_argument(
        "--large", type=int, default=0, help="also this many, for speed alone; 1000000 takes minutes"
    )
    parser.add_argument("--queries", type=int, default=200, help="of each kind")
    parser.add_argument("--tune", action="store_true", help="judge the half that is for tuning")
    chosen = parser.parse_args(list(arguments))
    for products, judge in ((chosen.products, True), (chosen.large, False)):
        if products:
            with tempfile.TemporaryDirectory(prefix="duken-") as folder:
                for line in measured(
                    products, Path(folder) / "index", chosen.queries, int(not chosen.tune), judge
                ):
                    print(line, flush=True)
    return 0
