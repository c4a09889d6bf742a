"""What every endpoint needs of the request: the App, the reader's language, who asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from starlette.requests import HTTPConnection

from api.answered import Answered
from api.hub import Hub
from api.metrics import Metrics
from core.i18n.texts import LANGUAGES

if TYPE_CHECKING:
    from api.limits import RateLimit
    from core.bootstrap import App

Language = Literal["kk", "ru", "en"]


@dataclass(slots=True)
class Web:
    """The parts of the web edge that live as long as the process."""

    app: App
    hub: Hub
    answered: Answered
    metrics: Metrics
    rate: RateLimit
    admin_token: str


def web_of(connection: HTTPConnection) -> Web:
    return cast(Web, connection.app.state.web)


def app_of(connection: HTTPConnection) -> App:
    return web_of(connection).app


def language_of(connection: HTTPConnection) -> Language:
    """`?lang=` first, then the best of Accept-Language that we speak, else Russian."""
    asked = connection.query_params.get("lang", "")
    if asked in LANGUAGES:
        return cast(Language, asked)
    header = connection.headers.get("accept-language", "")
    return next((lang for lang in _by_weight(header)), "ru")


def _by_weight(header: str) -> list[Language]:
    """The languages of an Accept-Language header that we speak, dearest first."""
    weighed: list[tuple[float, Language]] = []
    for part in header.split(",")[:20]:
        tag, _, rest = part.strip().partition(";")
        code = tag.split("-")[0].lower()
        if code in LANGUAGES:
            weighed.append((_weight(rest), cast(Language, code)))
    return [language for weight, language in sorted(weighed, key=lambda w: -w[0]) if weight > 0]


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def client_of(connection: HTTPConnection) -> str:
    return connection.client.host if connection.client else "unknown"
