"""``python -m galaxyzoo_ml`` is the command ``galaxyzoo``."""

import sys

from galaxyzoo_ml.cli import main

if __name__ == "__main__":
    sys.exit(main())
