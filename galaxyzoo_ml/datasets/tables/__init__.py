"""What every reader of tables shares.

The way through it: ``_read_csv`` reads a CSV file as text, with nothing rounded and nothing taken
for missing (``_plain_or_gzipped`` opens it); ``_typed_column`` makes numbers of it where that loses
nothing; ``_rounded_ids`` refuses ids that a float or a spreadsheet has spoilt; ``_listed`` names
columns in messages; ``_sphere`` knows where positions can be.
"""
