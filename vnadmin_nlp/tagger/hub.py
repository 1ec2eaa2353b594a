"""Models and encoders from a Hugging Face hub, and a model folder to one, by `huggingface_hub`.

`HF_ENDPOINT`, `HF_TOKEN`, `HF_HOME` and `HF_HUB_OFFLINE` mean what they mean there. What was fetched once is found without the network.
"""

from __future__ import annotations

import os
import threading
import urllib.error
import urllib.request
from pathlib import Path
from typing import Final

from vnadmin_nlp.errors import VnadminError

_WANTED: Final = ("*.json", "*.yaml", "*.txt", "*.codes", "*.model", "*.safetensors", "*.onnx", "README.md")
_OLD_WEIGHTS: Final = "pytorch_model.bin"
"""Some encoders have no safetensors; transformers reads these weights without running code of theirs."""
_BESIDE: Final = ("vnadmin.json", "tokenizer_config.json", "training.yaml", "README.md")
_PATIENCE: Final = 5.0


def endpoint() -> str:
    """The address of the hub."""
    return os.environ.get("HF_ENDPOINT", "").rstrip("/") or "https://huggingface.co"


def reachable(seconds: float = _PATIENCE) -> bool:
    """Whether the hub answers at all within `seconds`: without this, a machine without network waits a minute for retries."""
    if os.environ.get("HF_HUB_OFFLINE", "").lower() in ("1", "true", "yes", "on"):
        return False
    answers: list[bool] = []

    def ask() -> None:
        request = urllib.request.Request(endpoint(), method="HEAD")
        try:
            urllib.request.urlopen(request, timeout=seconds).close()
        except urllib.error.HTTPError:
            answers.append(True)
        except (OSError, ValueError):
            answers.append(False)
        else:
            answers.append(True)

    asking = threading.Thread(target=ask, daemon=True)  # looking a name up knows no time limit of its own
    asking.start()
    asking.join(seconds)
    return bool(answers and answers[0])


def fetch(name: str) -> Path:
    """The folder of "owner/name": from the hub, or as it was fetched before where the hub cannot be reached. Raises E304."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    online = reachable()

    def snapshot(*patterns: str) -> Path:
        found = snapshot_download(name, endpoint=endpoint(), local_files_only=not online, allow_patterns=list(patterns))
        return Path(found)

    try:
        folder = snapshot(*_WANTED)
        if online and not list(folder.glob("*.safetensors")):
            folder = snapshot(*_WANTED, _OLD_WEIGHTS)
    except LocalEntryNotFoundError:
        where = "the hub gave no answer" if online else f"the hub ({endpoint()}) cannot be reached"
        raise VnadminError("E304", name=name, detail=f"{where}, and it was not fetched before") from None
    except (HfHubHTTPError, HFValidationError, OSError) as error:
        raise VnadminError("E304", name=name, detail=_first_line(error)) from None
    return folder


def _first_line(error: Exception) -> str:
    return next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)


def push_to_hub(folder: str | os.PathLike[str], name: str, *, private: bool = True, token: str | None = None) -> str:
    """Send a whole model folder to the hub as "owner/name", made where it does not exist; gives its address.

    `private`: whether a new repository is seen by its owner alone. `token`: default is that of `HF_TOKEN` or `hf auth login`.
    The card goes along as it is: read it before. Raises E301 for what is no whole model folder, E305 where the hub refuses.
    """
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError

    from vnadmin_nlp.tagger.folder import FILES, read_about

    about = read_about(Path(folder))
    if not reachable():
        raise VnadminError("E305", name=name, detail=f"the hub ({endpoint()}) cannot be reached")
    api = HfApi(endpoint=endpoint(), token=token)
    try:
        address = api.create_repo(name, private=private, exist_ok=True)
        api.upload_folder(
            repo_id=name,
            folder_path=Path(folder),
            allow_patterns=[*FILES, *_BESIDE],  # whatever else lies there stays here
            commit_message=f"{about['name']} {about['version']}",
        )
    except (HfHubHTTPError, HFValidationError, OSError) as error:
        raise VnadminError("E305", name=name, detail=_first_line(error)) from None
    return str(address)
