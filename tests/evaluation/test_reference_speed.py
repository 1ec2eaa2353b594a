"""The benchmark of document references measures something; how fast is not for a test."""

from __future__ import annotations

from vnadmin_nlp.evaluation.reference_speed import measure


def test_measure() -> None:
    found = measure(["Thực hiện Kế hoạch số 25/KH-UBND ngày 24/01/2025 của UBND huyện và Đề án 06."], rounds=1)
    assert found["references"] == 2
    assert all(value > 0 for value in found.values())
