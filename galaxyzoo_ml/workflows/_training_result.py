"""What is written of a training: the report, the predictions, the model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from galaxyzoo_ml._whole_file import write_whole
from galaxyzoo_ml.cli._output import peak_memory_mb, versions
from galaxyzoo_ml.workflows._parts import Part
from galaxyzoo_ml.workflows._judgement import SCORES, majority_baseline, scores_of

__all__ = ["report_of", "write_results"]


def report_of(
    model: Any,
    train: Part,
    test: Part,
    probabilities: NDArray[np.float64],
    as_trained: NDArray[np.float64] | None,
) -> dict[str, Any]:
    """Return what the predictions are worth.

    Parameters
    ----------
    model : classifier
        Fitted on `train`.
    train, test : Part
    probabilities : of the test galaxies, as the model predicts them
    as_trained : the same before the prior was put back, or None if it was not
    """
    report = {
        **scores_of(test.target, probabilities, model.classes_),
        "baseline": majority_baseline(train.target, test.target, model.classes_),
        "classes": [str(label) for label in model.classes_],
        "n_train": len(train.target),
        "n_test": len(test.target),
        "peak_memory_mb": peak_memory_mb(),
        "versions": versions(),
    }
    if as_trained is not None:
        report["uncorrected"] = scores_of(test.target, as_trained, model.classes_)
    return report


def write_results(
    out: Path, model: Any, report: dict[str, Any], test: Part, probabilities: NDArray[np.float64]
) -> list[Path]:
    """Write report, predictions and model, and return where."""
    import pandas as pd

    from galaxyzoo_ml.persistence import save_model

    paths = [out / name for name in ("report.json", "predictions.csv", "model.safetensors")]
    write_whole(paths[0], (json.dumps(report, indent=2) + "\n").encode())
    columns = {f"p_{label}": probabilities[:, i] for i, label in enumerate(model.classes_)}
    winners = model.classes_[probabilities.argmax(axis=1)]
    table = pd.DataFrame({"OBJID": test.ids, "label": test.target, "predicted": winners, **columns})
    write_whole(paths[1], table.to_csv(index=False).encode())
    names = ("size", "column", "balance", "n_train", *SCORES, "abstention")
    save_model(model, paths[2], notes={name: report[name] for name in names if name in report})
    return paths
