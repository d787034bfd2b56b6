"""Models as files that can be trusted: tensors and JSON, no code."""

from galaxyzoo_ml.persistence._model_file import describe_model, load_model, save_model

__all__ = ["describe_model", "load_model", "save_model"]
