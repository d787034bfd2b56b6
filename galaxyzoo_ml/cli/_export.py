"""``galaxyzoo export``: a model for whoever has another framework."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from galaxyzoo_ml.cli._errors import UsageError
from galaxyzoo_ml.cli._output import check_output_file

__all__ = ["add_parser"]


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
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Load, and write."""
    from galaxyzoo_ml.persistence import export_onnx, load_model, pretrained_file

    check_output_file(arguments.onnx, [arguments.model] if arguments.model else [])
    if not arguments.onnx.absolute().parent.is_dir():
        raise UsageError(f"cannot write {arguments.onnx}: there is no folder for it")
    model = load_model(arguments.model or pretrained_file("gz1"), device="cpu")
    try:
        export_onnx(model, arguments.onnx)
    except (ImportError, TypeError) as error:  # no onnx; a model that it is not written for
        raise UsageError(str(error)) from error
    print(f"wrote {arguments.onnx}: {arguments.onnx.stat().st_size / 1e3:,.0f} kB")
    return 0
