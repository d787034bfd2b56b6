"""``galaxyzoo export``: a model for whoever has another framework."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from galaxyzoo_ml.cli._errors import UsageError
from galaxyzoo_ml.cli._exit_status import ExitStatus
from galaxyzoo_ml.cli._options import Command, options_of
from galaxyzoo_ml.cli._output import check_output_file

__all__ = ["add_parser"]


@dataclass(frozen=True)
class ExportOptions:
    """What ``galaxyzoo export`` is asked for."""

    model: Path | None
    onnx: Path


def add_parser(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "export",
        help="write a model as ONNX, which runs without torch",
        description="Write a trained model as one ONNX file: decoded pictures in (n, height, "
        "width, 3; bytes; any n), probabilities out, with all that lies between them inside.",
    )
    parser.add_argument(
        "model",
        metavar="MODEL",
        nargs="?",
        type=Path,
        help="a file written by train (default: the net that ships, gz1)",
    )
    parser.add_argument(
        "--onnx", type=Path, metavar="FILE", required=True, help="where to write, say galaxies.onnx"
    )
    parser.set_defaults(command=Command(parsed, run))


def parsed(values: Mapping[str, Any]) -> ExportOptions:
    """Return the options."""
    return options_of(ExportOptions, values)


def run(options: ExportOptions) -> ExitStatus:
    """Load, and write."""
    from galaxyzoo_ml.persistence import export_onnx, load_model, pretrained_file

    check_output_file(options.onnx, [options.model] if options.model else [])
    if not options.onnx.absolute().parent.is_dir():
        raise UsageError(f"cannot write {options.onnx}: there is no folder for it")
    model = load_model(options.model or pretrained_file("gz1"), device="cpu")
    try:
        export_onnx(model, options.onnx)
    except (ImportError, TypeError) as error:  # no onnx; a model that it is not written for
        raise UsageError(str(error)) from error
    print(f"wrote {options.onnx}: {options.onnx.stat().st_size / 1e3:,.0f} kB")
    return ExitStatus.DONE
