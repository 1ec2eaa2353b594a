"""Figures of a model on gold directives."""

from vnadmin_nlp.evaluation.compare import Comparison, gains_losses
from vnadmin_nlp.evaluation.report import Report, evaluate

__all__ = ["Comparison", "Report", "evaluate", "gains_losses"]
