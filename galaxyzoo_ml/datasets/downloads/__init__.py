"""One published file: downloaded whole, verified, or not there at all.

The way through it: `fetch_file` looks into the cache (``_remote_file`` knows name, addresses and
checksum), then makes attempts (``_download_attempt``), each of which goes on where the last one
stopped (``_partial_file`` is what has arrived, ``_range_request`` asks for the rest), and renames
the file into place when its checksum is right.
"""
