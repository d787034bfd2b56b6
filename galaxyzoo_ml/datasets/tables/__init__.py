"""What every reader of tables shares.

The way through it: ``_astropy_tables`` opens FITS and VOTable (``_votable_references`` refuses
what lies elsewhere, ``_votable_status`` says what a service says), ``_astropy_frame`` makes a
DataFrame of a table, ``_angle_units`` knows the units of angles. ``_read_csv`` reads a CSV file as
text, with nothing rounded and nothing taken for missing (``_plain_or_gzipped`` opens it,
``_encoding`` tells how it is written); ``_typed_column`` makes numbers of it where that loses
nothing; ``_rounded_ids`` refuses ids that a float or a spreadsheet has spoilt; ``_listed`` names
columns in messages; ``_sphere`` knows where positions can be.
"""
