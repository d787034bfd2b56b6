"""Simulated galaxies and charges, without a download.

The way through it: `make_galaxies` draws parameters for each galaxy and its Galaxy Zoo answer
(``_painters``), adds up the light of its parts (``_components``: profiles, arms, dust, stars),
and takes the picture (``_camera``: seeing, noise, the colour stretch of SDSS). `make_charges` is
the table of exercise 1.1(e).
"""
