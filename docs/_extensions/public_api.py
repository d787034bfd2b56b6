"""The API reference, written from every ``__all__``, so that no public name can be forgotten.

- One page, with one table, for each module that ``galaxyzoo_ml.__all__`` lists.
- A public name in single backticks is a link to its page; anything else there is a literal.
- The text of a constant is the string below it, where it is set.
- Members inherited from other libraries, such as ``set_fit_request``, are left to their own docs.
"""

import importlib
import inspect
import shutil
import sys
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.pycode import ModuleAnalyzer
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

logger = logging.getLogger(__name__)

PACKAGE = "galaxyzoo_ml"
PAGE = """\
{title}
{line}

.. automodule:: {module}

.. currentmodule:: {module}

.. autosummary::
   :toctree: generated
   :nosignatures:

   {names}
"""
targets: dict[str, str] = {}


def public_names():
    """Yield each public module with its sorted names; one that is not written yet is left out."""
    for name in sorted(importlib.import_module(PACKAGE).__all__):
        if importlib.util.find_spec(f"{PACKAGE}.{name}"):
            module = importlib.import_module(f"{PACKAGE}.{name}")
            if names := getattr(module, "__all__", None):
                yield module.__name__, sorted(names)


def write_pages(app, config):
    """Write the pages early: autosummary looks for its tables as soon as the builder is there."""
    folder = Path(app.srcdir, "api")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for module, names in public_names():
        title = f"``{module}``"
        page = PAGE.format(
            title=title, line="=" * len(title), module=module, names="\n   ".join(names)
        )
        (folder / f"{module}.rst").write_text(page, encoding="utf-8")
        targets[module] = module
        for name in names:
            targets[name] = targets[f"{module}.{name}"] = f"{module}.{name}"


class PublicName(SphinxRole):
    """A link where the text is a public name, a literal elsewhere."""

    def run(self):
        literal = nodes.literal(self.rawtext, self.text, classes=["xref"])
        if self.text not in targets:
            return [literal], []
        return [
            addnodes.pending_xref(
                self.rawtext,
                literal,
                refdomain="py",
                reftype="obj",
                reftarget=targets[self.text],
                refdoc=self.env.docname,
                refwarn=True,
            )
        ], []


def skip_foreign(app, what, name, obj, skip, options):
    """Leave out members that another library, or Python itself, defines."""
    function = inspect.unwrap(getattr(obj, "fget", None) or getattr(obj, "func", None) or obj)
    owner = getattr(function, "__objclass__", function)
    module = getattr(owner, "__module__", None) or PACKAGE
    return None if module.split(".")[0] == PACKAGE else True


def document_constant(app, what, name, obj, options, lines):
    """Take a constant's text from the module that sets it, not the docstring of its type."""
    if what != "data":
        return
    short = name.rpartition(".")[2]
    for module in sorted(each for each in sys.modules if each.startswith(f"{PACKAGE}.")):
        if text := ModuleAnalyzer.for_module(module).find_attr_docs().get(("", short)):
            lines[:] = text
            return
    lines.clear()
    logger.warning("%s is public and undescribed: write a string below it, where it is set", name)


def setup(app):
    app.add_role("public", PublicName())
    app.connect("config-inited", write_pages)
    app.connect("autodoc-skip-member", skip_foreign)
    app.connect("autodoc-process-docstring", document_constant)
    return {"parallel_read_safe": True}
