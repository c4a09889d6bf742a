"""What shoppers do in every journey."""

from __future__ import annotations

from typing import Any

from tests.fakes.telegram import Message, User

LIST = "2 кило банан\n3 кило картоп\n1 батон"


def is_invoice(message: Message) -> bool:
    return message.invoice is not None


async def orders_by_hand(apa: User, payment: str = "Картамен", **how: Any) -> None:
    """A pasted list to the order placed, by words and buttons, sharing contact and location. `how` goes with
    every act, such as `deliver_twice`."""
    await apa.sends(LIST, **how)
    await apa.sees("Себетке салдым")
    await apa.taps("Рәсімдеу", **how)
    await apa.sees("Атыңыз кім")
    await apa.sends("Айгүл", **how)
    await apa.sees("Телефон нөміріңіз")
    await apa.taps("📱 Нөмірімді жіберу", **how)
    await apa.sees("Қайда жеткізейік")
    await apa.taps("📍 Тұрған жерімді жіберу", **how)
    slots = await apa.sees("Қашан жеткізейік")
    await apa.taps(slots.buttons[0], on=slots, **how)
    await apa.sees("Қалай төлейсіз")
    await apa.taps(payment, **how)
    summary = await apa.sees("Тапсырысты тексеріңіз")
    assert apa.phone in summary.words
    await apa.taps("Дұрыс, тапсырыс беремін", **how)
    await apa.sees("тапсырысы қабылданды")
