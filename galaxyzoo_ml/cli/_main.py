"""Arguments in, exit status out."""

from __future__ import annotations

import argparse
import errno
import io
import os
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import galaxyzoo_ml
from galaxyzoo_ml.cli import _classify, _compare, _embed, _export, _fetch, _info, _predict, _train
from galaxyzoo_ml.cli._errors import UsageError
from galaxyzoo_ml.cli._exit_status import ExitStatus
from galaxyzoo_ml.cli._fault import fault_text
from galaxyzoo_ml.cli._options import Command
from galaxyzoo_ml.exceptions import GalaxyZooError

__all__ = ["main"]

_LONGEST = 2000  # characters of a message
_OF_STREAMS = (errno.ENOSPC, errno.EPIPE, errno.EIO)  # files that are written have a name
_COMMANDS = (_fetch, _train, _compare, _predict, _classify, _embed, _export, _info)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    argv : sequence of str, default=None
        The arguments; None takes those of the process.

    Returns
    -------
    int
        0: done. 1: done in part. 2: wrong usage or input. 70: a fault of ours. 130: interrupted.
    """
    _speak_anywhere()
    parser = _parser()
    try:
        values = vars(parser.parse_args(_without_nul(argv, parser)))
    except SystemExit as stop:  # argparse has said what was wrong, or printed the help
        return int(stop.code or 0)
    try:
        with _warnings_as_lines():
            status = _run(values["command"], values)
        return int(ExitStatus.WRONG_INPUT if _stdout_is_broken() else status)
    except KeyboardInterrupt as interrupt:
        print(": ".join(["galaxyzoo: interrupted", *map(str, interrupt.args)]), file=sys.stderr)
        return ExitStatus.INTERRUPTED


def _speak_anywhere() -> None:
    """Let no name of a file or class stop a message, and no terminal hide a bar."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    with suppress(OSError, ValueError):
        if sys.stderr.isatty() and not os.get_terminal_size(sys.stderr.fileno()).columns:
            os.environ.setdefault("TQDM_NCOLS", "80")  # bars of no width are blank lines
            os.environ.setdefault("TQDM_NROWS", "24")


@contextmanager
def _warnings_as_lines() -> Iterator[None]:
    """Let warnings be a line each, as errors are, without a line of source code."""
    before = warnings.formatwarning

    def as_line(message: Warning | str, *_: object, **__: object) -> str:
        return f"galaxyzoo: warning: {' '.join(str(message).split())}\n"

    warnings.formatwarning = as_line
    try:
        yield
    finally:
        warnings.formatwarning = before


def _without_nul(argv: Sequence[str] | None, parser: argparse.ArgumentParser) -> Sequence[str]:
    arguments = sys.argv[1:] if argv is None else argv
    for argument in arguments:
        if "\0" in argument:
            parser.error(f"{argument!r} holds a NUL, which no name of a file does")
    return arguments


def _run(command: Command, values: Mapping[str, Any]) -> ExitStatus:
    try:
        return command.run(command.parse(values))
    except (GalaxyZooError, UsageError, OSError) as error:
        if not _stdout_is_broken():  # which names no file
            print(f"galaxyzoo: error: {_one_line(error)}", file=sys.stderr)
    except MemoryError:
        print("galaxyzoo: error: not enough memory; smaller images take less", file=sys.stderr)
    except Exception as error:  # noqa: BLE001  whatever it is, it is ours
        print(fault_text(error), file=sys.stderr)
        return ExitStatus.FAULT
    return ExitStatus.WRONG_INPUT


def _stdout_is_broken() -> bool:
    """Tell whether standard output takes nothing (a full disk, a closed pipe), and say so once."""
    try:
        sys.stdout.flush()
    except OSError as error:
        print(f"galaxyzoo: error: standard output: {error.strerror}", file=sys.stderr)
        with suppress(OSError, ValueError):  # the interpreter would try again when it ends
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return True
    return False


def _parser() -> argparse.ArgumentParser:
    parser = _OneLineParser(
        prog="galaxyzoo",
        description="Galaxy morphology by machine learning.",
        epilog="Documentation of a command: galaxyzoo COMMAND --help",
    )
    parser.add_argument(
        "--version", action="version", version=f"galaxyzoo-ml {galaxyzoo_ml.__version__}"
    )
    commands = parser.add_subparsers(
        metavar="COMMAND", required=True, parser_class=_OneLineParser, title="commands"
    )
    for module in _COMMANDS:
        module.add_parser(commands)
    return parser


class _OneLineParser(argparse.ArgumentParser):
    """Says what is wrong in one line, as every other error."""

    def error(self, message: str) -> None:  # type: ignore[override]
        self.exit(
            ExitStatus.WRONG_INPUT, f"{self.prog}: error: {message} (see {self.prog} --help)\n"
        )


def _one_line(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror and not isinstance(error, GalaxyZooError):
        unnamed = "standard output: " if error.errno in _OF_STREAMS else ""
        where = f"{error.filename}: " if error.filename else unnamed
        return f"{where}{error.strerror}"
    text = " ".join(str(error).split()) or type(error).__name__
    if len(text) > _LONGEST:  # a table may have a name of any length
        text = f"{text[: _LONGEST // 2]} ... {text[-_LONGEST // 2 :]}"
    return text
