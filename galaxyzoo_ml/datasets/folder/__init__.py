"""A folder of galaxies: pictures beside a table.

The way through it: `load_galaxies` (``_load_galaxies``) reads the table (``_read_table``:
labels.csv, manifest.csv or the course's training_data.txt, ``_course_table``), leaves out what has
no good picture (``_status``), and hands the paths to `galaxyzoo_ml.images.read_stack`. ``_manifest``
is what ``fetch`` writes: a row for every galaxy asked for, and a journal while a run goes on, which
readers fold in memory (``_journal``).
"""
