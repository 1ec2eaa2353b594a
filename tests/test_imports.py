"""The direction of imports, the size of modules, and what must not be loaded: read from the source, and from fresh interpreters."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers_model import directive

import vnadmin_nlp

PACKAGE = Path(vnadmin_nlp.__file__).parent
LINES = 450

# A module imports what stands on its own line or above. The grammars stand before the tagger, because what they propose is one
# of the tagger's features; the rest of spans, which works on what the tagger found, stands after it. Training calibrates by what the
# evaluation counts, and agreement is told by it; baselines and experiments train.
ORDER = (
    ("errors", "records", "lexicon"),
    ("documents",),
    ("tokens", "outline"),
    ("spans.docref_patterns", "spans.docref_laws", "spans.docref_grammar", "spans.deadline_grammar", "spans.grammars"),
    ("tagger",),
    ("spans",),
    ("values",),
    ("assignments",),
    ("exports",),
    ("pipeline",),
    ("component",),
    ("annotation",),
    (
        "evaluation.score",
        "evaluation.sequences",
        "evaluation.reliability",
        "evaluation.given",
        "evaluation.report",
        "annotation.agreement",
        "annotation.preannotate",
        "annotation.suggest",
    ),
    ("training",),
    ("pretraining",),
    ("evaluation",),
    ("cli",),
)
BESIDE = ("annotation", "training", "pretraining", "evaluation")
# `_repr_html_` of a record asks the exports, when it is called
EXCEPTIONS = {("records", "exports")}
TRAINING_ONLY = {
    "torch",
    "transformers",
    "datasets",
    "accelerate",
    "sklearn",
    "seqeval",
    "onnx",
    "onnxscript",
    "safetensors",
    "pandas",
}
HEAVY = (
    "torch",
    "transformers",
    "datasets",
    "spacy",
    "underthesea",
    "onnxruntime",
    "tokenizers",
    "holidays",
    "numpy",
    "pandas",
    "pydantic",
)


def _modules() -> dict[str, Path]:
    """Dotted names inside the package, of all modules but the package's own `__init__`."""
    out = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if name:
            out[name] = path
    return out


MODULES = _modules()


def _imports(tree: ast.AST) -> Iterator[str]:
    """Full dotted names of all that is imported, anywhere in the tree."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide the direction"
            assert node.module is not None
            for alias in node.names:
                inside = f"{node.module}.{alias.name}".removeprefix("vnadmin_nlp.")
                yield f"vnadmin_nlp.{inside}" if inside in MODULES else node.module


def _rank(module: str) -> int:
    """The line of `ORDER` that holds a module. A package's `__init__` may be held apart from its modules."""
    places = [
        (len(name), rank)
        for rank, names in enumerate(ORDER)
        for name in names
        if module == name or module.startswith(f"{name}.")
    ]
    assert places, f"{module} has no place in the order of the stages"
    return max(places)[1]


def _tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def _inner(module: str) -> set[str]:
    found = {name.removeprefix("vnadmin_nlp.") for name in _imports(_tree(module)) if name.startswith("vnadmin_nlp.")}
    return found - {"spans"}  # an empty package: `from vnadmin_nlp.spans import x` is resolved to x


def test_the_order_names_what_exists() -> None:
    for names in ORDER:
        for name in names:
            assert name in MODULES, name


@pytest.mark.parametrize("module", [m for m in MODULES if m != "spans"])
def test_direction(module: str) -> None:
    for other in _inner(module):
        if (module.split(".")[0], other.split(".")[0]) in EXCEPTIONS:
            continue
        assert _rank(other) <= _rank(module), f"{module} imports {other}, which comes later"


@pytest.mark.parametrize("module", MODULES)
def test_what_stands_beside_is_imported_by_no_stage(module: str) -> None:
    own = module.split(".")[0]
    if own in (*BESIDE, "cli"):
        return
    assert not {other for other in _inner(module) if other.split(".")[0] in BESIDE}


def test_no_cycles() -> None:
    """At import time: what is imported inside functions does not count."""
    graph = {
        m: {
            x.removeprefix("vnadmin_nlp.")
            for n in _top(_tree(m).body)
            for x in _imports(n)
            if x.startswith("vnadmin_nlp.")
        }
        for m in MODULES
    }
    done: set[str] = set()

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " -> ".join((*path, module))
        if module not in done:
            for other in sorted(graph.get(module, set()) - {module}):
                visit(other, (*path, module))
            done.add(module)

    for module in graph:
        visit(module, ())


def _top(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """What runs at import: not the bodies of functions, not `if TYPE_CHECKING`."""
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.Try):
            yield from _top(node.body)
        elif isinstance(node, ast.If) and "TYPE_CHECKING" not in ast.dump(node.test):
            yield from _top([*node.body, *node.orelse])


@pytest.mark.parametrize("module", MODULES)
def test_training_packages_stay_in_training(module: str) -> None:
    if module.split(".")[0] in BESIDE:
        return
    assert not {name.split(".")[0] for name in _imports(_tree(module))} & TRAINING_ONLY


@pytest.mark.parametrize("module", MODULES)
def test_modules_stay_small(module: str) -> None:
    assert len(MODULES[module].read_text(encoding="utf-8").splitlines()) <= LINES


def _loaded(code: str, *args: str) -> set[str]:
    """The top-level modules that a fresh interpreter holds after `code`."""
    code += "\nimport json, sys\nprint(json.dumps(sorted({m.split('.')[0] for m in sys.modules})))"
    ran = subprocess.run(
        [sys.executable, "-c", code, *args], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    return set(json.loads(ran.stdout.splitlines()[-1]))


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert not _loaded("import vnadmin_nlp; dir(vnadmin_nlp)") & set(HEAVY)


def test_the_command_alone_loads_nothing_heavy() -> None:
    light = _loaded("import vnadmin_nlp.cli")
    assert not light & set(HEAVY)


def test_extraction_loads_no_training_package(tiny_model: Path) -> None:
    """They are installed here, and still nothing on the way to a record imports them; nor spaCy, which would import torch."""
    code = "import sys, vnadmin_nlp\nvnadmin_nlp.extract(sys.argv[1], model=sys.argv[2]).model_dump_json()"
    assert not _loaded(code, directive(0)[0], str(tiny_model)) & (TRAINING_ONLY | {"spacy", "thinc"})
