"""The built wheel in a clean environment, with runtime dependencies only and the network off."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from helpers_readme import ROOT, main_command

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

NOT_THERE = ("torch", "transformers", "datasets", "accelerate", "sklearn", "seqeval", "onnx", "pytest")
# every way out of the machine ends here, for every process of the environment
OFFLINE = """
import socket

def refuse(*_: object, **__: object) -> None:
    raise OSError("the network is off in this test")

socket.socket.connect = refuse
socket.socket.connect_ex = refuse
socket.getaddrinfo = refuse
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def clean(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of an environment that holds the wheel and what it depends on."""
    folder = tmp_path_factory.mktemp("clean")
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    ran = subprocess.run(
        [programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel)],
        env=environment, capture_output=True, text=True, check=False, cwd=folder,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-3000:]
    (folder / "offline").mkdir()
    (folder / "offline" / "sitecustomize.py").write_text(OFFLINE, encoding="utf-8")
    return programs


def _run(clean: Path, *call: str) -> subprocess.CompletedProcess[str]:
    """A program of the environment, started outside the checkout, without a network."""
    outside = clean.parent.parent
    closed = "http://127.0.0.1:9"
    environment = {
        "PATH": str(clean), "HOME": str(outside), "PYTHONPATH": str(outside / "offline"), "PYTHONUTF8": "1", "HF_HUB_OFFLINE": "1",
        "HTTP_PROXY": closed, "HTTPS_PROXY": closed, "http_proxy": closed, "https_proxy": closed,
        **{k: os.environ[k] for k in ("VNADMIN_MODEL", "OMP_NUM_THREADS", "SYSTEMROOT") if k in os.environ},
    }  # fmt: skip
    return subprocess.run(
        [clean / call[0], *call[1:]],
        env=environment,
        cwd=outside,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )


def _python(clean: Path, code: str) -> str:
    ran = _run(clean, "python", "-c", code)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


def _notice() -> str:
    return str(ROOT / main_command()[-1])


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {n.split("/")[0].split("-")[0] for n in names} == {"vnadmin_nlp"}
    for needed in (
        "vnadmin_nlp/py.typed",
        "vnadmin_nlp/exports/directive.schema.json",
        "vnadmin_nlp/lexicon/roles.yaml",
    ):
        assert needed in names
    assert wheel.stat().st_size < 30e6


def test_the_wheel_holds_the_model(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for file in ("config.json", "model.safetensors", "model.onnx", "tokenizer.json", "vnadmin.json", "README.md"):
        assert f"vnadmin_nlp/models/directive-small/{file}" in names
    assert not any("encoder-small" in name for name in names), "experiments start from it, users do not"
    assert (
        sum(i.file_size for i in zipfile.ZipFile(wheel).infolist() if i.filename.startswith("vnadmin_nlp/models/"))
        <= 30e6
    )


def test_the_network_is_off(clean: Path) -> None:
    code = "import urllib.request\ntry: urllib.request.urlopen('https://pypi.org', timeout=5)\nexcept OSError as e: print(e)"
    assert "the network is off" in _python(clean, code)


def test_no_training_package_is_installed(clean: Path) -> None:
    code = f"import importlib.util as u; print([m for m in {NOT_THERE!r} if u.find_spec(m)])"
    assert _python(clean, code) == "[]"


def test_importing_is_light(clean: Path) -> None:
    heavy = "{'torch', 'spacy', 'underthesea', 'transformers', 'onnxruntime', 'holidays', 'numpy', 'pydantic'}"
    assert _python(clean, f"import sys, vnadmin_nlp; print(sorted({heavy} & set(sys.modules)))") == "[]"


def test_the_main_job(clean: Path) -> None:
    """As in the README, and as JSON that its published schema describes."""
    import jsonschema

    from vnadmin_nlp.exports.schema import json_schema

    table = _run(clean, "vnadmin", "extract", _notice())
    assert table.returncode == 0, table.stderr
    assert table.stderr == ""
    ran = _run(clean, "vnadmin", "extract", _notice(), "--format", "json")
    assert ran.returncode == 0, ran.stderr
    record = json.loads(ran.stdout)
    jsonschema.validate(record, json_schema(), cls=jsonschema.Draft202012Validator)
    assert record["text"] == Path(_notice()).read_bytes().decode("utf-8")
    assert record["assignments"]
    assert all(record["text"][s["start"] : s["end"]] == s["text"] for s in record["spans"])


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_memory(clean: Path) -> None:
    """700 MB at most for a notice of 10,000 characters, the highest point of the whole process.

    `VmHWM`, not `ru_maxrss`: that one begins with what the parent, here pytest with torch in it, had when it started the child.
    """
    text = (Path(_notice()).read_text(encoding="utf-8") * 5)[:10_000]
    peak = "next(int(line.split()[1]) for line in open('/proc/self/status') if line.startswith('VmHWM'))"
    assert 50_000 < int(_python(clean, f"import vnadmin_nlp; vnadmin_nlp.extract({text!r}); print({peak})")) < 700_000


def test_what_needs_training_packages_says_so(clean: Path) -> None:
    ran = _run(clean, "vnadmin", "train", "--data", str(ROOT / "annotations"), "--out", "new")
    assert ran.returncode == 1
    assert ran.stderr.startswith("E303")
    assert "pip install" in ran.stderr


def test_evaluation_works_without_training_packages(clean: Path) -> None:
    code = (
        "from vnadmin_nlp.annotation.gold import load_data\nfrom vnadmin_nlp.evaluation.report import predict\nimport vnadmin_nlp\n"
        f"golds = load_data({str(ROOT / 'annotations')!r}, 'dev')[:2]\n"
        "report = vnadmin_nlp.evaluate(predict(golds, vnadmin_nlp.load_extractor()))\nprint(report.documents, report.sequences)"
    )
    assert _python(clean, code) == "2 None"


def test_the_spacy_pipeline_is_saved_and_loaded(clean: Path) -> None:
    """In a process that never imports the package by name: the entry points are enough."""
    text = Path(_notice()).read_text(encoding="utf-8")[:1500]
    code = f"import vnadmin_nlp; nlp = vnadmin_nlp.load(); nlp.to_disk('saved'); print(len(nlp({text!r}).spans['directive']))"
    count = _python(clean, code)
    again = f"import spacy; doc = spacy.load('saved')({text!r}); print(len(doc.spans['directive'])); assert doc._.directive.text == doc.text"
    assert _python(clean, again) == count != "0"


def test_underthesea_and_the_program_do_not_phone_home(clean: Path) -> None:
    ran = _run(clean, "vnadmin", "extract", _notice(), "--format", "jsonl")
    assert ran.returncode == 0
    assert "network is off" not in ran.stderr
