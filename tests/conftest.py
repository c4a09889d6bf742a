pytest_plugins = ["tests.parts.postgres", "tests.parts.talk", "tests.parts.units", "tests.parts.valkey"]
