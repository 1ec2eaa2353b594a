"""The outline of a directive: parts, tree of items, sentences, tables, and what it says of itself."""

from vnadmin_nlp.outline.model import Cell, FieldLabel, Node, Outline
from vnadmin_nlp.outline.paragraphs import Paragraph, paragraphs
from vnadmin_nlp.outline.parse import parse

__all__ = ["Cell", "FieldLabel", "Node", "Outline", "Paragraph", "paragraphs", "parse"]
