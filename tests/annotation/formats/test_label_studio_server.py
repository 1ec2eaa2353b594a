"""The real Label Studio on the loopback address: it takes our file and configuration, and its exports are read back.

Runs where VNADMIN_LABEL_STUDIO names the executable `label-studio` (of an environment of its own: `pip install label-studio`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers_golds import NOTICE, notice, same
from helpers_servers import free_port, request, serving

from vnadmin_nlp.annotation import formats
from vnadmin_nlp.annotation.formats import label_studio
from vnadmin_nlp.annotation.gold import GoldDirective, load

EXECUTABLE = os.environ.get("VNADMIN_LABEL_STUDIO")
TOKEN = "0123456789abcdef0123456789abcdef01234567"
ROOT = Path(__file__).parents[3]
QUIET = {"LATEST_VERSION_CHECK": "0", "COLLECT_ANALYTICS": "0", "SENTRY_DSN": "", "FRONTEND_SENTRY_DSN": ""}
Call = Callable[..., bytes]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not EXECUTABLE, reason="VNADMIN_LABEL_STUDIO does not name the executable of Label Studio"),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Call]:
    """Calls of the API of a fresh server."""
    folder, port = tmp_path_factory.mktemp("label-studio"), free_port()
    options = (
        f"--internal-host 127.0.0.1 --port {port} --username a@example.org --password not-secret --user-token {TOKEN}"
    )
    command = [str(EXECUTABLE), "start", "--no-browser", "--enable-legacy-api-token", "--data-dir", str(folder)]

    def call(method: str, path: str, body: object = None) -> bytes:
        data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Token {TOKEN}", "Content-Type": "application/json"}
        return request(method, f"http://127.0.0.1:{port}{path}", data, headers)

    with serving([[*command, *options.split()]], folder, QUIET, lambda: call("GET", "/api/version")):
        yield call


@pytest.fixture(scope="module")
def golds() -> list[GoldDirective]:
    """Some of each author, and a text with line breaks of Windows, a sign outside the BMP and what HTML would read."""
    some = [load(p) for p in sorted((ROOT / "annotations").glob("[wx]*-01.json"))]
    return [*some, notice(), notice("crlf", NOTICE.replace("\n", "\r\n").replace("1.", "1. 😀 <b>&amp;"))]


def _project(call: Call, golds: list[GoldDirective], file: Path, **options: Any) -> int:
    formats.write(golds, file, "label-studio", **options)
    made = json.loads(
        call("POST", "/api/projects", {"title": f"round trip {file.stem}", "label_config": label_studio.config()})
    )
    told = json.loads(call("POST", f"/api/projects/{made['id']}/import", file.read_bytes()))
    assert told["task_count"] == len(golds)
    return int(made["id"])


def _export(call: Call, project: int, kind: str, file: Path) -> Path:
    file.write_bytes(call("GET", f"/api/projects/{project}/export?exportType={kind}"))
    return file


def test_annotations_go_in_and_come_out(server: Call, golds: list[GoldDirective], tmp_path: Path) -> None:
    project = _project(server, golds, tmp_path / "in.json")
    back, messages = formats.read(_export(server, project, "JSON", tmp_path / "out.json"), "label-studio")
    assert same(back, golds)
    assert messages == []


def test_json_min_keeps_the_spans_and_says_what_it_lost(
    server: Call, golds: list[GoldDirective], tmp_path: Path
) -> None:
    project = _project(server, golds, tmp_path / "min.json")
    back, messages = formats.read(_export(server, project, "JSON_MIN", tmp_path / "out.json"), "label-studio")
    assert {g.id: set(g.spans) for g in back} == {g.id: set(g.spans) for g in golds}
    lost = [m for m in messages if "JSON_MIN holds no relations" in m]
    assert len(lost) == len(golds)
    for gold in golds:
        mine = next(m for m in lost if m.startswith(f"{gold.id}:"))
        assert all(a.due in mine for a in gold.assignments if a.due)


def test_an_accepted_prediction_is_the_annotation(server: Call, golds: list[GoldDirective], tmp_path: Path) -> None:
    """What a click on Submit does with a pre-annotation."""
    project = _project(server, golds, tmp_path / "predictions.json", predictions=True)
    tasks = json.loads(server("GET", f"/api/tasks?project={project}&page_size=100"))["tasks"]
    for task in tasks:
        prediction = json.loads(server("GET", f"/api/tasks/{task['id']}/"))["predictions"][0]
        server("POST", f"/api/tasks/{task['id']}/annotations/", {"result": prediction["result"]})
    back, messages = formats.read(_export(server, project, "JSON", tmp_path / "out.json"), "label-studio")
    assert same(back, golds)
    assert messages == []
