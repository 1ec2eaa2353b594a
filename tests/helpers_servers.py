"""Annotation tools of others as servers on the loopback address, for the slow tests that exercise them."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

START = 1800
"""Seconds for the first start, with all migrations of a data base: minutes on a busy machine."""


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def request(method: str, url: str, data: bytes | None, headers: Mapping[str, str]) -> bytes:
    """The body of an answer. Raises urllib.error.HTTPError for any other status than success."""
    asked = urllib.request.Request(url, data, dict(headers), method=method)
    with urllib.request.urlopen(asked, timeout=120) as answer:
        return bytes(answer.read())


@contextlib.contextmanager
def serving(
    commands: Sequence[Sequence[str]], folder: Path, environment: Mapping[str, str], ping: Callable[[], object]
) -> Iterator[None]:
    """Runs `commands`, with their output in `folder`, from when `ping` is answered until they are no longer needed."""
    log = folder / "log.txt"
    env = {**os.environ, **environment}
    with log.open("wb") as out:
        running = [subprocess.Popen(command, stdout=out, stderr=out, env=env) for command in commands]
        try:
            for _ in range(START):
                ended = [p.args for p in running if p.poll() is not None]
                assert not ended, f"{ended}: {log.read_text(errors='replace')[-2000:]}"
                try:
                    ping()
                    break
                except (urllib.error.URLError, ConnectionError, TimeoutError) as error:
                    if isinstance(error, urllib.error.HTTPError) and error.code < 500:
                        raise
                time.sleep(1)
            else:
                pytest.fail(f"the server did not answer within {START} seconds")
            yield
        finally:
            for process in running:
                process.terminate()
            for process in running:
                process.wait(60)
