"""Soft wishes: they shape a carton, never how many there are."""

from __future__ import annotations

from core.fulfilment.packing import CartonType, Item, PackRequest, PackResult, pack, violations

BOX = CartonType("box", 400, 300, 300, max_weight_g=30_000)


def packed(*items: Item, carton: CartonType = BOX, rotation: str = "upright") -> PackResult:
    request = PackRequest(items, (carton,), "count", rotation)  # type: ignore[arg-type]
    result = pack(request, max_rounds=20, monotonic=lambda: 0.0)
    assert violations(request, result) == []
    return result


def test_heavy_goods_lie_below_light_ones() -> None:
    """The light crate is the larger, so by size alone it would come first."""
    [parcel] = packed(
        Item("chips", 400, 300, 160, 500), Item("cans", 400, 300, 140, 9_000), carton=BOX
    ).parcels
    assert {p.item_id: p.z_mm for p in parcel.placements} == {"cans": 0, "chips": 140}


def test_a_heavy_thing_stands_in_the_middle_of_its_carton() -> None:
    [parcel] = packed(Item("battery", 200, 100, 100, 15_000)).parcels
    [placement] = parcel.placements
    middle = (placement.x_mm + placement.dx_mm / 2, placement.y_mm + placement.dy_mm / 2)
    assert middle == (200, 150)


def test_a_light_parcel_keeps_its_goods_at_the_corner() -> None:
    [parcel] = packed(Item("book", 200, 100, 100, 900)).parcels
    [placement] = parcel.placements
    assert (placement.x_mm, placement.y_mm, placement.z_mm) == (0, 0, 0)


def test_like_goods_lie_together_though_their_weights_differ() -> None:
    [parcel] = packed(
        Item("juice", 100, 100, 200, 1_000, quantity=6, this_side_up=True),
        Item("rice", 100, 100, 90, 900, quantity=6),
    ).parcels
    juice = [p for p in parcel.placements if p.item_id == "juice"]
    assert {p.z_mm for p in juice} == {0} and {p.dz_mm for p in juice} == {200}


def test_liquids_stand_upright_even_when_everything_else_may_lie() -> None:
    oil = Item("oil", 90, 90, 280, 950, quantity=9, this_side_up=True)
    result = packed(oil, Item("pasta", 280, 90, 60, 400, quantity=3), rotation="free")
    standing = [p for parcel in result.parcels for p in parcel.placements if p.item_id == "oil"]
    assert {p.dz_mm for p in standing} == {280}


def test_goods_by_weight_are_packed_by_what_was_weighed() -> None:
    """Apples of 1.35 kg are one bag of 1 350 g: grams, not pieces, fill the carton."""
    bag = Item("apples", 200, 150, 120, 1_350, quantity=4)
    result = packed(bag, carton=CartonType("light", 400, 300, 300, max_weight_g=4_100, tare_g=250))
    assert sorted(parcel.weight_g for parcel in result.parcels) == [1_350 + 250, 3 * 1_350 + 250]
