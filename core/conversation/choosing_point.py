"""Steps: the pickup points are shown, one of them is chosen."""

from __future__ import annotations

from dataclasses import replace

from core.conversation import points
from core.conversation.checking_out import proceed
from core.conversation.reply import Text
from core.conversation.scene import Outcome, Scene
from core.conversation.slot_choice import cart_quote
from core.conversation.telling import tell_store
from core.delivery.points import PickupPoint, named_in, nearest_first
from core.dialogue.commands import OfferPoints, PickPoint, Proceed, TellStore
from core.dialogue.points import picked_up
from core.dialogue.state import DialogueState
from core.kernel.geo import GeoPoint
from core.ordering.pricing import Quote


async def offer_points(scene: Scene, state: DialogueState, command: OfferPoints) -> Outcome:
    """Where there is only the shop, the shop is meant."""
    there = await points.places(scene)
    if len(there) == 1:
        return await _only_the_shop(scene, state, command)
    quoted = await cart_quote(scene)
    named = named_in(command.text, there) if command.text else []
    if len(named) == 1 and not command.asks and not command.near_me:
        return await _chosen(scene, state, named[0], quoted)
    state = _standing(scene, state, "" if named else command.text, command.near)
    return await points.listed(scene, state, named or there, _whereabouts(state), quoted)


async def pick_point(scene: Scene, state: DialogueState, command: PickPoint) -> Outcome:
    there = await points.places(scene)
    quoted = await cart_quote(scene)
    if command.point_id is not None:
        found = next((p for p in there if p.point_id == command.point_id), None)
        if found is not None:
            return await _chosen(scene, state, found, quoted)
        shown = await points.listed(scene, state, there, _whereabouts(state), quoted)
        return Outcome(state, (Text("point-gone"),)).then(shown)
    named = named_in(command.text, there)
    if len(named) == 1 and not command.nearest:
        return await _chosen(scene, state, named[0], quoted)
    told = _standing(scene, state, "" if named else command.text, None)
    near = _whereabouts(told)
    if command.nearest and near is not None:
        return await _chosen(scene, told, nearest_first(named or there, near)[0], quoted)
    shown = await points.listed(scene, told, named or there, near, quoted)
    clear = named or command.nearest or told != state
    return shown if clear else Outcome(state, (Text("point-unclear"),)).then(shown)


async def _only_the_shop(scene: Scene, state: DialogueState, command: OfferPoints) -> Outcome:
    if command.asks:
        return await tell_store(scene, state, TellStore("delivery-pickup", command.text))
    if state.form is None:
        return Outcome(state, (Text("pickup-noted"),))
    return await proceed(scene, state, Proceed())


async def _chosen(scene: Scene, state: DialogueState, point: PickupPoint, quoted: Quote) -> Outcome:
    """In a checkout it is held; before one it is kept in mind."""
    if state.form is not None and (state.open_lines or not quoted.is_sellable):
        # What is to be brought there is not settled yet.
        form = replace(picked_up(state.form), point_id=point.point_id)
        return await proceed(scene, replace(state, form=form), Proceed())
    if state.form is not None:
        taken = await points.take(scene, state, point, quoted)
        if taken.state.pending == "point":
            return taken
        return taken.then(await proceed(scene, taken.state, Proceed()))
    known = replace(state.known, method="pickup", point_id=point.point_id)
    params = {"place": points.written(point, scene), "hours": point.hours}
    return Outcome(replace(state.asking(None), known=known), (Text("point-noted", params),))


def _standing(scene: Scene, state: DialogueState, text: str, point: GeoPoint | None) -> DialogueState:
    """With the place where the shopper is, as far as a location or the words tell it; kept as the address that a
    later delivery would go to."""
    geocoder, city = scene.services.geocoder, scene.store.city
    found = geocoder.near(point, city) if point else geocoder.locate(text, city) if text else None
    if found is None or found.precision not in points.KNOWN:
        return state
    place = {"address": found.text, "point": found.point, "precision": found.precision}
    if state.form is None:
        return replace(state, known=replace(state.known, **place))  # type: ignore[arg-type]
    return replace(state, form=replace(state.form, **place))  # type: ignore[arg-type]


def _whereabouts(state: DialogueState) -> GeoPoint | None:
    return points.where_shopper_is(state.form or state.known)
