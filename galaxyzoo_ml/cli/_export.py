"""``galaxyzoo export``: a model for whoever has another framework."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from galaxyzoo_ml.cli._errors import UsageError
from galaxyzoo_ml.cli._exit_status import ExitStatus
from galaxyzoo_ml.cli._options import Command, Commands, options_of
from galaxyzoo_ml.cli._outputs import Outputs, add_overwrite_argument

__all__ = ["add_parser"]


@dataclass(frozen=True)
class ExportOptions:
    """What ``galaxyzoo export`` is asked for."""

    model: Path | None
    onnx: Path
    overwrite: bool


def add_parser(commands: Commands) -> None:
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
        help="the folder or file written by train (default: the net that ships, gz1)",
    )
    parser.add_argument(
        "--onnx", type=Path, metavar="FILE", required=True, help="where to write, say galaxies.onnx"
    )
    add_overwrite_argument(parser)
    parser.set_defaults(command=Command(parsed, run))


def parsed(values: Mapping[str, Any]) -> ExportOptions:
    """Return the options."""
    return options_of(ExportOptions, values)


def run(options: ExportOptions) -> ExitStatus:
    """Load, and write."""
    from galaxyzoo_ml.persistence import export_onnx, load_model, pretrained_file
    from galaxyzoo_ml.workflows import model_file

    file = pretrained_file("gz1") if options.model is None else model_file(options.model)
    outputs = Outputs("export", [file], [options.onnx], options.overwrite)
    outputs.check()
    if not options.onnx.absolute().parent.is_dir():
        raise UsageError(f"cannot write {options.onnx}: there is no folder for it")
    model = load_model(file, device="cpu")
    try:
        export_onnx(model, options.onnx)
    except (ImportError, TypeError) as error:  # no onnx; a model that it is not written for
        raise UsageError(str(error)) from error
    outputs.remember()
    print(f"wrote {options.onnx}: {options.onnx.stat().st_size / 1e3:,.0f} kB")
    return ExitStatus.DONE
