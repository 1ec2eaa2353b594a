"""Every error and warning of the package, with its code, in one place.

A code never changes its meaning. `VnadminError` carries the code and a message that says what to do next;
warnings of a result are plain strings that begin with their code (`W104: …`).
"""

from __future__ import annotations

from typing import Final

ERRORS: Final[dict[str, str]] = {
    # reading files
    "E101": "{name}: the file is empty. Nothing can be read from it; export it again from its source.",
    "E102": "{name}: is a directory. Name the files in it, for example {name}/*.docx.",
    "E103": "{name}: no such file, or it may not be read ({detail}).",
    "E104": "{name}: not a format this program reads ({detail}). Give .txt, .md, .html, .docx or .pdf.",
    "E105": "{name}: the old Word format (.doc). Convert it first: soffice --headless --convert-to docx {name}",
    "E106": "{name}: a PDF without a text layer (a scan). Read it by OCR first: ocrmypdf -l vie {name} out.pdf",
    "E107": "{name}: encrypted. Save it without a password and try again.",
    "E108": "{name}: damaged or cut off ({detail}). Get the file again from its source.",
    "E109": "{name}: too large ({detail}). Split it, or raise the limit if the file can be trusted.",
    "E110": "{name}: text in a legacy Vietnamese encoding ({detail}). Convert it to Unicode first, for example with UniKey Toolkit.",
    "E111": "{name}: not text in UTF-8 or UTF-16 ({detail}). Save it as UTF-8.",
    "E112": "{name}: holds what this program refuses to follow ({detail}).",
    "E113": "{name}: holds pictures of pages and no text. Read them by OCR first: save as PDF, then ocrmypdf -l vie in.pdf out.pdf",
    "E114": "{name}: not valid Unicode text ({detail}). Decode the file again, for example with errors='replace'.",
    # calls
    "E201": "{detail}",
    "E202": "{name}: is a directory. Name a file to write.",
    "E203": "{name}: cannot be written ({detail}). Name another file or mend its rights.",
    # model folders
    "E301": "{name}: not a model folder ({detail}). Give a folder written by `vnadmin train`.",
    "E302": "{name}: already exists. A model is never overwritten; name another folder.",
    "E303": "this needs the training packages ({detail}). Install them: pip install 'vnadmin-nlp[train]'",
    "E304": "{name}: no such folder, and no model of the hub ({detail}). Name a folder, or fetch it once where there is a network.",
    "E305": "{name}: not sent to the hub ({detail}). Check the name, and that `hf auth login` was done.",
    # annotations
    "E401": "{name}: {detail}",
    "E402": "{name}: {detail}. Nothing was trained. See what is wrong: vnadmin check {name}",
    "E403": "this needs a package for annotation formats ({detail}). Install it: pip install 'vnadmin-nlp[annotation]'",
    # registers of units
    "E501": "{name}: not a register of units ({detail}). Give CSV in UTF-8: id, name, aliases, parent, valid_from, valid_to, successor.",
    # defects
    "E901": "{name}: a defect of this program ({detail}). Please report it, with the file if you can.",
}

WARNINGS: Final[dict[str, str]] = {
    # reading files
    "W101": "the file holds no text",
    "W102": "no Vietnamese text found: the model knows Vietnamese with its accents only",
    "W103": "{detail} control characters are in the text; they are kept",
    "W104": "tracked changes are read as if accepted ({detail})",
    "W105": "no text layer on page {detail}: not read. Run OCR: ocrmypdf -l vie --skip-text in.pdf out.pdf",
    "W106": "converted from {detail} to Unicode",
    "W107": "page headers and footers are not part of the text ({detail})",
    "W108": "some lines look like a legacy Vietnamese encoding and are kept as they are ({detail})",
    "W109": "not read: {detail}",
    # assignments
    "W501": "nobody could be told to lead {detail}: no unit in the sentence, above it, or addressed",
    "W502": "the due of {detail} gives no day, period or recurrence; its value is null",
    "W503": "the directive's own date cannot be read, so the year in the due of {detail} is that of {source}",
}


def warning(code: str, **values: object) -> str:
    """A warning of a result, beginning with its code. `code` is a key of `WARNINGS`."""
    return f"{code}: {WARNINGS[code].format(**{'name': '-', 'detail': '-', **values})}"


class VnadminError(Exception):
    """An error that a user can act on. `code` is a key of `ERRORS`; `str()` is `E106: message`."""

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(f"{code}: {ERRORS[code].format(**{'name': '-', 'detail': '-', **values})}")
