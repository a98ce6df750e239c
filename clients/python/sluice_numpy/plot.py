"""A live plot: the signal on top, its rolling mean and standard deviation below; the last 500 points, a window of 50."""

from __future__ import annotations

import threading
import time
import warnings
from typing import Any, Callable, Optional, Tuple

import numpy as np

POINTS = 500
WINDOW = 50


def rolling(values: np.ndarray, window: int = WINDOW) -> Tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of the last `window` values up to each one; of fewer at the beginning. NaN and infinities
    are passed over."""
    held = np.asarray(values, dtype=float)
    if held.size == 0:
        return held, held
    held = np.where(np.isfinite(held), held, np.nan)
    padded = np.concatenate([np.full(window - 1, np.nan), held])
    windows = np.lib.stride_tricks.sliding_window_view(padded, window)
    with warnings.catch_warnings():
        # A window without any number has NaN for both.
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.nanmean(windows, axis=1), np.nanstd(windows, axis=1)


class Tail:
    """The last samples of a signal. Filled by one thread, drawn by another."""

    def __init__(self, points: int = POINTS, window: int = WINDOW) -> None:
        self._points = points
        self._window = window
        self._lock = threading.Lock()
        self._kept = np.empty(0)
        self.count = 0

    def push(self, samples: Any) -> None:
        """Appends samples; of several axes they are taken in C order."""
        flat = np.asarray(samples)
        flat = (np.abs(flat) if np.iscomplexobj(flat) else flat.astype(float)).ravel()
        with self._lock:
            self.count += flat.size
            # What stands in front of the first point that is shown still counts for its window.
            self._kept = np.concatenate([self._kept, flat])[-(self._points + self._window - 1):]

    def columns(self) -> Tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """(number, signal, mean, deviation) of the last points."""
        with self._lock:
            kept, count = self._kept, self.count
        mean, deviation = rolling(kept, self._window)
        shown = min(kept.size, self._points)
        cut = slice(kept.size - shown, None)
        return np.arange(count - shown, count), kept[cut], mean[cut], deviation[cut]


class LivePlot:
    """The two panels. `save` names a picture to write at the end in place of showing a window."""

    def __init__(self, title: str = "Live", save: Optional[str] = None) -> None:
        import matplotlib
        if save:
            matplotlib.use("Agg")
        from matplotlib import pyplot
        self.tail = Tail()
        self._pyplot = pyplot
        self._save = save
        self._figure, (above, below) = pyplot.subplots(2, 1, sharex=True, figsize=(9, 6), constrained_layout=True,
                                                       gridspec_kw={"height_ratios": [3, 2]})
        self._axes = (above, below)
        self._lines = (above.plot([], [], color="#0a6489", linewidth=1.2, label="signal")[0],
                       below.plot([], [], color="#0a6489", linewidth=1.2, label="mean")[0],
                       below.plot([], [], color="#b4500a", linewidth=1.2, label="deviation")[0])
        above.set_title(title, loc="left")
        above.set_ylabel("signal")
        below.set_ylabel(f"rolling, window {WINDOW}")
        below.set_xlabel(f"sample (the last {POINTS})")
        below.legend(loc="lower right", bbox_to_anchor=(1.0, 0.98), frameon=False, ncols=2)
        for axis in self._axes:
            axis.grid(True, color="#dbe2e9", linewidth=0.8)
            axis.set_axisbelow(True)
            for side in ("top", "right"):
                axis.spines[side].set_visible(False)

    def draw(self) -> None:
        """Puts what the tail holds into the picture."""
        number, *columns = self.tail.columns()
        for line, column in zip(self._lines, columns):
            line.set_data(number, column)
        for axis in self._axes:
            axis.relim()
            axis.autoscale_view()
        if number.size:
            self._axes[0].set_xlim(number[0], max(number[-1], number[0] + 1))

    def run(self, feed: Callable[[Callable[[Any], Any]], Any], interval: float = 0.1) -> int:
        """Draws while feed(push) runs in a thread of its own; until it ends, or the window is closed. Returns how many samples
        came; what feed raises is raised here."""
        failed = []
        closed = threading.Event()

        def work() -> None:
            try:
                feed(lambda samples: False if closed.is_set() else self.tail.push(samples))
            except Exception as why:  # noqa: BLE001 (it is raised again by the thread that waits)
                failed.append(why)

        feeding = threading.Thread(target=work, daemon=True)
        feeding.start()
        if not self._save:
            self._pyplot.show(block=False)
        while feeding.is_alive():
            if self._save:
                time.sleep(interval)
                continue
            self.draw()
            self._pyplot.pause(interval)
            if not self._pyplot.fignum_exists(self._figure.number):
                closed.set()
                feeding.join(5)
                break
        if failed:
            raise failed[0]
        if self._save:
            self.draw()
            self._figure.savefig(self._save, dpi=110)
        return self.tail.count
