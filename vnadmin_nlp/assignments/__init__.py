"""Assignments: who leads, with whom, by when, under which document, for each TASK."""

from vnadmin_nlp.assignments.link import link

__all__ = ["link"]
