pytest_plugins = ["tests.parts.postgres", "tests.parts.units", "tests.parts.valkey"]
