"""Models judged, and strategies against unequal classes compared, honestly.

The way through it: `compare_strategies` makes a model of each `BalancingStrategy` (``_strategy``),
draws folds that every strategy sees (``_splits``, ``_groups``) and in which no galaxy is on both
sides (``_leakage``), has each fit scored and its memory measured (``_scorer``, ``_measured``), and
returns a `StrategyComparison`, which tells differences from noise (``_corrected_t_test``). Apart
from it stand functions of ``(y_true, y_prob)``: `overall_scores`, `expected_calibration_error`,
`abstention_threshold`. Names are imported when first used: a score needs no imbalanced-learn.
"""

from galaxyzoo_ml._lazy_names import lazy_names

__getattr__, __dir__, __all__ = lazy_names(__name__)
