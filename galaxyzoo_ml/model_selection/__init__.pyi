"""Public names, and the module that each lives in: they are loaded on use."""

from galaxyzoo_ml.model_selection._abstention import abstention_threshold
from galaxyzoo_ml.model_selection._calibration import CalibrationError, expected_calibration_error
from galaxyzoo_ml.model_selection._compare import compare_strategies
from galaxyzoo_ml.model_selection._comparison import StrategyComparison
from galaxyzoo_ml.model_selection._corrected_t_test import CorrectedTTest, corrected_t_test
from galaxyzoo_ml.model_selection._groups import source_groups
from galaxyzoo_ml.model_selection._leakage import assert_no_leakage
from galaxyzoo_ml.model_selection._scores import class_scores, overall_scores
from galaxyzoo_ml.model_selection._strategies import balancing_strategies
from galaxyzoo_ml.model_selection._strategy import BalancingStrategy

__all__ = [
    "BalancingStrategy",
    "CalibrationError",
    "CorrectedTTest",
    "StrategyComparison",
    "abstention_threshold",
    "assert_no_leakage",
    "balancing_strategies",
    "class_scores",
    "compare_strategies",
    "corrected_t_test",
    "expected_calibration_error",
    "overall_scores",
    "source_groups",
]
