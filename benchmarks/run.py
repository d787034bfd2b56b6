"""Run every benchmark, one after the other, each in a process of its own."""

import subprocess
import sys
from pathlib import Path

SCRIPTS = (
    "training_speed.py",
    "training_memory.py",
    "balancing_speed.py",
    "balancing_memory.py",
    "catalog_speed.py",
    "cutout_speed.py",
    "decoding.py",
)

if __name__ == "__main__":
    here = Path(__file__).parent
    for script in SCRIPTS:
        print(f"\n{script}", flush=True)
        subprocess.run([sys.executable, here / script], check=True)
