"""The command `vnadmin`: every command is one call into the library.

Exit codes: 0 all fine; 1 a file failed, or the check found errors; 2 wrong usage. What went wrong stands on stderr, one
line each, beginning with its code; results go to stdout or to the file of `-o`, which appears whole or not at all.
"""

from __future__ import annotations

import contextlib
import os
import signal
import stat
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from vnadmin_nlp.errors import VnadminError

if TYPE_CHECKING:
    from vnadmin_nlp.evaluation.report import Extractor
    from vnadmin_nlp.records import Directive

app = typer.Typer(
    name="vnadmin",
    help="Vietnamese administrative directives in, assignments out: who leads, with whom, does what, by when.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class Format(StrEnum):
    """Output formats of `extract`."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    html = "html"


Model = Annotated[Path | None, typer.Option("--model", metavar="DIR", help="Model folder; default: the shipped one.")]
Data = Annotated[
    list[Path],
    typer.Option("--data", metavar="DIR", help="Folder with annotations/ and corpora/, or with NAME.txt + NAME.json."),
]


def _complain(error: VnadminError) -> None:
    """One line on stderr, whatever the message holds."""
    line = " ".join(str(error).split())
    typer.echo(line.encode("utf-8", "backslashreplace").decode("utf-8"), err=True)


def _defect(name: object, error: Exception) -> VnadminError:
    return VnadminError("E901", name=name, detail=f"{type(error).__name__}: {error}"[:300])


@contextlib.contextmanager
def _errors() -> Iterator[None]:
    """Turn an error into its line and the exit code: 2 for wrong calls (E2xx), else 1."""
    try:
        yield
    except VnadminError as error:
        _complain(error)
        raise typer.Exit(2 if error.code.startswith("E2") else 1) from None


class _Batch:
    """Extracts file after file; what fails is reported and counted, and the others go on."""

    def __init__(self, files: list[Path], extractor: Extractor, to_screen: bool) -> None:
        self.files = files
        self.extractor = extractor
        self.to_screen = to_screen
        self.failed = 0

    def __iter__(self) -> Iterator[Directive]:
        with _progress(self.to_screen) as track:
            for file in track(self.files):
                try:
                    yield self.extractor.extract(file)
                except VnadminError as error:
                    self.failed += 1
                    _complain(error)
                except (BrokenPipeError, GeneratorExit):
                    raise
                except Exception as error:
                    self.failed += 1
                    _complain(_defect(file, error))


@contextlib.contextmanager
def _progress(to_screen: bool) -> Iterator[Callable[[Sequence[Any]], Iterable[Any]]]:
    """Gives what passes items on and shows a bar on stderr meanwhile: for several items, on a terminal.

    `to_screen`: results are printed on the terminal as they come; a bar would run through them.
    """
    if to_screen or not sys.stderr.isatty():
        yield lambda items: items
        return
    from rich.console import Console
    from rich.progress import Progress

    # left to itself, rich would send standard output to stderr too, while the bar is shown
    with Progress(console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        yield lambda items: bar.track(items, description="files") if len(items) > 1 else items


def _is_special(output: Path) -> bool:
    """Whether a device, a pipe or the standard output itself goes by this name."""
    try:
        found = output.stat()
    except (OSError, ValueError):  # no such file; mkstemp says whether there can be one
        return False
    try:
        same = os.path.samestat(found, os.fstat(sys.stdout.fileno()))
    except (OSError, ValueError, AttributeError):  # a standard output without a file descriptor
        same = False
    return same or not stat.S_ISREG(found.st_mode)


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except (OSError, ValueError):  # one of them is not there, or no file can have its name
        return False


def _refuse(output: Path, inputs: list[Path]) -> None:
    """Raises E202 or E203 for what must not be written over; OSError for a name that no file can have."""
    if output.is_dir():
        raise VnadminError("E202", name=output)
    if _is_special(output):  # the renamed file would take the place of a device, for every program on the machine
        raise VnadminError("E203", name=output, detail="not a regular file; without -o the result goes to stdout")
    if any(_same(output, file) for file in inputs):
        raise VnadminError("E203", name=output, detail="it is one of the files to read")


@contextlib.contextmanager
def _target(output: Path | None, inputs: list[Path]) -> Iterator[IO[str] | None]:
    """A temporary file beside `output`, renamed to it at the end unless it stayed empty; None for stdout.

    Raises E202 or E203 before anything is computed.
    """
    if output is None:
        yield None
        return
    try:
        _refuse(output, inputs)
        output = output.resolve() if output.is_symlink() else output  # the link stays, what it names is replaced
        handle, name = tempfile.mkstemp(prefix=f".{output.name[:40]}.", dir=output.parent)
    except (OSError, ValueError) as error:
        detail = getattr(error, "strerror", None) or str(error)
        raise VnadminError("E203", name=output, detail=detail) from None
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="") as stream:
            yield stream
        if temporary.stat().st_size:
            mask = os.umask(0)
            os.umask(mask)
            temporary.chmod(0o666 & ~mask)  # mkstemp makes files that only their owner reads
            temporary.replace(output)
    except OSError as error:
        raise VnadminError("E203", name=output, detail=error.strerror or error) from None
    finally:
        temporary.unlink(missing_ok=True)


def _show(piece: str) -> None:
    """A piece of the result on stdout, at once. Raises E203, for example where the disk behind it is full."""
    try:
        # bytes of UTF-8 whatever the locale; a lone surrogate must not stop the batch
        typer.echo(piece.encode("utf-8", "replace").decode("utf-8"), nl=False)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        # what is still in the buffer would fail once more at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise VnadminError("E203", name="stdout", detail=error.strerror or error) from None


def _format_of(output: Path | None) -> Format:
    """What the ending of the output file says: .json, .jsonl, .csv, .html."""
    ending = output.suffix.lower().lstrip(".") if output else ""
    return Format(ending) if ending in {f.value for f in Format} else Format.table


def _width() -> int:
    import shutil

    return max(60, shutil.get_terminal_size((100, 24)).columns) if sys.stdout.isatty() else 100


@app.command()
def extract(
    files: Annotated[list[Path], typer.Argument(metavar="FILES…", help=".txt, .md, .html, .docx or .pdf")],
    format: Annotated[
        Format | None,
        typer.Option("--format", "-f", help="Output format; default: what the ending of PATH says, else table."),
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="PATH", help="File to write.")] = None,
    model: Model = None,
    threshold: Annotated[
        list[str] | None,
        typer.Option(metavar="LABEL=SCORE", help="Leave out spans of a label that are less sure. Repeatable."),
    ] = None,
    register: Annotated[Path | None, typer.Option(metavar="FILE", help="CSV of your units; adds their ids.")] = None,
) -> None:
    """Read directives and print their assignments.

    json: one object, for several files a list; jsonl: one object per line; csv: one row per assignment.
    """
    from vnadmin_nlp.exports import stream

    with _errors(), _target(output, files) as target:
        from vnadmin_nlp.pipeline import load_extractor

        to_screen = target is None and sys.stdout.isatty()
        extractor = load_extractor(model, thresholds=_thresholds(threshold or []), register=register)
        batch = _Batch(files, extractor, to_screen)
        color = to_screen and "NO_COLOR" not in os.environ
        width = _width() if target is None else 100
        chosen = format or _format_of(output)
        for piece in stream(iter(batch), chosen.value, many=len(files) > 1, width=width, color=color):
            if target is None:
                _show(piece)
            else:
                target.write(piece)
    raise typer.Exit(1 if batch.failed else 0)


def _thresholds(given: list[str]) -> dict[str, float]:
    """`TASK=0.6` as a table. Raises E201."""
    out = {}
    for pair in given:
        label, _, score = pair.partition("=")
        try:
            out[label.strip()] = float(score)
        except ValueError:
            raise VnadminError("E201", detail=f"--threshold {pair}: not LABEL=SCORE, for example TASK=0.6") from None
    return out


@app.command()
def train(
    data: Data,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Model folder to write; must not exist.")],
    base: Annotated[str | None, typer.Option(help="'shipped', a model folder, or a Hugging Face encoder.")] = None,
    epochs: Annotated[float | None, typer.Option(help="Passes over the training texts.")] = None,
    seed: Annotated[int | None, typer.Option(help="Same seed, same figures.")] = None,
    max_steps: Annotated[int | None, typer.Option(help="Stop after so many steps.")] = None,
    name: Annotated[str | None, typer.Option(help="Name of the model.")] = None,
) -> None:
    """Fine-tune a model on annotated directives and write its folder."""
    with _errors():
        from vnadmin_nlp.training.config import TrainConfig

        chosen = {"base": base, "epochs": epochs, "seed": seed, "max_steps": max_steps, "name": name}
        settings = {key: value for key, value in chosen.items() if value is not None}
        try:
            config = TrainConfig(data=tuple(str(d) for d in data), out=str(out), **settings)  # type: ignore[arg-type]
        except ValueError as error:
            raise VnadminError("E201", detail=_first_reason(error)) from None
        from vnadmin_nlp.training import train as run

        run(config)
        typer.echo(f"{out}: written")


@app.command()
def pretrain(
    text: Annotated[
        list[Path] | None,
        typer.Option("--text", metavar="FILE", help="Plain text, one paragraph a line; .xz and .gz, too. Repeatable."),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Folder to write, or to go on with.")] = None,
    settings: Annotated[
        Path | None,
        typer.Option("--config", metavar="FILE", help="Settings in YAML (PretrainConfig); options overrule it."),
    ] = None,
    base: Annotated[str | None, typer.Option(metavar="DIR", help="Go on from the encoder of this folder.")] = None,
    steps: Annotated[int | None, typer.Option(help="Training steps; 0 writes an encoder with random weights.")] = None,
    seed: Annotated[int | None, typer.Option(help="Same seed and machine, same encoder.")] = None,
    threads: Annotated[int | None, typer.Option(help="CPU threads.")] = None,
) -> None:
    """Train a tokenizer and a small encoder on plain text. Killed, it goes on from its last checkpoint when called again."""
    with _errors():
        from vnadmin_nlp.pretraining import PretrainConfig
        from vnadmin_nlp.pretraining import pretrain as run

        chosen: dict[str, Any] = {"base": base, "steps": steps, "seed": seed, "threads": threads}
        chosen |= {"text": [str(t) for t in text or []], "out": None if out is None else str(out)}
        try:
            config = PretrainConfig.model_validate(
                _yaml_settings(settings) | {k: v for k, v in chosen.items() if v is not None and v != []}
            )
        except ValueError as error:
            raise VnadminError("E201", detail=_first_reason(error)) from None
        with _progress(to_screen=False) as track:
            folder = run(config, track)
        typer.echo(f"{folder}: written")


def _yaml_settings(file: Path | None) -> dict[str, Any]:
    """The settings of a YAML file. Raises E201 where it cannot be read or holds something else."""
    if file is None:
        return {}
    import yaml

    try:
        found = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise VnadminError("E201", detail=f"{file}: {error}") from None
    if not isinstance(found, dict):
        raise VnadminError("E201", detail=f"{file}: not a table of settings")
    return found


def _first_reason(error: ValueError) -> str:
    from pydantic import ValidationError

    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"--{'.'.join(str(p) for p in first['loc']).replace('_', '-')}: {first['msg']}"
    return str(error)


@app.command()
def evaluate(
    data: Annotated[Path, typer.Option("--data", metavar="DIR", help="Folder of annotated directives.")],
    split: Annotated[
        str | None,
        typer.Option(help="train, dev, test or all; default: test where the folder has splits, else all."),
    ] = None,
    model: Model = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Compare a model with annotated directives and print the figures."""
    with _errors():
        from vnadmin_nlp.annotation.gold import SPLITS_FILE, annotations_folder
        from vnadmin_nlp.evaluation.report import evaluate as run
        from vnadmin_nlp.pipeline import load_extractor

        if split is None:
            split = "test" if (annotations_folder(data) / SPLITS_FILE).is_file() else "all"
        extractor = load_extractor(None if model is None else str(model))
        with _progress(to_screen=False) as track:
            report = run(data, split=None if split == "all" else split, extractor=extractor, track=track)
        typer.echo(report.to_json() if as_json else report.to_text(), nl=as_json)


@app.command()
def errors(
    data: Annotated[Path, typer.Option("--data", metavar="DIR", help="Folder of annotated directives.")],
    split: Annotated[str, typer.Option(help="train, dev, test or all.")] = "dev",
    model: Model = None,
    most: Annotated[int | None, typer.Option(help="Show so many errors of each group; default: all.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show what a model gets wrong, grouped by label and cause, with the text beside it."""
    with _errors():
        from vnadmin_nlp.annotation.gold import load_data
        from vnadmin_nlp.evaluation.errors import error_report
        from vnadmin_nlp.evaluation.report import predict
        from vnadmin_nlp.pipeline import load_extractor

        golds = load_data(data, None if split == "all" else split)
        extractor = load_extractor(None if model is None else str(model))
        with _progress(to_screen=False) as track:
            report = error_report(predict(track(golds), extractor))
        typer.echo(report.model_dump_json(indent=1) if as_json else report.to_text(most), nl=as_json)


@app.command()
def check(
    data: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of annotated directives.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check annotations against the guidelines: what a program can see."""
    with _errors():
        from vnadmin_nlp.annotation.folder_check import check_folder

        report = check_folder(data)
        typer.echo(report.to_json() if as_json else report.to_text(), nl=as_json)
    if report.errors:
        raise typer.Exit(1)


@app.command()
def models() -> None:
    """List the models of this installation."""
    from vnadmin_nlp.tagger.folder import SHIPPED, read_json

    for folder in sorted(p for p in SHIPPED.parent.iterdir() if (p / "vnadmin.json").is_file()):
        with _errors():
            about = read_json(folder, "vnadmin.json")
            size = sum(f.stat().st_size for f in folder.iterdir()) / 1e6
            default = "  (default)" if folder == SHIPPED else ""
            typer.echo(f"{about.get('name')} {about.get('version')}  {size:.1f} MB  {folder}{default}")


@app.callback(invoke_without_command=True)
def _version(
    version: Annotated[bool, typer.Option("--version", is_eager=True, help="Print the version.")] = False,
) -> None:
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"vnadmin {installed('vnadmin-nlp')}")
        raise typer.Exit


def _utf8() -> None:
    """UTF-8 on all streams, under any locale or Windows code page; CSV brings its own line ends."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def _stop(number: int, frame: object) -> None:
    raise SystemExit(128 + number)


def main() -> None:
    """Entry point of the command."""
    _utf8()
    signal.signal(signal.SIGTERM, _stop)  # so that what is half written is taken away
    try:
        app()
    except BrokenPipeError:
        # the reader of the pipe went away: nothing to say, and nothing may be flushed to it at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        _complain(_defect("vnadmin", error))
        sys.exit(1)


if __name__ == "__main__":
    main()
