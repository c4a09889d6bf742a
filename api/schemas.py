"""The shapes of what programs send. Nothing unknown is let through."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

MAX_TEXT = 20_000
"""Beyond this a text is no message at all; between `LONGEST_SAID` and this the shop says that it is too long."""
LONGEST_SAID = 2_000
TOKEN_PATTERN = r"^[A-Za-z0-9_-]{32}\.[A-Za-z0-9_-]{1,64}$"

Language = Literal["kk", "ru", "en"]
MessageId = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[\x21-\x7e]+$")]
Token = Annotated[str, Field(pattern=TOKEN_PATTERN)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class NewSession(Strict):
    store: str | None = Field(
        None, max_length=64, description="The store's id; the default store when absent."
    )
    language: Language | None = None


class Session(BaseModel):
    conversation_id: str = Field(description="A secret: whoever holds it reads and writes this conversation.")
    store: str
    language: Language
    after: int = Field(description="Where notifications begin: give it to GET /v1/chat/messages.")


class Location(Strict):
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)


class Said(Strict):
    """What a person did: exactly one of text, action, phone and location."""

    text: str | None = Field(None, min_length=1, max_length=MAX_TEXT)
    action: str | None = Field(None, min_length=1, max_length=64)
    phone: str | None = Field(None, min_length=5, max_length=32)
    location: Location | None = None
    language: Language | None = Field(None, description="The reader's language, until they have written.")

    @model_validator(mode="after")
    def exactly_one(self) -> Said:
        given = [v for v in (self.text, self.action, self.phone, self.location) if v is not None]
        if len(given) != 1:
            raise ValueError("give exactly one of text, action, phone, location")
        if self.text is not None and not self.text.strip():
            raise ValueError("the text is empty")
        return self


class ChatMessage(Said):
    token: Token
    message_id: MessageId


class Frame(Said):
    """What a client sends over the WebSocket."""

    id: MessageId


class Replies(BaseModel):
    replies: list[dict[str, object]]


class Notices(BaseModel):
    replies: list[dict[str, object]]
    after: int


class RejectOrder(Strict):
    reason: str = Field(min_length=1, max_length=300)


class SellerOrder(BaseModel):
    number: int
    state: str
    payment: str | None
    total_minor: int
    currency: str
    window: tuple[str, str]
    method: str
    point_id: str | None
    address: str
    name: str
    phone: str
    screening: list[str]
    lines: list[SellerLine]


class SellerLine(BaseModel):
    offer_id: str
    name: str
    quantity: str
    total_minor: int


class Card(BaseModel):
    offer_id: str
    name: str
    price_minor: int
    currency: str
    price: str
    in_stock: bool
    picture: str | None


class FeedColumn(BaseModel):
    """`meaning` is `ignored` for what is left out; `confirmed` for what the store's people have said."""

    column: str
    meaning: str
    confirmed: bool


class Hits(BaseModel):
    """`total`: of hits, on all pages. `did_you_mean`: the query as it was read, when words of it were guessed."""

    hits: list[Card]
    near: list[Card]
    total: int
    did_you_mean: str | None
    facets: Counted


class Counted(BaseModel):
    """How all the hits divide: id of a category, brand, attribute and its value -> how many."""

    categories: dict[str, int]
    brands: dict[str, int]
    attributes: dict[str, dict[str, int]]
    price_min_minor: int | None
    price_max_minor: int | None
