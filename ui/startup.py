"""What the page does before it can answer: open the store, or build it first, in the background."""

import logging
import threading
from dataclasses import dataclass
from pathlib import Path

from index.build import Progress, build
from index.encoder import load_encoder
from index.errors import StoreMissing, TiaowenError
from index.store import open_store
from qa.assistant import Assistant

__all__ = ["Startup", "State"]


@dataclass(frozen=True, slots=True)
class State:
    """How far it is. `progress` is None while the store is opened; in the end there is either an
    `assistant` or an `error`. `notes`: files that the first build could not read.
    """

    progress: Progress | None = None
    assistant: Assistant | None = None
    error: TiaowenError | None = None
    notes: tuple[TiaowenError, ...] = ()


class Startup:
    """Holds the latest `State`, which is replaced as a whole and so needs no lock."""

    def __init__(self) -> None:
        self.state = State()

    def start(self, store: Path, corpus: Path) -> None:
        """Open `store` in the background; if there is none, build it from `corpus` first."""
        threading.Thread(target=self._run, args=(store, corpus), daemon=True).start()

    def _run(self, store: Path, corpus: Path) -> None:
        try:
            self.state = self._load(store, corpus)
        except TiaowenError as error:
            self.state = State(error=error)
        except Exception:
            # A defect must not leave the page waiting for ever.
            logging.getLogger(__name__).exception("starting failed")
            self.state = State(
                error=TiaowenError(
                    "启动失败；原因见运行 app.py 的终端。",
                    "starting failed; the terminal that runs app.py says why.",
                )
            )

    def _load(self, store: Path, corpus: Path) -> State:
        notes: tuple[TiaowenError, ...] = ()
        try:
            opened = open_store(store)
        except StoreMissing:
            notes = build([corpus], store, progress=self._progress).failures
            opened = open_store(store)
        encoder = load_encoder(opened.manifest.model, self._unpacking)
        return State(assistant=Assistant(opened, encoder), notes=notes)

    def _progress(self, progress: Progress) -> None:
        self.state = State(progress=progress)

    def _unpacking(self, _stage: str, fraction: float) -> None:
        self._progress(Progress("model", int(fraction * 100), 100))
