"""Parameters of several estimators are worded once."""

import inspect
import re

import pytest

from galaxyzoo_ml.neural_network import (
    GalaxyCNNClassifier,
    GalaxyVoteRegressor,
    TableNetClassifier,
)
from galaxyzoo_ml.neural_network._shared_docs import fill_docs


@pytest.mark.parametrize("cls", [GalaxyCNNClassifier, GalaxyVoteRegressor, TableNetClassifier])
def test_every_parameter_is_documented_with_its_default(cls):
    doc = inspect.getdoc(cls)
    assert "%(" not in doc
    documented = dict(re.findall(r"^(\w+) : .*, default=(.*)$", doc, flags=re.MULTILINE))
    for name, parameter in inspect.signature(cls).parameters.items():
        default = parameter.default
        assert documented[name] == (f'"{default}"' if isinstance(default, str) else repr(default))


def test_a_name_without_a_text_is_an_error():
    class Misspelt:
        """A class.

        %(learning_rat)s
        """

    with pytest.raises(KeyError, match="learning_rat"):
        fill_docs(Misspelt)


def test_a_class_without_a_docstring_is_left_alone():  # as under python -OO
    class Bare:
        pass

    assert fill_docs(Bare) is Bare
    assert Bare.__doc__ is None
