"""How many CPU threads a network may take."""

from __future__ import annotations

import os

from vnadmin_nlp.errors import VnadminError


def thread_count(wanted: int = 0, most: int = 2) -> int:
    """`wanted` threads; 0: what VNADMIN_THREADS says, or else a thread for each core that this process may use, up to `most`.

    Raises E201 where VNADMIN_THREADS is no whole number from 1 on.
    """
    if wanted:
        return wanted
    told = os.environ.get("VNADMIN_THREADS", "")
    if not told:
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        return min(most, cores)
    if not told.isdecimal() or int(told) == 0:
        raise VnadminError("E201", detail=f"VNADMIN_THREADS={told}: a whole number from 1 on is wanted")
    return int(told)
