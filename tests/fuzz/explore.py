"""Let atheris explore a parser: python -m tests.fuzz.explore NAME CORPUS [options of libFuzzer].

Inputs that reach new code are kept in the folder CORPUS. It ends with a traceback at the first
error that is not documented, and leaves the input behind.
"""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> None:
    """Explore the parser that is named first; without a name, list them."""
    import atheris

    with atheris.instrument_imports(include=["galaxyzoo_ml"]):
        from tests.fuzz.parsers import PARSERS

    if len(sys.argv) == 1:
        print("\n".join(PARSERS))
        return
    parser, corpus = PARSERS[sys.argv.pop(1)], Path(sys.argv[1])
    corpus.mkdir(parents=True, exist_ok=True)
    (corpus / "whole").write_bytes(parser.whole())
    parser.read(parser.whole())  # slow imports happen here, and not in the first input
    atheris.Setup(sys.argv, parser.read)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
