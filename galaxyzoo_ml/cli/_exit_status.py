"""What the command says to the shell when it ends."""

from enum import IntEnum

__all__ = ["ExitStatus"]


class ExitStatus(IntEnum):
    """How a command ended."""

    DONE = 0
    IN_PART = 1  # some galaxies or pictures are missing, and named
    WRONG_INPUT = 2  # argparse's own
    FAULT = 70  # ours: EX_SOFTWARE of sysexits.h
    INTERRUPTED = 130  # 128 + SIGINT, as shells have it
