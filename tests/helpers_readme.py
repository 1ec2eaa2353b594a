"""The README as a program sees it: its blocks, its commands, and the output it shows.

`python tests/helpers_readme.py` runs the command above the output block and writes what it prints into the README.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
README: Final = ROOT / "README.md"
_OUTPUT: Final = re.compile(r"<!-- output: (vnadmin [^\n]{1,200}) -->\n```text\n(.*?)```\n", re.S)


def blocks(language: str, text: str | None = None) -> list[str]:
    """The fenced blocks of a language."""
    text = README.read_text(encoding="utf-8") if text is None else text
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.S | re.M)


def commands() -> list[list[str]]:
    """Every call of `vnadmin` in the shell blocks, as words: ["extract", "a.txt", "--format", "json"]."""
    out = []
    for block in blocks("sh"):
        for call in re.split(r"&&|\n", block):
            words = shlex.split(call)
            if words and Path(words[0]).name == "vnadmin":
                out.append(words[1:])
    return out


def main_command() -> list[str]:
    """The call of `vnadmin` in the first set-up command."""
    return commands()[0]


def shown_output() -> tuple[list[str], str]:
    """The command whose output the README shows, and that output."""
    found = _OUTPUT.search(README.read_text(encoding="utf-8"))
    assert found, "the README has no output block"
    return shlex.split(found[1])[1:], found[2]


def real_output(words: list[str]) -> str:
    """What the command prints now."""
    from typer.testing import CliRunner

    from vnadmin_nlp.cli import app

    ran = CliRunner().invoke(app, [str(ROOT / w) if w.startswith("corpora/") else w for w in words])
    assert ran.exit_code == 0, ran.output
    return ran.stdout.rstrip("\n") + "\n"


if __name__ == "__main__":
    words, _ = shown_output()
    fresh = real_output(words)
    text = README.read_text(encoding="utf-8")
    README.write_text(_OUTPUT.sub(lambda m: f"<!-- output: {m[1]} -->\n```text\n{fresh}```\n", text), encoding="utf-8")
