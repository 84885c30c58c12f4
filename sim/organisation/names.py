"""Names of people on screen. No rule reads them."""

from __future__ import annotations

import numpy as np

from sim.organisation.draws import NAMES, Integer, draw, key_of

GIVEN = (
    "Aaliyah", "Adaeze", "Aiko", "Alejandra", "Alice", "Amara", "Amir", "Ana", "Anders", "Anjali",
    "Antonio", "Asel", "Astrid", "Ayşe", "Bilal", "Bongani", "Camille", "Chen", "Chidi", "Clara",
    "Daniel", "Deepak", "Dmitri", "Elena", "Emeka", "Emma", "Fatima", "Femi", "Gabriela", "George",
    "Giulia", "Hana", "Hassan", "Hye-jin", "Ines", "Ivan", "Jakub", "Jamila", "João", "Kavita",
    "Kenji", "Kwame", "Lars", "Leila", "Linh", "Lucía", "Malik", "Mei", "Miguel", "Mina",
    "Nadia", "Naledi", "Niamh", "Omar", "Paulo", "Priya", "Rosa", "Samuel", "Siobhán", "Tane",
    "Thandiwe", "Thomas", "Yara", "Zofia",
)  # fmt: skip
FAMILY = (
    "Abebe", "Achterberg", "Ahmed", "Andersen", "Banerjee", "Bauer", "Begum", "Bianchi", "Castillo", "Chang",
    "Costa", "Da Silva", "Diallo", "Dubois", "Eriksson", "Fernández", "García", "Georgiou", "Gupta", "Haddad",
    "Hakimi", "Horvat", "Ibrahim", "Ivanova", "Jansen", "Jones", "Kamau", "Kaya", "Khan", "Kim",
    "Kowalska", "Kovács", "Lee", "Li", "Lindqvist", "MacLeod", "Mahlangu", "Mbeki", "Mehta", "Moreau",
    "Müller", "Murphy", "Nakamura", "Ndiaye", "Ngata", "Nguyen", "Novák", "Nyong'o", "O'Connor", "Okafor",
    "Oliveira", "Papadaki", "Park", "Popescu", "Quispe", "Rahman", "Rossi", "Santos", "Sato", "Smith",
    "Suzuki", "Tan", "Torres", "Weber",
)  # fmt: skip

# The same person is called the same under every seed.
_KEY = key_of(0)


def name_of(address: Integer) -> str:
    """A person has a name, always the same one; two people may share theirs."""
    words = draw(_KEY, 0, np.uint64(address), NAMES)
    return f"{GIVEN[int(words[0]) % len(GIVEN)]} {FAMILY[int(words[1]) % len(FAMILY)]}"
