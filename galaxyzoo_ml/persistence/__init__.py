"""Models as files that can be trusted: tensors and JSON, no code."""

from galaxyzoo_ml.persistence._model_file import describe_model, load_model, save_model
from galaxyzoo_ml.persistence._onnx_file import export_onnx
from galaxyzoo_ml.persistence._pretrained import PRETRAINED, load_pretrained, pretrained_file

__all__ = [
    "PRETRAINED",
    "describe_model",
    "export_onnx",
    "load_model",
    "load_pretrained",
    "pretrained_file",
    "save_model",
]
