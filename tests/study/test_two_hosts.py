"""A study on two hosts that do not share a cache: a worker is killed, one differs, one has yet to compile; the bytes are those of threads.

The hosts are network namespaces with names of their own, joined by a virtual cable, as `ip netns` makes them.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from sim.compiled import rule_folder
from sim.study.execution.run_study import run_study
from tests.study import program

PATIENCE = 600.0  # seconds, for a machine that is busy with more
PORT = 8786
NEAR, FAR = "10.213.77.1", "10.213.77.2"
INITIATIVES = 160
OURS = ("XDG_CACHE_HOME", "NUMBA_CACHE_DIR")  # else HOME does not decide where compiled rules lie


class Host(NamedTuple):
    """A network namespace with a name of its own."""

    name: str
    home: Path

    def start(self, stack: ExitStack, said: Path, *command: str, **also: str) -> subprocess.Popen[bytes]:
        """Start a program on this host; it is killed in the end, with what it started."""
        known = {name: value for name, value in os.environ.items() if name not in OURS}
        names = ["ip", "netns", "exec", self.name, "unshare", "--uts", "sh", "-c", f'hostname {self.name} && exec "$@"', "sh"]
        with said.open("wb") as out:
            process = subprocess.Popen(
                [*names, *command], stdout=out, stderr=out, start_new_session=True, env=known | {"HOME": str(self.home)} | also
            )
        stack.callback(lambda: (end(process), process.wait(PATIENCE)))
        return process


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill a program with all processes of its session."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@pytest.fixture
def hosts(tmp_path: Path) -> Iterator[tuple[Host, Host]]:
    """Two hosts joined by a cable, the first with compiled rules in its home."""
    if shutil.which("ip") is None or shutil.which("unshare") is None or not hasattr(os, "geteuid") or os.geteuid():
        pytest.skip("network namespaces need Linux, root, and the programs ip and unshare")
    near, far = (Host(f"sim-{name}-{os.getpid()}", tmp_path / name) for name in ("near", "far"))
    with ExitStack() as stack:
        for host in (near, far):
            host.home.mkdir()
            try:
                ip("netns", "add", host.name)
            except subprocess.CalledProcessError as problem:
                pytest.skip(f"this system lets no network namespace be made: {problem.stderr.decode().strip()}")
            stack.callback(ip, "netns", "del", host.name)
        ip("-n", near.name, "link", "add", "cable", "type", "veth", "peer", "name", "cable", "netns", far.name)
        for host, address in ((near, NEAR), (far, FAR)):
            ip("-n", host.name, "address", "add", f"{address}/24", "dev", "cable")
            for device in ("cable", "lo"):
                ip("-n", host.name, "link", "set", device, "up")
        kept = rule_folder()
        shutil.copytree(kept, near.home / ".cache" / "change-simulator" / kept.parent.name / kept.name)
        yield near, far


def until(is_so: Callable[[], object], what: str) -> None:
    """Wait until something is so."""
    latest = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < latest, what
        time.sleep(0.02)


def test_a_study_on_two_hosts_has_the_bytes_of_threads(hosts: tuple[Host, Host], tmp_path: Path, is_long: bool) -> None:
    near, far = hosts
    experiment = program.small(INITIATIVES)
    experiment.run(0)  # compiled, if it was not
    expected = run_study(experiment, tmp_path / "threads")
    said = {name: tmp_path / f"{name}.txt" for name in ("scheduler", "waiting", "killed", "cold", "other", "study")}
    folder = tmp_path / "study"
    warm = {"XDG_CACHE_HOME": str(near.home / ".cache")}
    lower = " ".join((np.show_config(mode="dicts") or {})["SIMD Extensions"].get("found", []))
    scheduler = f"tcp://{NEAR}:{PORT}"
    worker = [scheduler, "--nworkers=1", "--nthreads=1", "--no-nanny", "--no-dashboard", f"--local-directory={tmp_path}"]

    with ExitStack() as stack:

        def text(name: str) -> str:
            return said[name].read_text(errors="replace")

        def dask(host: Host, name: str, part: str, *words: str, **also: str) -> subprocess.Popen[bytes]:
            return host.start(stack, said[name], sys.executable, "-m", f"distributed.cli.dask_{part}", *words, **also)

        dask(near, "scheduler", "scheduler", "--no-dashboard", "--host", NEAR, "--port", str(PORT))
        waiting = dask(near, "waiting", "worker", *worker)
        killed = dask(far, "killed", "worker", *worker, **warm)
        dask(far, "cold", "worker", *worker)
        names = ["waiting", "killed", "cold"]
        if lower:
            dask(far, "other", "worker", *worker, NPY_DISABLE_CPU_FEATURES=lower)
            names.append("other")
        until(lambda: all("Registered to" in text(name) for name in names), "workers do not come up")
        os.killpg(waiting.pid, signal.SIGSTOP)  # so that the one that is killed has begun, and is missed
        typed = [str(Path(program.__file__)), str(folder), str(INITIATIVES), "dask", scheduler]
        study = near.start(stack, said["study"], sys.executable, *typed)
        until(lambda: any((folder / "shards").glob("*.parquet")) or study.poll() is not None, "no block is stored")
        end(killed)
        until(lambda: " lost; " in text("study") or study.poll() is not None, "the loss is not said")
        os.killpg(waiting.pid, signal.SIGCONT)
        if is_long:  # the cold worker does the rest, once it has compiled
            stored = len(list((folder / "shards").iterdir()))
            until(lambda: len(list((folder / "shards").iterdir())) > stored, "the stopped worker does not go on")
            end(waiting)
        assert study.wait(PATIENCE) == 0, text("study")

    assert text("study").splitlines()[-1] == expected.digest
    assert contents(folder) == contents(tmp_path / "threads")
    assert re.search(rf"worker {far.name} \(tcp://{FAR}:\d+\) lost; other workers run the cases", text("study"))
    if lower:
        assert re.search(rf"worker {far.name} \(tcp://{FAR}:\d+\) set aside: processor ", text("study"))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "shards").glob("*.parquet")}
