"""Mutated files of people, ties and networks: each is read or refused in a line or two, and no person is made out of nothing.

    python tests/organisation/mutated_files.py --long              2,000 tables and 500 networks
    python tests/organisation/mutated_files.py --long --sample 100 the same, and prints accepted ones to be read by eye

Seeds of mutation are fixed, so that a failure can be repeated: --only SEED.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

import sim
from sim.config import Refused

TABLES = {
    "plain": "employee,manager,unit\n" + "".join(f"E{n},{'' if n == 1 else f'E{(n + 2) // 4}'},u{n % 3}\n" for n in range(1, 25)),
    "bamboo": "Employee #,First Name,Last Name,Department,Status,Reporting to\n"
    + "".join(f"{100 + n},Ann{n},Lee,{'AB'[n % 2]},Active,{'' if n == 0 else f'Ann{(n - 1) // 3} Lee'}\n" for n in range(20)),
    "german": "Personalnummer;Vorgesetzter;Abteilung;FTE\n"
    + "".join(f"{n};{'' if n == 1 else f'{(n + 1) // 3},0'};Büro {n % 2};0,{n % 9}\n" for n in range(1, 19)),
    "stated": "employee\tmanager\tunit\tthreshold\topenness\n"
    + "".join(f"p{n}\t{'' if n == 0 else 'p0'}\tx\t{0.1 * n:.1f}\t{n % 10}0 %\n" for n in range(12)),
}
TIES = {
    "plain": "employee,colleague,kind,strength\n" + "".join(f"E{n},E{n % 24 + 1},advice,{n % 5 + 1}\n" for n in range(1, 25)),
    "bamboo": "ego,alter1,alter2\n" + "".join(f"{100 + n},{100 + (n + 1) % 20},{100 + (n + 7) % 20}\n" for n in range(20)),
    "german": "Von;Nach;Gewicht\n" + "".join(f"{n};{n % 18 + 1};{n},5\n" for n in range(1, 19)),
    "stated": "source\ttarget\n" + "".join(f"p{n}\tp{(n + 3) % 12}\n" for n in range(12)),
}
NETWORKS = {
    "g.graphml": '<?xml version="1.0"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    '<key id="d" for="node" attr.name="unit"/>\n'
    '<graph edgedefault="directed">\n'
    + "".join(f'<node id="n{n}"><data key="d">u{n % 2}</data></node>\n' for n in range(9))
    + "".join(f'<edge source="n{n}" target="n{(n + 2) % 9}"/>\n' for n in range(9))
    + "</graph>\n</graphml>\n",
    "g.gexf": '<gexf version="1.3">\n<graph defaultedgetype="directed">\n<nodes count="6">\n'
    + "".join(f'<node id="{n}" label="P {n}"/>\n' for n in range(6))
    + "</nodes>\n<edges>\n"
    + "".join(f'<edge id="{n}" source="{n}" target="{(n + 1) % 6}" weight="{n + 1}.5"/>\n' for n in range(6))
    + "</edges>\n</graph>\n</gexf>\n",
    "g.gml": "graph [\ndirected 1\n"
    + "".join(f'node [ id {n} label "P{n}" ]\n' for n in range(6))
    + "".join(f"edge [ source {n} target {(n + 1) % 6} weight {n + 1} ]\n" for n in range(6))
    + "]\n",
    "g.net": "*Vertices 6\n"
    + "".join(f'{n} "P{n}"\n' for n in range(1, 7))
    + "*Arcs\n"
    + "".join(f"{n} {n % 6 + 1} {n}\n" for n in range(1, 7))
    + "*Edges\n1 4\n*Partition dept\n*Vertices 6\n1\n1\n1\n2\n2\n2\n",
    "m.dl": "dl n=4 format=fullmatrix\nlabels:\nann,bob,cy,di\ndata:\n0 1 0 2\n1 0 1 0\n0 3 0 1\n1 0 0 0\n",
    "e.dl": "dl n=5 format=edgelist1\nlabels embedded\ndata:\n" + "".join(f"p{n} p{(n + 1) % 5} {n + 1}\n" for n in range(5)),
}
ODD = ("", " ", "\u200b", "n/a", "0", "-1", "1e309", "nan", "1.0", "1,5", '"', '""', "=1+1", "E1", "E2", "p0", "100", "É",
       "E\u0301", "\ufeff", "x" * 300,
       "yes", "50%", "<b>", "../x", "2024-01-01", "E1;E2", "Total", "\x00", "'", "&amp;", "*Arcs", "]", "99999999999999999999")  # fmt: skip


class Result(NamedTuple):
    """What became of a mutated file: a fault, or nothing; whether it was accepted; and what to read by eye."""

    fault: str
    accepted: bool
    told: str


def _line(text: str, chance: random.Random, change: Callable[[list[str], int], None]) -> str:
    lines = text.split("\n")
    change(lines, chance.randrange(len(lines)))
    return "\n".join(lines)


def _cell(text: str, chance: random.Random) -> str:
    """One cell, or one word, becomes an odd one."""
    marks = [place for place, letter in enumerate(text) if letter in ',;\t \n"<>=']
    place = chance.randrange(len(marks) - 1)
    return text[: marks[place] + 1] + chance.choice(ODD) + text[marks[place + 1] :]


def mutated(text: str, chance: random.Random) -> bytes:
    """A file with one to four changes, as bytes."""
    for _ in range(chance.randint(1, 4)):
        if len(text) < 3:
            break
        kind = chance.randrange(12)
        at = chance.randrange(len(text))
        if kind <= 3 and sum(letter in ',;\t \n"<>=' for letter in text) > 2:
            text = _cell(text, chance)
        elif kind == 4:
            text = text[:at] + text[at + 1 :]
        elif kind == 5:
            text = text[:at] + chance.choice('",;\t\n\r<>*[]&0aé') + text[at:]
        elif kind == 6:
            text = _line(text, chance, lambda lines, row: lines.insert(row, lines[row]))
        elif kind == 7:
            text = _line(text, chance, lambda lines, row: lines.pop(row))
        elif kind == 8:
            text = _line(text, chance, lambda lines, row: chance.shuffle(lines))
        elif kind == 9:
            text = text[:at]
        elif kind == 10:
            text = text.replace(chance.choice(",;\t "), chance.choice(",;\t| "))
        else:
            text = chance.choice(("sep=;\n", "Report of 2024\n\n", "\ufeff", "# made by hand\n")) + text
    content = text.encode(chance.choice(("utf-8", "utf-8", "utf-8", "utf-8", "utf-16")), "replace")
    if chance.random() < 0.08:
        place = chance.randrange(len(content) + 1)
        content = content[:place] + bytes([chance.randrange(256)]) + content[place + 1 :]
    return content


def _looked_at(read: Callable[[], sim.ImportedOrganisation], text: str, most: int) -> Result:
    try:
        found = read()
    except Refused as refusal:
        message = str(refusal)
        fault = f"a refusal of {len(message)} letters" if len(message) > 1_200 or message.count("\n") > 3 else ""
        return Result(fault, False, message)
    except Exception as problem:
        return Result(f"{type(problem).__name__}: {problem}", False, "")
    firm = found.organisation
    faults = []
    plain = "".join(unicodedata.normalize("NFC", text).split())
    names = [
        name for name in firm.employee_ids if "".join(name.split()) not in plain and "".join(name.split()) not in plain.replace('""', '"')
    ]
    names = [name for name in names if not (name.isdigit() and "*" in text)]  # a vertex of Pajek without a label is called by its number
    if names and "&" not in text:
        faults.append(f"people whom the file does not name: {names[:3]}")
    if firm.employees > most:
        faults.append(f"{firm.employees} people out of {most} lines")
    if not (np.isfinite(firm.threshold).all() and ((firm.openness >= 0) & (firm.openness <= 1)).all() and (firm.strength > 0).all()):
        faults.append("numbers out of their range")
    return Result("; ".join(faults), True, str(found.report))


def of_tables(seed: int, folder: Path) -> Result:
    """Mutate the table of people, or that of ties, or both."""
    chance = random.Random(seed)
    kind = chance.choice(sorted(TABLES))
    which = chance.randrange(3)
    people = mutated(TABLES[kind], chance) if which != 1 else TABLES[kind].encode()
    ties = mutated(TIES[kind], chance) if which != 0 else TIES[kind].encode()
    (folder / "people.csv").write_bytes(people)
    (folder / "ties.csv").write_bytes(ties)
    return _looked_at(
        lambda: sim.import_organisation(folder / "people.csv", folder / "ties.csv"), _text(people), _text(people).count("\n") + 1
    )


def of_networks(seed: int, folder: Path) -> Result:
    """Mutate a network file."""
    chance = random.Random(seed)
    name = chance.choice(sorted(NETWORKS))
    content = mutated(NETWORKS[name], chance)
    (folder / name).write_bytes(content)
    return _looked_at(lambda: sim.import_organisation(folder / name), _text(content), len(content))


def _text(content: bytes) -> str:
    return content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")


def main(arguments: list[str]) -> int:
    """Try many, print faults and counts; 1 where there was a fault."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--long", action="store_true", help="2,000 tables and 500 networks rather than 200 and 50")
    parser.add_argument("--sample", type=int, default=0, help="print so many accepted ones")
    parser.add_argument("--only", type=int, help="one seed of tables and of networks")
    asked = parser.parse_args(arguments)
    counts, faults, accepted = Counter[str](), 0, list[str]()
    with tempfile.TemporaryDirectory() as folder:
        for kind, attempt, size in (("tables", of_tables, 200), ("networks", of_networks, 50)):
            seeds = range(size * (10 if asked.long else 1)) if asked.only is None else [asked.only]
            for seed in seeds:
                result = attempt(seed, Path(folder))
                counts[f"{kind} accepted" if result.accepted else f"{kind} refused"] += 1
                if result.fault:
                    faults += 1
                    print(f"{kind}, seed {seed}: {result.fault}")
                if result.accepted:
                    files = "\n".join(f"--- {path.name}\n{_text(path.read_bytes())}" for path in sorted(Path(folder).iterdir()))
                    accepted.append(f"===== {kind}, seed {seed}\n{files}\n--- understood\n{result.told}")
                for path in Path(folder).iterdir():
                    path.unlink()
    for told in random.Random(1).sample(accepted, min(asked.sample, len(accepted))):
        print(told)
    print(", ".join(f"{count:,} {what}" for what, count in sorted(counts.items())) + f"; {faults:,} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
