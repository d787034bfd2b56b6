"""One published file: downloaded whole, verified, or not there at all.

The way through it: `fetch_file` looks into the cache (``_remote_file`` knows name, addresses and
checksum), then makes attempts (``_attempt``), each of which goes on where the last one stopped
(``_partial_file``), and renames the file into place when its checksum is right.
"""
