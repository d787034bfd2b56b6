"""Let atheris explore one parser: python -m tests.fuzz.explore NAME [options of libFuzzer].

It ends with a traceback at the first error that is not documented, and leaves the input behind.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Explore the parser that is named first; without a name, list them."""
    import atheris

    with atheris.instrument_imports(include=["galaxyzoo_ml"]):
        from tests.fuzz.parsers import PARSERS

    if len(sys.argv) == 1:
        print("\n".join(PARSERS))
        return
    parser = PARSERS[sys.argv.pop(1)]
    parser.read(parser.whole())  # slow imports happen here, and not in the first input
    atheris.Setup(sys.argv, parser.read)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
