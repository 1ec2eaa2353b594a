"""Makes this folder importable (tests share `helpers_*`), and sets hypothesis up for machines of any speed."""

import os

from hypothesis import settings

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
settings.register_profile("project", deadline=None, derandomize=True)
settings.load_profile("project")
