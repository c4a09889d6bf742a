"""Buttons of a reply keyboard come back as the words on them: which words are which action."""

from __future__ import annotations

from core.i18n.texts import LANGUAGES, Texts

TYPED = {
    "button-leave-checkout": "leave",
    "button-pickup": "pickup",
    "button-human": "human",
    "button-code-by-sms": "codesend",
}
"""Text key -> action, for the choices that go with a request for a contact or a location."""


def typed_actions(texts: Texts) -> dict[str, str]:
    return {texts.say(language, key): action for key, action in TYPED.items() for language in LANGUAGES}
