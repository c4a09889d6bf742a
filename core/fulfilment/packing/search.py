"""Many packings of one problem, the best of them kept: one greedy answer at once, then better ones while
there is time.

A round either packs everything anew in a shaken order or takes a few poorly filled parcels apart and packs
their units again (large neighbourhood search: Shaw 1998; for bins, Crainic, Perboli and Tadei 2009).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence

from core.fulfilment.packing.bounds import lower_bounds, round_up
from core.fulfilment.packing.cartonize import Pool, cheapest_cover
from core.fulfilment.packing.coarse import floor_rows
from core.fulfilment.packing.fill import (
    FAR,
    FLAT,
    LOW,
    REST,
    SNUG,
    TIGHT,
    WALL_X,
    WALL_Y,
    Filled,
    Filler,
    Style,
)
from core.fulfilment.packing.lessen import Lessening, hardness
from core.fulfilment.packing.packing import Packing, packing_of
from core.fulfilment.packing.problem import Kind, Problem, Room
from core.fulfilment.packing.settle import centred, steady_order, unsteadiness
from core.fulfilment.packing.shares import ALL_WAYS, Shares

MANY_UNITS = 300
"""From here on like units are laid in lattices and a carton that came out well is simply repeated."""
MANY_KINDS = 150
PATIENCE = 40
IDLE_OF_SEVERAL = 10
"""More than two cartons are searched so much longer without gain: every start of `Lessening` is a new chance."""
COVER_FROM_S, COVERS_AT, COVER_SHARE = 0.7, (0.3, 0.6, 0.9), 0.25
"""From this limit on, which leaves time to load the solver, after these shares of the time, the cheapest cover is chosen,
in so much of the time at most."""

AIMED, AIMS, FIRST_AIMS = 3, 0.8, 5
"""So few cartons that would be cheaper together are aimed at, in this share of the rounds and so often before."""

LESSENS_FROM, LESSENS_ONE_SIZE, LESSENS = 40, 0.95, 0.3
"""After so many rounds, this share of them works towards one carton fewer: more where no size is left to choose."""

RULES = (LOW, SNUG, FLAT, FAR, TIGHT, REST, WALL_X, WALL_Y)
STEADY_RULES = (LOW, FLAT, SNUG)

SORTS: tuple[Callable[[Kind, Room], float], ...] = (
    lambda kind, _: kind.volume,
    lambda kind, _: max(dx * dy for dx, dy, _ in kind.turns),
    lambda kind, _: max(max(turn) for turn in kind.turns),
    lambda kind, largest: max(kind.volume / largest.volume, kind.weight / largest.max_weight),
    lambda kind, _: min(dz for _, _, dz in kind.turns),
)
BY_SIZE = 3
"""The sort by what a unit takes of the largest carton, by volume or by weight."""


class Search:
    """Searches one problem. Not late means: as many rounds as asked, the same for the same seed."""

    def __init__(self, problem: Problem, seed: int, monotonic: Callable[[], float]) -> None:
        self._problem = problem
        self._seed = seed
        self._rng = random.Random(seed)
        self._pool = Pool()
        self._monotonic = monotonic
        self._until = 0.0
        self._filler = Filler(problem, self._is_late)
        self._many = problem.units > MANY_UNITS
        self._patience = PATIENCE if len(problem.kinds) > MANY_KINDS else 10**9
        self._sorts: dict[int, list[float]] = {}
        self._lessening: Lessening | None = None
        self._worth = self._hardness(())
        self._lessens = LESSENS_ONE_SIZE if len(problem.rooms) == 1 else LESSENS
        self._shares: Shares | None = None
        self._hopes: list[tuple[int, ...]] | None = None
        self._lean: dict[tuple[tuple[int, int], ...], Filled] = {}
        self.bounds = lower_bounds(problem, deep=False)
        self.best = Packing((), (0, 0, 0), 0.0)

    def _sorted_by(self, n: int) -> list[float]:
        """By what a sort goes, for each kind; worked out when it is first wanted, as many kinds take a while."""
        if n not in self._sorts:
            largest = max(self._problem.rooms, key=lambda room: room.volume)
            self._sorts[n] = [SORTS[n](kind, largest) for kind in self._problem.kinds]
        return self._sorts[n]

    def _hardness(self, worth: Sequence[float]) -> list[int]:
        return hardness(self._problem.kinds, self._sorted_by(BY_SIZE), worth)

    def _is_late(self) -> bool:
        return self._monotonic() > self._until

    def start(self, until: float) -> None:
        """The first packing. Past `until` what is left is packed coarsely, in a time that only grows with
        the units."""
        self._until = until
        counts = [kind.quantity for kind in self._problem.kinds]
        largest = self._sorted_by(0)
        order = sorted(range(len(counts)), key=lambda k: (-largest[k], -self._problem.kinds[k].weight, k))
        self.best = packing_of(self._build(order, list(counts), Style(LOW, self._many, self._patience)))
        for ways in (1, ALL_WAYS):
            if not self.is_proved and not self._is_late():
                self._share_out(ways)
        for _ in range(FIRST_AIMS):
            if self._aimed and not self._is_late():
                self._aim()
        if len(self._problem.rooms) > 1 and not self.is_proved and not self._is_late():
            self._keep(self._build(order, counts, Style(LOW, self._many, self._patience, thrifty=True)))

    def _share_out(self, ways: int) -> None:
        """Bounds, and the sets of cartons that are cheaper than the best packing and might hold all."""
        problem = self._problem
        self._shares = shares = Shares(problem, ways)
        classes = len({kind.segregation for kind in problem.kinds if kind.segregation})
        self._hopes = shares.cheaper_sets(problem.rooms, self.best.price, max(1, classes))
        if self.is_proved:
            return
        # Cartons of several sizes are told apart by shares; L2 sees them all as large as the largest.
        bounds = lower_bounds(problem, deep=len(problem.rooms) == 1) if ways > 1 else self.bounds
        paid = [shares.paid([room.price[p] for room in problem.rooms]) for p in range(3)]
        self._worth = self._hardness(paid[0].tolist())
        totals = [round_up(shares.total(each)) for each in paid]
        self.bounds = (max(bounds[0], totals[0]), max(bounds[1], totals[1]), max(bounds[2], totals[2]))

    @property
    def is_proved(self) -> bool:
        """Nothing better is left to find. Of several parcels the last tie-breaker is not pursued."""
        return self.best.price[:2] <= self.bounds[:2] or self._hopes == []

    @property
    def lower_bound(self) -> int:
        """What no packing goes under, in the objective's own component."""
        return self.best.price[0] if self._hopes == [] else self.bounds[0]

    def improve(self, until: float, rounds: int | None) -> None:
        """Until the time, the number of rounds, or so many rounds in a row without gain that more are not
        worth it."""
        began = self._monotonic()
        given = until - began
        covers = given >= COVER_FROM_S and not self._many
        self._until = until
        self._keep([self._leaner(parcel) for parcel in self.best.parcels])
        patience = (200 + 40 * self._problem.units) * (IDLE_OF_SEVERAL if len(self.best.parcels) > 2 else 1)
        idle = done = 0
        for share in (*COVERS_AT, 1.0) if covers else (1.0,):
            self._until = began + share * given
            while not self.is_proved and idle < patience and done != rounds and not self._is_late():
                gained = self._round(done)
                idle = 0 if gained else idle + 1
                done += 1
            self._until = until
            if (
                share < 1
                and not self.is_proved
                and len(self.best.parcels) > 1
                and not self._is_late()
                and self._cover(min(COVER_SHARE * given, until - self._monotonic()))
            ):
                idle = 0

    def settle(self, until: float) -> None:
        """Each carton with the same goods, laid better if time allows."""
        self._until = until
        self.best = packing_of([self._steadier(parcel) for parcel in self.best.parcels])

    def _steadier(self, parcel: Filled) -> Filled:
        best = parcel
        if not self._many and sum(parcel.counts.values()) > 1:
            order = steady_order(self._problem.kinds, list(parcel.counts))
            for rule in STEADY_RULES:
                if self._is_late():
                    break
                filled = self._filler.fill(parcel.room, order, parcel.counts, Style(rule, patience=1))
                if filled.counts == parcel.counts:
                    best = min(best, filled, key=lambda one: unsteadiness(one, self._problem))
        return centred(best, self._problem)

    def _cover(self, limit_s: float) -> bool:
        """Chooses among all cartons that were ever filled; what the last rounds forgot may fit together."""
        patterns = [*self.best.parcels, *self._pool.fullest()]
        quantities = [kind.quantity for kind in self._problem.kinds]
        cover = cheapest_cover(patterns, quantities, self.best.price[0], limit_s)
        self._worth = self._hardness(cover.worth)
        parcels = None if cover.chosen is None else self._each_once(cover.chosen)
        return parcels is not None and self._keep(parcels)

    def _each_once(self, chosen: Iterable[Filled]) -> list[Filled] | None:
        """What is in two of the cartons stays in the fuller one; None when one of them cannot be laid without it."""
        left = [kind.quantity for kind in self._problem.kinds]
        parcels = []
        for parcel in sorted(chosen, key=lambda one: -one.volume):
            counts = {k: min(n, left[k]) for k, n in parcel.counts.items() if left[k]}
            if not counts:
                continue
            for k, n in counts.items():
                left[k] -= n
            if counts != parcel.counts:
                volume = sum(self._problem.kinds[k].volume * n for k, n in counts.items())
                parcel = self._squeeze(Filled(parcel.room, (), counts, volume, 0), [parcel.room])
                if not parcel.blocks:
                    return None
            parcels.append(self._leaner(parcel))
        return parcels

    def _round(self, done: int) -> bool:
        if self._aimed and self._rng.random() < AIMS:
            return self._aim()
        several = len(self.best.parcels) > 2
        if several and not self._many and done >= LESSENS_FROM and self._rng.random() < self._lessens:
            return self._lessen()
        if several and done >= len(RULES) and self._rng.random() < 0.8:
            return self._repack_some()
        return self._pack_anew(done)

    @property
    def _aimed(self) -> list[tuple[int, ...]]:
        return [hope for hope in self._hopes or () if len(hope) <= AIMED]

    def _aim(self) -> bool:
        """All goods into cartons that would be cheaper together, or nothing is gained."""
        rng = self._rng
        hope = list(rng.choice(self._aimed))
        rng.shuffle(hope)
        counts = [kind.quantity for kind in self._problem.kinds]
        order = self._order(range(len(counts)), rng.choice((0.1, 0.3, 0.6, 1.0)))
        far = bytes(rng.choices(range(8), k=len(counts)))
        rule = rng.choice(RULES)
        parcels = []
        for place, r in enumerate(hope, start=1):
            # What the last carton does not take has no other.
            patience = self._patience if place < len(hope) else 1
            style = Style(rule, self._many, patience, far=far)
            filled = self._filler.fill(self._problem.rooms[r], order, counts, style)
            parcels.append(filled)
            for k, n in filled.counts.items():
                counts[k] -= n
        if any(counts):
            return False
        return self._keep([self._leaner(parcel) for parcel in parcels if parcel.counts])

    def _lessen(self) -> bool:
        """One exchange towards one carton fewer; begun anew whenever the best packing has become smaller, without its
        emptiest carton, or no exchange helps any more, without any one of them."""
        parcels, rng = self.best.parcels, self._rng
        state = self._lessening
        is_new = state is None or len(state.parcels) != len(parcels) - 1
        if state is None or is_new or state.is_stuck:
            emptiest = min(range(len(parcels)), key=lambda i: (parcels[i].volume, i))
            away = emptiest if is_new else rng.randrange(len(parcels))
            state = self._lessening = Lessening(parcels, away, self._worth, self._filler)
        is_done = state.step(rng, self._sorted_by(rng.randrange(len(SORTS))), rng.choice(RULES))
        self._pool.add(state.tried)
        if not is_done:
            return False
        return self._keep([parcel for parcel in state.parcels if parcel.counts])

    def _pack_anew(self, done: int) -> bool:
        counts = [kind.quantity for kind in self._problem.kinds]
        rule, thrifty = RULES[done % len(RULES)], done % 4 >= 2
        style = Style(rule, self._many or bool(done % 2), self._patience, thrifty)
        shake = 0.0 if done < len(RULES) else self._rng.choice((0.1, 0.3, 0.6))
        parcels = self._build(self._order(range(len(counts)), shake), counts, style)
        if self._is_late():
            return False
        return self._keep([self._leaner(parcel) for parcel in parcels])

    def _repack_some(self) -> bool:
        rng, parcels = self._rng, self.best.parcels
        some = min(len(parcels), rng.choice((2, 2, 3, 3, 4, 5)))
        chosen = sorted(
            range(len(parcels)),
            key=lambda i: rng.random() * (parcels[i].volume / parcels[i].room.volume + 0.1),
        )[:some]
        counts = [0] * len(self._problem.kinds)
        for i in chosen:
            for k, n in parcels[i].counts.items():
                counts[k] += n
        members = [k for k, n in enumerate(counts) if n]
        lattice = self._many or rng.random() < 0.3
        style = Style(rng.choice(RULES), lattice, self._patience, rng.random() < 0.5)
        new = self._build(self._order(members, rng.choice((0.1, 0.3, 0.6, 1.0))), counts, style)
        if self._is_late():
            return False
        old_part = packing_of(parcels[i] for i in chosen)
        new_part = packing_of(new)
        if new_part.price[0] > old_part.price[0]:
            return False
        rest = [parcel for i, parcel in enumerate(parcels) if i not in set(chosen)]
        return self._keep([*rest, *(self._leaner(parcel) for parcel in new)])

    def _keep(self, parcels: Sequence[Filled]) -> bool:
        self._pool.add(parcels)
        packing = packing_of(parcels)
        if packing.rank >= self.best.rank:
            return False
        gained = packing.price < self.best.price
        self.best = packing
        if gained and self._hopes is not None and self._shares:
            self._hopes = self._shares.cheaper_sets(self._problem.rooms, packing.price, len(self._hopes[0]))
        return gained

    def _order(self, members: Iterable[int], shake: float) -> list[int]:
        rng = self._rng
        keys = self._sorted_by(rng.randrange(len(SORTS))) if shake else self._sorted_by(0)
        if not shake:
            return sorted(members, key=lambda k: -keys[k])
        scores = {k: keys[k] * (1 + shake * (2 * rng.random() - 1)) for k in members}
        return sorted(scores, key=lambda k: -scores[k])

    def _build(self, order: list[int], counts: list[int], style: Style) -> list[Filled]:
        """Carton after carton until nothing is left. `counts` is used up."""
        parcels: list[Filled] = []
        while order:
            if self._is_late():
                return parcels + floor_rows(self._problem, counts)
            filled = self._next_carton(order, counts, style)
            if not filled.counts:
                return parcels + floor_rows(self._problem, counts)
            times = min(counts[k] // n for k, n in filled.counts.items()) if self._many else 1
            for k, n in filled.counts.items():
                counts[k] -= n * times
            parcels += [filled] * times
            order = [k for k in order if counts[k]]
        return parcels

    def _next_carton(self, order: list[int], counts: list[int], style: Style) -> Filled:
        """The cheapest carton that takes all that is left, unless thrift forbids it; else the best value."""
        rooms = self._problem.rooms
        if len(rooms) == 1:
            return self._filler.fill(rooms[0], order, counts, style)
        kinds = self._problem.kinds
        volume = sum(kinds[k].volume * counts[k] for k in order)
        weight = sum(kinds[k].weight * counts[k] for k in order)
        best: Filled | None = None
        best_worth = -1.0
        # Where every carton counts alike, thrift looks at what tells them apart: two small ones may do for two large.
        tells = next((p for p in range(3) if rooms[0].price[p] != rooms[-1].price[p]), 0)
        for room in rooms:
            filled = self._filler.fill(room, order, counts, style)
            if filled.volume == volume and (tells or not style.thrifty):
                return filled
            price = max(1, room.price[tells]) if style.thrifty else _lead(room)
            worth = (filled.volume / volume + (filled.weight / weight if weight else 0.0)) / price
            if worth > best_worth:
                best, best_worth = filled, worth
            if self._is_late():
                break
        assert best is not None
        return best

    def _leaner(self, parcel: Filled) -> Filled:
        """The same goods in the cheapest carton that some order gets them into."""
        rooms = [
            room
            for r, room in enumerate(self._problem.rooms)
            if room.price < parcel.room.price
            and room.volume >= parcel.volume
            and room.max_weight >= parcel.weight
            and (self._shares is None or self._shares.may_hold_some(r, parcel.counts))
        ]
        if not rooms:
            return parcel
        key = tuple(sorted(parcel.counts.items()))
        known = self._lean.get(key)
        if known is None or known.room.price > parcel.room.price:
            known = self._lean[key] = self._squeeze(parcel, rooms)
        return known

    def _squeeze(self, parcel: Filled, rooms: list[Room]) -> Filled:
        members = list(parcel.counts)
        for room in rooms:
            for rule in RULES:
                if self._is_late():
                    return parcel
                order = self._order(members, 0.3 if rule else 0.0)
                filled = self._filler.fill(
                    room, order, parcel.counts, Style(rule, self._many, self._patience)
                )
                if filled.volume == parcel.volume:
                    return filled
        return parcel


def _lead(room: Room) -> int:
    """The first component of the price that tells anything."""
    return next(p for p in room.price if p)
