"""Simulated galaxies and charges, without a download.

The way through it: `make_galaxies` draws parameters for each galaxy and its Galaxy Zoo answer
(``_painters``), adds up the light of its parts (``_components``: profiles, arms, dust, stars),
and takes the picture (``_seeing_and_noise``, then ``_colour_stretch``, as SDSS draws it).
`make_charges` is the table of exercise 1.1(e).
"""
