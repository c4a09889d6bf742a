"""Steps: the pickup points are shown, one of them is chosen."""

from __future__ import annotations

from dataclasses import replace

from core.conversation import points
from core.conversation.checking_out import proceed
from core.conversation.reply import Text
from core.conversation.scene import Outcome, Scene
from core.conversation.taking import quoted_cart
from core.conversation.telling import tell_store
from core.delivery.points import PickupPoint, named_in, nearest_first
from core.dialogue.commands import OfferPoints, PickPoint, Proceed, TellStore
from core.dialogue.state import DialogueState
from core.kernel.geo import GeoPoint
from core.ordering.pricing import Quote


async def offer_points(scene: Scene, state: DialogueState, command: OfferPoints) -> Outcome:
    """Where there is only the shop, the shop is meant."""
    there = await points.places(scene)
    if len(there) == 1:
        return await _only_the_shop(scene, state, command)
    quoted = await _cart(scene)
    named = named_in(command.text, there) if command.text else []
    if len(named) == 1 and not command.asks and not command.near_me:
        return await _chosen(scene, state, named[0], quoted)
    near = command.near or _whereabouts(scene, state, "")
    return await points.listed(scene, state, named or there, near, quoted)


async def pick_point(scene: Scene, state: DialogueState, command: PickPoint) -> Outcome:
    there = await points.places(scene)
    quoted = await _cart(scene)
    if command.point_id is not None:
        found = next((p for p in there if p.point_id == command.point_id), None)
        if found is None:
            return Outcome(state, (Text("point-gone"),)).then(
                await points.listed(scene, state, there, _whereabouts(scene, state, ""), quoted)
            )
        return await _chosen(scene, state, found, quoted)
    named = named_in(command.text, there)
    if len(named) == 1:
        return await _chosen(scene, state, named[0], quoted)
    near = _whereabouts(scene, state, command.text)
    if command.nearest and near is not None:
        return await _chosen(scene, state, nearest_first(there, near)[0], quoted)
    if named and not command.nearest:
        return await points.listed(scene, state, named, near, quoted)
    if near is None and not command.nearest:
        return Outcome(state, (Text("point-unclear"),)).then(
            await points.listed(scene, state, there, None, quoted)
        )
    return await points.listed(scene, state, there, near, quoted)


async def _only_the_shop(scene: Scene, state: DialogueState, command: OfferPoints) -> Outcome:
    if command.asks:
        return await tell_store(scene, state, TellStore("delivery-pickup", command.text))
    if state.form is None:
        return Outcome(state, (Text("pickup-noted"),))
    return await proceed(scene, state, Proceed())


async def _chosen(scene: Scene, state: DialogueState, point: PickupPoint, quoted: Quote) -> Outcome:
    """In a checkout it is held; before one it is kept in mind."""
    if state.form is not None:
        taken = await points.take(scene, state, point, quoted)
        if taken.state.pending == "point":
            return taken
        return taken.then(await proceed(scene, taken.state, Proceed()))
    known = replace(state.known, method="pickup", point_id=point.point_id)
    params = {"place": f"{points.written(point, scene)}", "hours": point.hours}
    return Outcome(replace(state.asking(None), known=known), (Text("point-noted", params),))


def _whereabouts(scene: Scene, state: DialogueState, text: str) -> GeoPoint | None:
    """Where the shopper is: as the words say, as far as a street is found in them, else by the address that is known."""
    if text:
        found = scene.services.geocoder.locate(text, scene.store.city)
        if found.precision in points.KNOWN:
            return found.point
    return points.where_shopper_is(state.form or state.known)


async def _cart(scene: Scene) -> Quote:
    return await quoted_cart(
        scene, await scene.work.carts.get(scene.store.store_id, scene.shopper.shopper_id)
    )
