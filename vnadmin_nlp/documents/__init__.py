"""Document files to text with a map back to the file: `read`, `read_bytes`, `Source`, `Block`, `check_text`."""

from vnadmin_nlp.documents.plain import check_text, text_warnings
from vnadmin_nlp.documents.reader import read, read_bytes
from vnadmin_nlp.documents.source import Block, Source

__all__ = ["Block", "Source", "check_text", "read", "read_bytes", "text_warnings"]
