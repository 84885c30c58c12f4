"""How long does a large organisation take to be read? 100,000 people and 1,000,000 ties, from CSV and from GraphML, each in a new process.

python -m experiments.benchmarks.imports [--people=N] [--ties=N]
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
from pathlib import Path

READ = """
import resource, sys, time
import sim
begin = time.perf_counter()
firm = sim.import_organisation(*sys.argv[1:]).organisation
seconds, memory = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
print(f"{firm.employees:,} people, {len(firm.neighbour):,} ties: {seconds:.1f} s, {memory:.2f} GB")
"""


def write(folder: Path, people: int, ties: int) -> None:
    """Write one organisation as two tables and as a network."""
    chance = random.Random(1)
    managers = ["" if place == 0 else f"E{(place - 1) // 8}" for place in range(people)]
    drawn = [(chance.randrange(people), chance.randrange(people), chance.randrange(1, 50)) for _ in range(ties)]
    with (folder / "people.csv").open("w", encoding="utf-8") as file:
        file.write("Employee ID,Manager ID,Department\n")
        file.writelines(f"E{place},{manager},D{place % 300}\n" for place, manager in enumerate(managers))
    with (folder / "ties.csv").open("w", encoding="utf-8") as file:
        file.write("source,target,weight\n")
        file.writelines(f"E{one},E{other},{weight}\n" for one, other, weight in drawn)
    with (folder / "network.graphml").open("w", encoding="utf-8") as file:
        file.write('<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><key id="u" for="node" attr.name="unit"/>')
        file.write(
            '<key id="m" for="node" attr.name="manager"/><key id="w" for="edge" attr.name="weight"/><graph edgedefault="directed">\n'
        )
        for place, manager in enumerate(managers):
            file.write(f'<node id="E{place}"><data key="u">D{place % 300}</data><data key="m">{manager}</data></node>\n')
        file.writelines(f'<edge source="E{one}" target="E{other}"><data key="w">{weight}</data></edge>\n' for one, other, weight in drawn)
        file.write("</graph></graphml>\n")


def main() -> None:
    """Write, read, and print seconds and the most memory of each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--ties", type=int, default=1_000_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(f"Writing {asked.people:,} people and {asked.ties:,} ties ...", flush=True)
        write(folder, asked.people, asked.ties)
        for files in (("people.csv", "ties.csv"), ("network.graphml",)):
            print(f"{' and '.join(files)}: ", end="", flush=True)
            subprocess.run([sys.executable, "-c", READ, *(str(folder / file) for file in files)], check=True)


if __name__ == "__main__":
    main()
