"""Public names, and the module that each lives in: they are loaded on use."""

from galaxyzoo_ml.workflows._abstention import Abstention
from galaxyzoo_ml.workflows._classified_catalog import ClassifiedCatalog
from galaxyzoo_ml.workflows._classify_catalog import classify_catalog
from galaxyzoo_ml.workflows._compare_in_parts import compare_in_parts, comparison_digest
from galaxyzoo_ml.workflows._comparison_text import comparison_text
from galaxyzoo_ml.workflows._embed_pictures import embed_pictures
from galaxyzoo_ml.workflows._find_fields import FIELD, find_fields
from galaxyzoo_ml.workflows._galaxy_classifier import galaxy_classifier, preset_size
from galaxyzoo_ml.workflows._installation import describe_installation
from galaxyzoo_ml.workflows._judgement import Judgement, judge
from galaxyzoo_ml.workflows._parts import check_classes
from galaxyzoo_ml.workflows._picture_files import PICTURE_SUFFIXES, PictureFiles, find_pictures
from galaxyzoo_ml.workflows._picture_table import PicturesInterrupted, PictureTable
from galaxyzoo_ml.workflows._predict_pictures import predict_pictures
from galaxyzoo_ml.workflows._saved_files import SavedFiles
from galaxyzoo_ml.workflows._train_and_judge import train_and_judge
from galaxyzoo_ml.workflows._training_files import TRAINING_FILES, holds_results, model_file
from galaxyzoo_ml.workflows._training_result import TrainingResult

__all__ = [
    "FIELD",
    "PICTURE_SUFFIXES",
    "TRAINING_FILES",
    "Abstention",
    "ClassifiedCatalog",
    "Judgement",
    "PictureFiles",
    "PictureTable",
    "PicturesInterrupted",
    "SavedFiles",
    "TrainingResult",
    "check_classes",
    "classify_catalog",
    "compare_in_parts",
    "comparison_digest",
    "comparison_text",
    "describe_installation",
    "embed_pictures",
    "find_fields",
    "find_pictures",
    "galaxy_classifier",
    "holds_results",
    "judge",
    "model_file",
    "predict_pictures",
    "preset_size",
    "train_and_judge",
]
