"""The wheel, installed into a fresh environment outside the checkout, has everything that its commands need."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
VERSIONS = ("3.11", "3.12", "3.13")
LIMIT = 900  # seconds: a busy machine may be slow to install


def interpreter(version: str) -> str | None:
    """A Python of this version on this machine: the running one, one on the path, or one of pyenv's."""
    kept_by_pyenv = sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python"))
    for found in (sys.executable, shutil.which(f"python{version}"), *map(str, kept_by_pyenv)):
        if found is not None:
            asked = [found, "-c", "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"]
            said = subprocess.run(asked, capture_output=True, text=True, check=False)
            if said.returncode == 0 and said.stdout.strip() == version:
                return found
    return None


def done(*command: str, cwd: Path) -> str:
    """What a command printed. Fails with what it complained of."""
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    ran = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=LIMIT, check=False)
    assert ran.returncode == 0, (command, ran.stdout[-2000:], ran.stderr[-2000:])
    return ran.stdout


def first_page(command: str, cwd: Path) -> str:
    """The lab's first page, from a server that runs only for it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([command, "lab", "--port", str(port)], cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert server.stdout is not None
    try:
        line = server.stdout.readline()
        address = re.search(r"http://\S+", line)
        assert address is not None, line + server.stdout.read()
        end = time.monotonic() + LIMIT
        while True:
            try:
                with urllib.request.urlopen(address[0], timeout=LIMIT) as answer:
                    return answer.read().decode()
            except OSError:
                assert time.monotonic() < end and server.poll() is None, "the lab does not answer"
                time.sleep(0.2)
    finally:
        server.terminate()
        server.wait(LIMIT)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_wheel_works_outside_the_checkout(version: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    running = "{}.{}".format(*sys.version_info[:2])
    if version != running and not request.config.getoption("--long"):
        pytest.skip("other versions of Python: with --long")
    python = interpreter(version)
    if python is None:
        pytest.skip(f"no Python {version} here")
    wheels, environment, elsewhere = tmp_path / "wheels", tmp_path / "environment", tmp_path / "elsewhere"
    elsewhere.mkdir()
    done(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(wheels), str(ROOT), cwd=tmp_path)
    (wheel,) = wheels.glob("*.whl")
    done(python, "-m", "venv", str(environment), cwd=tmp_path)
    pip = [str(environment / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-compile", "-c", str(ROOT / "constraints.txt")]
    done(*pip, str(wheel), cwd=tmp_path)
    command = str(environment / "bin" / "change-simulator")
    place = done(str(environment / "bin" / "python"), "-c", "import sim; print(sim.__file__)", cwd=elsewhere)
    assert Path(place.strip()).is_relative_to(environment)

    assert "Files in outputs/simulate/" in done(command, "simulate", "scenario=company_a", "weeks=8", cwd=elsewhere)
    small = ["study.initiatives=12", "study.sensitivity=0", "study.screening=0", "study.robustness=0", "study.tipping=[]", "weeks=26"]
    assert "report.html" in done(command, "why", *small, cwd=elsewhere)
    assert "intact; 12 of 12 cases done" in done(command, "study", "verify", "outputs/why_initiatives_fail", cwd=elsewhere)
    assert "<title>Change lab</title>" in first_page(command, elsewhere)
