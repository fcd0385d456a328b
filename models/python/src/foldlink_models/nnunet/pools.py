"""nnU-Net's pools of worker processes, as threads of this process."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.pool import ThreadPool
from typing import Any


class _Threads:
    """In place of a context of `multiprocessing`."""

    Pool = ThreadPool


@contextmanager
def of_threads() -> Iterator[None]:
    """nnU-Net starts a pool for each of its steps, and each worker imports PyTorch: seconds that a
    single worker or a few small cases do not win back. The same functions run on the same cases."""
    before = multiprocessing.get_context
    replacement: Any = lambda method=None: _Threads  # noqa: E731
    multiprocessing.get_context = replacement
    try:
        yield
    finally:
        multiprocessing.get_context = before
