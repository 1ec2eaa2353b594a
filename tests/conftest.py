"""Makes this folder importable (tests share `helpers_*`), and sets hypothesis up for machines of any speed."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
os.environ["VNADMIN_MODELS"] = "/nowhere/models"  # what a user of this machine has adopted is no part of the tests
os.environ.pop("VNADMIN_MODEL", None)
settings.register_profile("project", deadline=None, derandomize=True)
settings.load_profile("project")


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder, trained here on a handful of sentences: it knows those, and nothing else."""
    from helpers_model import train_tiny

    return train_tiny(tmp_path_factory.mktemp("tiny"))
