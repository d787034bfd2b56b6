"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

__all__ = ["write_whole", "written_whole"]


@contextmanager
def written_whole(target: Path, *, durable: bool = True) -> Iterator[BinaryIO]:
    """Open a file beside its final name, which it gets when it is complete.

    Parameters
    ----------
    target : pathlib.Path
    durable : bool, default=True
        Also wait until the disk has it. Not needed where a checksum would tell.
    """
    temporary = target.with_name(f".{target.name}.{uuid.uuid4().hex}.tmp")
    try:
        with temporary.open("xb") as file:
            yield file
            if durable:
                file.flush()
                os.fsync(file.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def write_whole(target: Path, content: bytes, *, durable: bool = False) -> None:
    """Write a file beside its final name, and rename it when it is complete.

    Parameters
    ----------
    target : pathlib.Path
    content : bytes
    durable : bool, default=False
        As in `written_whole`.
    """
    with written_whole(target, durable=durable) as file:
        file.write(content)
