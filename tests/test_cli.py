"""The command line: formats, exit codes, bad input, files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import vnadmin_nlp.pipeline
from vnadmin_nlp.annotation.gold import GoldDirective, save
from vnadmin_nlp.annotation.markup import parse_markup
from vnadmin_nlp.cli import app
from vnadmin_nlp.documents import Source, read
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.records import Assignment, Directive, Task

TEXT = "Giao Sở Y tế báo cáo.\n"


class Stub:
    """Takes the whole text for one task; a text with `lỗi` is a defect."""

    def extract(self, source: Path | Source) -> Directive:
        found = source if isinstance(source, Source) else read(source)
        if "lỗi" in found.text:
            raise ZeroDivisionError("thử")
        task = Task(text=found.text, start=0, end=len(found.text))
        return Directive(source=found.name, text=found.text, assignments=(Assignment(id="a1", task=task),))


def _load(model: str | None = None, **_: object) -> Stub:
    if model:
        raise VnadminError("E301", name=model, detail="thử")
    return Stub()


@pytest.fixture(autouse=True)
def stub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vnadmin_nlp.pipeline, "load_extractor", _load)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    out = [tmp_path / "một.txt", tmp_path / "hai.txt"]
    for file in out:
        file.write_text(TEXT, encoding="utf-8")
    return out


def _run(*args: object) -> Any:
    return CliRunner().invoke(app, [str(a) for a in args])


def test_formats(files: list[Path]) -> None:
    one = _run("extract", files[0], "--format", "json")
    assert one.exit_code == 0
    assert json.loads(one.stdout)["source"] == "một.txt"
    assert [d["source"] for d in json.loads(_run("extract", *files, "-f", "json").stdout)] == ["một.txt", "hai.txt"]
    assert len(_run("extract", *files, "-f", "jsonl").stdout.splitlines()) == 2
    assert len(_run("extract", *files, "-f", "csv").stdout.splitlines()) == 3
    assert "<!doctype html>" in _run("extract", *files, "-f", "html").stdout
    table = _run("extract", *files).stdout
    assert "một.txt" in table
    assert "Giao Sở Y tế báo cáo." in table


def test_a_bad_file_does_not_stop_the_others(files: list[Path], tmp_path: Path) -> None:
    (tmp_path / "rỗng.txt").write_bytes(b"")
    (tmp_path / "lỗi.txt").write_text("lỗi", encoding="utf-8")
    bad = [tmp_path / "rỗng.txt", tmp_path / "không có.txt", tmp_path, tmp_path / "lỗi.txt"]
    out = tmp_path / "out.jsonl"
    assert _run("extract", "x" * 300, *bad, files[1], "-o", out).exit_code == 1
    assert [json.loads(line)["source"] for line in out.read_text("utf-8").splitlines()] == ["hai.txt"]
    result = _run("extract", files[0], *bad, files[1], "-f", "jsonl")
    assert result.exit_code == 1
    assert [json.loads(line)["source"] for line in result.stdout.splitlines()] == ["một.txt", "hai.txt"]
    errors = result.stderr.splitlines()
    assert [e.split(":")[0] for e in errors] == ["E101", "E103", "E102", "E901"]
    assert "Traceback" not in result.output


def test_nothing_but_errors(tmp_path: Path) -> None:
    result = _run("extract", tmp_path / "a", tmp_path / "b", "-f", "json", "-o", tmp_path / "out.json")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert list(tmp_path.iterdir()) == []
    assert _run("extract", tmp_path / "a", "-f", "json").stdout == ""


def test_output_file(files: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "kết quả.csv"
    result = _run("extract", *files, "-o", out)
    assert (result.exit_code, result.output) == (0, "")
    assert out.read_bytes().startswith(b"\xef\xbb\xbfsource,")
    assert out.read_bytes().count(b"\r\n") == 3
    assert {p.name for p in tmp_path.iterdir()} == {"một.txt", "hai.txt", "kết quả.csv"}
    if os.name == "posix":
        mask = os.umask(0)
        os.umask(mask)
        assert out.stat().st_mode & 0o777 == 0o666 & ~mask


@pytest.mark.parametrize(
    ("output", "code", "kind"),
    [("", 2, "E202"), ("missing/out.json", 2, "E203"), ("một.txt", 2, "E203"), ("x" * 300, 2, "E203")],
)
def test_output_that_cannot_be(files: list[Path], tmp_path: Path, output: str, code: int, kind: str) -> None:
    result = _run("extract", files[0], "-o", tmp_path / output)
    assert result.exit_code == code
    assert result.stderr.startswith(kind)
    assert files[0].read_text("utf-8") == TEXT


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_what_is_no_regular_file_is_never_replaced(files: list[Path], tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    for output in (pipe, link):
        result = _run("extract", files[0], "-o", output)
        assert (result.exit_code, result.stderr.split(":")[0]) == (2, "E203")
        assert output.is_fifo()
    out = tmp_path / "out"
    with out.open("wb") as stream, _process(["extract", str(files[0]), "-o", str(out)], stdout=stream) as own:
        _, err = own.communicate(timeout=60)
    assert (own.returncode, err[:4]) == (2, b"E203")


@pytest.mark.skipif(os.name != "posix", reason="links need rights elsewhere")
def test_a_link_stays_a_link(files: list[Path], tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    link = tmp_path / "out.json"
    link.symlink_to(tmp_path / "far" / "out.json")
    assert _run("extract", files[0], "-o", link).exit_code == 0
    assert link.is_symlink()
    assert json.loads((tmp_path / "far" / "out.json").read_text("utf-8"))["source"] == "một.txt"
    assert [p.name for p in (tmp_path / "far").iterdir()] == ["out.json"]


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_terminated_leaves_nothing(files: list[Path], tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    with _process(["extract", *[str(files[0])] * 5_000, "-o", str(folder / "out.jsonl")]) as process:
        for _ in range(300):
            if any(folder.iterdir()):
                break
            time.sleep(0.1)
        assert any(folder.iterdir())
        process.terminate()
        process.communicate(timeout=60)
    assert process.returncode == 143
    assert list(folder.iterdir()) == []


def test_failed_write_leaves_the_old_file(files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out.json"
    out.write_text("old", encoding="utf-8")

    class Broken(Stub):
        def extract(self, source: Path | Source) -> Directive:
            raise KeyboardInterrupt

    monkeypatch.setattr(vnadmin_nlp.pipeline, "load_extractor", lambda model: Broken())
    assert _run("extract", files[0], "-f", "json", "-o", out).exit_code != 0
    assert out.read_text("utf-8") == "old"
    assert {p.name for p in tmp_path.iterdir()} == {"một.txt", "hai.txt", "out.json"}


def test_usage(files: list[Path]) -> None:
    assert _run("extract").exit_code == 2
    assert _run("extract", files[0], "--format", "xml").exit_code == 2
    assert _run("nothing").exit_code == 2
    assert _run("--help").exit_code == 0
    result = _run("extract", files[0], "--model", "x")
    assert (result.exit_code, result.stderr.split(":")[0]) == (1, "E301")
    assert _run("--version").stdout.startswith("vnadmin ")


def _gold(folder: Path) -> None:
    _, text, spans, assignments = parse_markup('Giao {O|Sở Y tế} {T lead="Sở Y tế"|báo cáo}.')
    save(GoldDirective(id="a", text=text, spans=tuple(spans), assignments=tuple(assignments)), folder / "a.json")


def test_evaluate(tmp_path: Path) -> None:
    _gold(tmp_path)
    text = _run("evaluate", "--data", tmp_path)
    assert text.exit_code == 0
    assert "ORG-UNIT" in text.stdout
    report = json.loads(_run("evaluate", "--data", tmp_path, "--json").stdout)
    assert report["figures"]["ORG-UNIT"]["gold"] == 1
    result = _run("evaluate", "--data", tmp_path, "--split", "test")
    assert (result.exit_code, result.stderr.split(":")[0]) == (1, "E401")


def test_check(tmp_path: Path) -> None:
    _gold(tmp_path)
    good = _run("check", tmp_path)
    assert (good.exit_code, good.stdout) == (
        0,
        "1 texts, 2 spans, 2 of them (100.00%) on token edges; 0 errors, 0 warnings\n",
    )
    (tmp_path / "a.txt").write_text("Giao Sở Y tế báo cáo!", encoding="utf-8")
    bad = _run("check", tmp_path)
    assert bad.exit_code == 1
    assert "a.json: error sha256:" in bad.stdout
    assert json.loads(_run("check", tmp_path, "--json").stdout)["findings"][0]["rule"] == "sha256"
    assert _run("check", tmp_path / "nothing").exit_code == 1


_PROGRAM = """
import sys
sys.path[:0] = [{tests!r}]
import vnadmin_nlp.pipeline
from test_cli import _load
vnadmin_nlp.pipeline.load_extractor = _load
from vnadmin_nlp.cli import main
main()
"""


def _process(args: list[str], **options: Any) -> subprocess.Popen[bytes]:
    program = _PROGRAM.format(tests=str(Path(__file__).parent))
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([sys.executable, "-c", program, *args], **(pipes | options))


def test_c_locale(files: list[Path]) -> None:
    env = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "cp1252"}
    with _process(["extract", str(files[0]), "không-có.txt"], env=env) as process:
        out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Giao Sở Y tế báo cáo." in out.decode("utf-8")
    assert err.decode("utf-8").startswith("E103: không-có.txt")


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="Linux only")
def test_full_disk_behind_stdout(files: list[Path]) -> None:
    with Path("/dev/full").open("wb") as full, _process(["extract", str(files[0])], stdout=full) as process:
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err.decode().split(" (")[0]) == (2, "E203: stdout: cannot be written")
    assert len(err.splitlines()) == 1


def test_broken_pipe_is_quiet(files: list[Path]) -> None:
    with _process(["extract", *[str(files[0])] * 3000, "-f", "json"]) as process:
        assert process.stdout is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""
        process.wait(timeout=60)
    assert process.returncode == 1


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_progress_bar_leaves_the_output_alone(files: list[Path]) -> None:
    import pty

    parent, child = pty.openpty()
    program = _PROGRAM.format(tests=str(Path(__file__).parent))
    args = [sys.executable, "-c", program, "extract", *map(str, files), "không-có.txt", "-f", "json"]
    done = subprocess.run(args, stdout=subprocess.PIPE, stderr=child, env={**os.environ, "TERM": "xterm"}, timeout=60)
    os.close(child)
    shown = b""
    with contextlib.suppress(OSError):  # how Linux says that the other end is closed
        while piece := os.read(parent, 4096):
            shown += piece
    os.close(parent)
    assert [d["source"] for d in json.loads(done.stdout)] == ["một.txt", "hai.txt"]
    assert "files" in shown.decode("utf-8")
    assert "E103: không-có.txt" in shown.decode("utf-8")
