"""The real doccano on the loopback address: it takes our file, and its exports are read back.

Runs where VNADMIN_DOCCANO names the executable `doccano` (of an environment of its own:
`pip install doccano "numpy<2" "marshmallow<4" "setuptools<80"`).
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from helpers_golds import NOTICE, notice, same
from helpers_servers import free_port, request, serving

from vnadmin_nlp.annotation import formats
from vnadmin_nlp.annotation.gold import GoldDirective, load

EXECUTABLE = Path(os.environ.get("VNADMIN_DOCCANO") or "doccano")
ROOT = Path(__file__).parents[3]
Call = Callable[..., Any]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not EXECUTABLE.is_absolute(), reason="VNADMIN_DOCCANO does not name the executable of doccano"),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Call]:
    """Calls of the API of a fresh server. `doccano webserver` would listen on all addresses, so gunicorn is called as it calls it."""
    folder, port = tmp_path_factory.mktemp("doccano"), free_port()
    python = str(EXECUTABLE.parent / "python")
    where = "import backend; print(next(iter(backend.__path__)))"
    backend = subprocess.run([python, "-c", where], check=True, capture_output=True, text=True).stdout.strip()
    env = {
        "DOCCANO_HOME": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "MEDIA_ROOT": str(folder / "media"),
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "STANDALONE": "True",
    }
    for arguments in (["init"], ["createuser", "--username", "admin", "--password", "not-secret"]):
        subprocess.run([str(EXECUTABLE), *arguments], check=True, capture_output=True, env={**os.environ, **env})
    address = f"http://127.0.0.1:{port}"
    token: list[str] = []

    def call(method: str, path: str, body: object = None) -> Any:
        data, kind = None if body is None else json.dumps(body, default=str).encode(), "application/json"
        if isinstance(body, Path):  # a file, as a form sends it
            head = f'--{port}\r\nContent-Disposition: form-data; name="filepond"; filename="{body.name}"\r\n\r\n'
            data, kind = head.encode() + body.read_bytes() + f"\r\n--{port}--\r\n".encode(), "multipart/form-data"
        headers = {"Content-Type": f"{kind}; boundary={port}"}
        if token:
            headers["Authorization"] = f"Token {token[0]}"
        answer = request(method, address + path, data, headers)
        try:
            return json.loads(answer)
        except ValueError:
            return answer

    web = ["gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--chdir", backend, "config.wsgi"]
    tasks = ["celery", "--app=config", f"--workdir={backend}", "worker", "--pool=solo", "--without-mingle"]
    commands = [[python, "-m", *c] for c in (web, tasks)]
    known = {"username": "admin", "password": "not-secret"}
    with serving(commands, folder, env, lambda: token.append(call("POST", "/v1/auth/login/", known)["key"])):
        yield call


@pytest.fixture(scope="module")
def golds() -> list[GoldDirective]:
    """Some of each author, and a text with line breaks of Windows, a sign outside the BMP, a decomposed letter."""
    some = [load(p) for p in sorted((ROOT / "annotations").glob("[wx]*-01.json"))]
    return [*some, notice(), notice("crlf", NOTICE.replace("\n", "\r\n").replace("1.", "1. 😀 Sơ\u0309 <b>&amp;"))]


def _finished(server: Call, task: str) -> Any:
    for _ in range(300):
        told = server("GET", f"/v1/tasks/status/{task}")
        if told["ready"]:
            assert told["error"] is None
            return told["result"]
        time.sleep(1)
    return pytest.fail(f"the task {task} did not end within 300 seconds")


RELATIONS: Final = ("RelationExtraction", "")
SPANS: Final = ("SequenceLabeling", "label")
"""What the file formats JSONL(Relation) and JSONL of the page of import send: the task, and the column of the labels."""


def _project(server: Call, file: Path, as_: tuple[str, str], **options: bool) -> str:
    """A new project that holds `file`; its path in the API."""
    task, column = as_
    kind = {"project_type": "SequenceLabeling", "resourcetype": "SequenceLabelingProject", "allow_overlapping": True}
    named = {"name": file.stem, "description": file.stem, "guideline": "", "tags": []}
    project = f"/v1/projects/{server('POST', '/v1/projects', {**kind, **named, **options})['id']}"
    upload = server("POST", "/v1/fp/process/", file).decode()
    body = {"format": "JSONL", "task": task, "uploadIds": [upload], "column_data": "text", "column_label": column}
    told = _finished(server, server("POST", f"{project}/upload", body)["task_id"])
    assert told == {"error": []}
    return project


def _export(server: Call, project: str, file: Path) -> Path:
    """What Export dataset gives: a ZIP with one file of JSONL."""
    task = server("POST", f"{project}/download", {"format": "JSONL", "exportApproved": False})["task_id"]
    _finished(server, task)
    with zipfile.ZipFile(io.BytesIO(server("GET", f"{project}/download?taskId={task}"))) as packed:
        (name,) = packed.namelist()
        file.write_bytes(packed.read(name))
    return file


def test_annotations_go_in_and_come_out(server: Call, golds: list[GoldDirective], tmp_path: Path) -> None:
    formats.write(golds, tmp_path / "in.jsonl", "doccano")
    project = _project(server, tmp_path / "in.jsonl", RELATIONS, use_relation=True)
    back, messages = formats.read(_export(server, project, tmp_path / "out.jsonl"), "doccano")
    assert same(back, golds)
    assert messages == []


def test_spans_of_a_project_without_relations(server: Call, golds: list[GoldDirective], tmp_path: Path) -> None:
    formats.write(golds, tmp_path / "spans.jsonl", "doccano", relations=False)
    project = _project(server, tmp_path / "spans.jsonl", SPANS)
    back, messages = formats.read(_export(server, project, tmp_path / "out.jsonl"), "doccano")
    assert {g.id: set(g.spans) for g in back} == {g.id: set(g.spans) for g in golds}
    assert {g.id: [a.due for a in g.assignments] for g in back} == {g.id: [a.due for a in g.assignments] for g in golds}
    assert sum("the file has no relations" in m for m in messages) == len(golds)


def test_a_file_imported_without_its_relations(server: Call, golds: list[GoldDirective], tmp_path: Path) -> None:
    """JSONL instead of JSONL(Relation) in a project with relations: doccano drops them without a word, so we say it."""
    formats.write(golds, tmp_path / "dropped.jsonl", "doccano")
    project = _project(server, tmp_path / "dropped.jsonl", ("SequenceLabeling", "entities"), use_relation=True)
    back, messages = formats.read(_export(server, project, tmp_path / "out.jsonl"), "doccano")
    assert {g.id: set(g.spans) for g in back} == {g.id: set(g.spans) for g in golds}
    assert [m for m in messages if m.startswith("all: ") and "JSONL(Relation)" in m]
