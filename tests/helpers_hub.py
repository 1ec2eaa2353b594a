"""A stand-in of the Hugging Face hub on the loopback address: as much of its interface as `huggingface_hub` uses to send and fetch a model."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest


class Hub(ThreadingHTTPServer):
    """Repositories by name, files by path in them; `asked` lists the requests."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.repositories: dict[str, dict[str, bytes]] = {}
        self.private: dict[str, bool] = {}
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        """What HF_ENDPOINT names."""
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Hub
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on stderr."""

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _answer(self, content: object, status: int = 200, **headers: str) -> None:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _missing(self) -> None:
        self._answer({"error": "Repository not found"}, 404, X_Error_Code="RepoNotFound")

    def do_POST(self) -> None:
        path = self.path.split("?")[0]
        self.server.asked.append(f"POST {path}")
        body = self._body()
        if path == "/api/repos/create":
            asked = json.loads(body)
            name = f"{asked.get('organization') or 'owner'}/{asked['name']}"
            self.server.repositories.setdefault(name, {})
            self.server.private.setdefault(name, asked.get("visibility") == "private" or bool(asked.get("private")))
            self._answer({"url": f"{self.server.address}/{name}", "id": name, "name": name})
        elif path == "/api/validate-yaml":
            self._answer({"errors": [], "warnings": []})
        elif "/preupload/" in path:
            files = [f | {"uploadMode": "regular", "shouldIgnore": False} for f in json.loads(body)["files"]]
            self._answer({"files": [{k: f[k] for k in ("path", "uploadMode", "shouldIgnore")} for f in files]})
        elif "/commit/" in path:
            name = path.removeprefix("/api/models/").split("/commit/")[0]
            lines = [json.loads(line) for line in body.decode().splitlines() if line]
            for line in lines:
                if line["key"] == "file":
                    self.server.repositories[name][line["value"]["path"]] = base64.b64decode(line["value"]["content"])
            self._answer(
                {"commitUrl": f"{self.server.address}/{name}/commit/{_SHA}", "commitOid": _SHA, "success": True}
            )
        else:
            self._answer({"error": path}, 404)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        self.server.asked.append(f"{self.command} {path}")
        if path == "/":
            self._answer(b"")
        elif path.startswith("/api/models/"):
            self._about(path.removeprefix("/api/models/"))
        elif "/resolve/" in path:
            name, _, rest = path.lstrip("/").partition("/resolve/")
            content = self.server.repositories.get(name, {}).get(rest.partition("/")[2])
            if content is None:
                self._missing()
            else:
                etag = f'"{hashlib.sha1(content, usedforsecurity=False).hexdigest()}"'
                self._answer(content, ETag=etag, X_Repo_Commit=_SHA)
        else:
            self._answer({"error": path}, 404)

    def _about(self, rest: str) -> None:
        name = "/".join(rest.split("/")[:2])
        files = self.server.repositories.get(name)
        if files is None:
            self._missing()
        elif "/tree/" in rest:
            oid = "0" * 40
            self._answer([{"type": "file", "oid": oid, "size": len(c), "path": p} for p, c in files.items()])
        else:
            siblings = [{"rfilename": p} for p in files]
            self._answer({"_id": "1", "id": name, "modelId": name, "sha": _SHA, "siblings": siblings, "private": True})


_SHA = "1" * 40


@contextlib.contextmanager
def hub(monkeypatch: pytest.MonkeyPatch, cache: Path) -> Iterator[Hub]:
    """A running stand-in that `huggingface_hub` takes for the hub, with an empty cache."""
    import huggingface_hub.constants as constants

    server = Hub()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("HF_ENDPOINT", server.address)
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(cache))
    monkeypatch.setenv("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
