"""Vietnamese administrative directives in, assignment records out.

    import vnadmin_nlp
    directive = vnadmin_nlp.extract("thong-bao.docx")
    for a in directive.assignments:
        print([u.name for u in a.lead], a.task.text, a.due and a.due.value)

Nothing heavy is imported before it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vnadmin_nlp.component import load
    from vnadmin_nlp.documents import Source, read
    from vnadmin_nlp.errors import VnadminError
    from vnadmin_nlp.evaluation import evaluate
    from vnadmin_nlp.pipeline import Extractor, extract, load_extractor
    from vnadmin_nlp.records import Assignment, Directive, Span
    from vnadmin_nlp.training import TrainConfig, train

__version__ = "0.1.0"

_HOME = {
    "Assignment": "records",
    "Directive": "records",
    "Extractor": "pipeline",
    "Source": "documents",
    "Span": "records",
    "TrainConfig": "training",
    "VnadminError": "errors",
    "evaluate": "evaluation",
    "extract": "pipeline",
    "load": "component",
    "load_extractor": "pipeline",
    "read": "documents",
    "train": "training",
}


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"vnadmin_nlp.{_HOME[name]}"), name)
    raise AttributeError(f"module 'vnadmin_nlp' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*_HOME, "__version__"])


__all__ = [
    "Assignment",
    "Directive",
    "Extractor",
    "Source",
    "Span",
    "TrainConfig",
    "VnadminError",
    "evaluate",
    "extract",
    "load",
    "load_extractor",
    "read",
    "train",
]
