pytest_plugins = [
    "tests.parts.browser",
    "tests.parts.models",
    "tests.parts.postgres",
    "tests.parts.shop",
    "tests.parts.talk",
    "tests.parts.units",
    "tests.parts.valkey",
]
