"""Arguments in, exit status out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import galaxyzoo_ml
from galaxyzoo_ml.cli import _compare, _embed, _export, _fetch, _info, _predict, _train
from galaxyzoo_ml.cli._errors import UsageError
from galaxyzoo_ml.exceptions import GalaxyZooError

__all__ = ["main"]

_DONE, _WRONG_INPUT, _INTERRUPTED = 0, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    argv : sequence of str, default=None
        The arguments; None takes those of the process.

    Returns
    -------
    int
        0: done. 1: done in part. 2: wrong usage or input. 130: interrupted.
    """
    parser = _parser()
    try:
        arguments = parser.parse_args(argv)
    except SystemExit as stop:  # argparse has said what was wrong, or printed the help
        return int(stop.code or 0)
    try:
        return int(arguments.run(arguments))
    except (GalaxyZooError, UsageError, OSError) as error:
        print(f"galaxyzoo: error: {_one_line(error)}", file=sys.stderr)
        return _WRONG_INPUT
    except MemoryError:
        print("galaxyzoo: error: not enough memory; smaller images take less", file=sys.stderr)
        return _WRONG_INPUT
    except KeyboardInterrupt as interrupt:
        print(": ".join(["galaxyzoo: interrupted", *map(str, interrupt.args)]), file=sys.stderr)
        return _INTERRUPTED


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
    _fetch.add_parser(commands)
    _train.add_parser(commands)
    _compare.add_parser(commands)
    _predict.add_parser(commands)
    _embed.add_parser(commands)
    _export.add_parser(commands)
    _info.add_parser(commands)
    return parser


class _OneLineParser(argparse.ArgumentParser):
    """Says what is wrong in one line, as every other error."""

    def error(self, message: str) -> None:  # type: ignore[override]
        self.exit(_WRONG_INPUT, f"{self.prog}: error: {message} (see {self.prog} --help)\n")


def _one_line(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror and not isinstance(error, GalaxyZooError):
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror}"
    return " ".join(str(error).split()) or type(error).__name__
