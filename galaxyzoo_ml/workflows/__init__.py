"""Whole ways from galaxies to results, for Python as for the command line."""
