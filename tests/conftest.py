"""What all tests have: the parts they are made of, and a collector of garbage that comes round to it."""

import gc

pytest_plugins = [
    "tests.parts.browser",
    "tests.parts.models",
    "tests.parts.postgres",
    "tests.parts.shop",
    "tests.parts.talk",
    "tests.parts.units",
    "tests.parts.valkey",
]


def pytest_collection_finish() -> None:
    """A shop that was closed is garbage with a language model in it, and looked for only when a quarter of all there is
    is new: by then dozens of them wait. What was imported stays, so it need not count."""
    gc.collect()
    gc.freeze()
