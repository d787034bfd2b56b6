"""The strategies against unequal classes, as a user names them."""

__all__ = ["STRATEGIES", "TRAIN_STRATEGIES"]

# The names of `balancing_strategies`, written out (a test compares them): importing that takes a
# second or two, which --help should not.
STRATEGIES = (
    "none",
    "class-weight",
    "undersample",
    "oversample",
    "clone",
    "smote",
    "rotation",
    "rotation-tempered",
    "rotation-prior",
)
# train puts the natural mix back whatever balances, and reports both.
TRAIN_STRATEGIES = tuple(name for name in STRATEGIES if name != "rotation-prior")
