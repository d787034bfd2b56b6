"""Sphinx configuration. Nothing is fetched: see _inventories/make.py for the outer links."""

import sys
from pathlib import Path

import galaxyzoo_ml

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE / "_extensions"), str(HERE / "_inventories")]

import make as inventories  # noqa: E402  (found through the line above)

project = "galaxyzoo-ml"
author = "the galaxyzoo-ml developers"
copyright = f"2026, {author}"  # noqa: A001  (Sphinx's name)
release = version = galaxyzoo_ml.__version__

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.intersphinx",
    "sphinx.ext.mathjax",
    "myst_parser",
    "numpydoc",
    "sphinx_copybutton",
    "public_api",
]
source_suffix = {".rst": "restructuredtext"}  # Markdown is only included
exclude_patterns = ["_build"]
templates_path = ["_templates"]
default_role = "public"  # `ImageArray` links to the reference

autodoc_typehints = "none"  # the docstrings say shapes and units, which types cannot
numpydoc_show_class_members = False
numpydoc_validation_checks = {"PR01", "PR02", "PR03", "PR10"}

intersphinx_mapping = {
    name: (url, str(HERE / "_inventories" / f"{name}.inv"))
    for name, url in inventories.HOMES.items()
}

copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

html_theme = "pydata_sphinx_theme"
html_title = f"galaxyzoo-ml {release}"
html_copy_source = html_show_sourcelink = False
html_sidebars = {page: [] for page in ("install", "getting_started", "design", "changelog")}
html_theme_options = {"navigation_with_keys": False, "show_toc_level": 2, "footer_end": []}
