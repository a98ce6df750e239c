"""Bars on a terminal: tqdm where it is installed, else one line by ourselves; nothing when there is no terminal."""

from __future__ import annotations

import sys
import threading
import time
from typing import Any, Optional

try:
    from tqdm import tqdm
except ImportError:
    tqdm = None


class Progress:
    """What a transfer tells about itself; this one keeps silent. Called from several threads."""

    def begin(self, name: str, total: int, done: int = 0) -> None:
        """A file begins; `done` bytes of it were there before."""

    def advance(self, count: int) -> None:
        """Bytes of the file went through; negative when they have to be sent again."""

    def state(self, word: str) -> None:
        """What happens now: "hashing", "sending", "verifying"."""

    def end(self) -> None:
        """The file is complete, or has failed."""


class Bars(Progress):
    """One line for each file on standard error."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._bar: Any = None
        self._line: Optional[_Line] = None

    def begin(self, name: str, total: int, done: int = 0) -> None:
        with self._lock:
            if tqdm is not None:
                self._bar = tqdm(total=total, initial=done, desc=name, unit="B", unit_scale=True, unit_divisor=1024)
            else:
                self._line = _Line(name, total, done)

    def advance(self, count: int) -> None:
        with self._lock:
            if self._bar is not None:
                self._bar.update(count)
            if self._line is not None:
                self._line.update(count)

    def state(self, word: str) -> None:
        with self._lock:
            if self._bar is not None:
                self._bar.set_postfix_str(word)
            if self._line is not None:
                self._line.word = word

    def end(self) -> None:
        with self._lock:
            if self._bar is not None:
                self._bar.close()
            if self._line is not None:
                self._line.show(last=True)
            self._bar = self._line = None


class _Line:
    def __init__(self, name: str, total: int, done: int) -> None:
        self.word = ""
        self._name, self._total, self._done, self._began_with = name, total, done, done
        self._began = self._shown = time.monotonic()

    def update(self, count: int) -> None:
        self._done += count
        if time.monotonic() - self._shown >= 0.2:
            self.show()

    def show(self, last: bool = False) -> None:
        self._shown = time.monotonic()
        percent = 100 * self._done // self._total if self._total else 100
        rate = (self._done - self._began_with) / max(0.001, self._shown - self._began)
        text = (f"\r{self._name[:40]}  {self._done / 1048576:.1f}/{self._total / 1048576:.1f} MiB  {percent:3d} %  "
                f"{rate / 1048576:.1f} MiB/s  {self.word}\x1b[K")
        sys.stderr.write(text + ("\n" if last else ""))
        sys.stderr.flush()


def bars_for(wanted: str) -> Progress:
    """`wanted`: "auto" (bars if standard error is a terminal), "bar" or "none"."""
    shown = wanted == "bar" or (wanted == "auto" and sys.stderr.isatty())
    return Bars() if shown else Progress()
