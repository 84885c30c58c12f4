"""Mutations: damaged configurations, as data, as text or on the command line; none is harmful to a reader."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from experiments.validation.choices import Choices
from sim.config.safe_yaml import DEEPEST, LONGEST_INTEGER

ODD_VALUES: tuple[Any, ...] = (
    None, True, "", "x", "???", "12", "${name}", "../x", "a\0b", "\ud800", "=1+1", 0, 1, -1, 2**63, 10**40, 0.5, -0.0, 1.0000001,
    1e308, 5e-324, float("nan"), float("inf"), [], [[]], ["x", 1, None], {}, {"x": 1}, {"_target_": "note"}, {"": {}}, {"kind": "x"},
    {"strength": {}},
)  # fmt: skip
ODD_BYTES = (
    b"\0", b"\t", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"&a ", b"*a ", b"!note ", b"${x}", b"- ", b": ",
    b"{", b"]", b"'", b'"', b"|\n", b"#", b"---\n", b"? ", b"...\n", b"%YAML 9.9\n", b"\r", b"_target_: x\n", b"<<: {a: 1}\n",
    b"\xc2\x85", b"\xe2\x80\xa8", b"1e309", b".nan", b"9" * (LONGEST_INTEGER + 1), b"[" * (DEEPEST + 1), b"a: " * (DEEPEST + 1),
)  # fmt: skip
ODD_OVERRIDES = (
    "{}=???", "{}=null", "{}=-1", "{}=1e308", "{}=nan", "{}='x'", "{}=[1,2]", "{}={{a: 1}}", "{}=true", "~{}", "++{}=1", "+{}=1", "{}={{}}",
    "{}=[]", "{}=", "{}", "={}", "{}.x=1", "{}.x.y={{z: 1}}", "~{}.x", "{}=${{x}}", "{}=1,2", "{}=range(1,3)", "{}@x=1", "{}=\\", '{}="x',
    "{}=0x10", "{}=9999999999999999999", "{}=int(3)", "{}=choice(1,2)", "{}=extend_list(1)", "hydra.{}=1", "{}/x=1", "{}.0=1", "{}..x=1",
    "{}=0", "{}=1", "{}=0.5",
)  # fmt: skip
WORDS = (
    "programme",
    "organisation",
    "outcome",
    "scenario",
    "behaviours",
    "catalysts.shared_why",
    "inhibitors.silos",
    "x",
    "a.b",
    "",
    "*",
    "weeks",
)


def wrong_data(choose: Choices, data: dict[str, Any]) -> dict[str, Any]:
    """Valid data with one to three things changed, added or taken away."""
    wrong = deepcopy(data)
    for _ in range(choose.one_of((1, 1, 2, 3))):
        holder, key = _place_in(choose, wrong)
        if holder is None:
            break
        _spoil(choose, holder, key, data)
    return wrong


def wrong_text(choose: Choices, text: bytes) -> bytes:
    """A valid file with one to three things in it overwritten, inserted, cut out or repeated."""
    for _ in range(choose.whole(1, 3)):
        at = choose.whole(0, max(0, len(text) - 1))
        length = choose.one_of((1, 1, 4, 40, len(text)))
        end = text.find(b"\n", at) + 1
        text = choose.one_of((
            text[:at] + bytes([choose.whole(0, 255)]) + text[at + 1 :],
            text[:at] + choose.one_of(ODD_BYTES) + text[at:],
            text[:end] + choose.one_of(ODD_BYTES) + text[end:],
            text[:at] + text[at + length :],
            text[:at] + text[at : at + length] + text[at:],
            text[:end] + b" " + text[end:],
        ))  # fmt: skip
    return text


def wrong_overrides(choose: Choices, data: dict[str, Any]) -> list[str]:
    """One to three overrides, of keys that are there, are not, or are none."""
    return [
        choose.one_of(ODD_OVERRIDES).format(choose.one_of((_dotted_place(choose, data), choose.one_of(WORDS))))
        for _ in range(choose.whole(1, 3))
    ]


def _place_in(choose: Choices, data: Any) -> tuple[Any, Any]:
    """A section or list somewhere in the data, and one of its keys; deeper or not."""
    holder, key = None, None
    inner = data
    while isinstance(inner, dict | list) and inner and (holder is None or choose.whole(0, 3)):
        holder, key = inner, choose.one_of(list(inner) if isinstance(inner, dict) else range(len(inner)))
        inner = holder[key]
    return holder, key


def _dotted_place(choose: Choices, data: Any) -> str:
    keys = []
    inner = data
    while isinstance(inner, dict) and inner and choose.whole(0, 3):
        keys.append(choose.one_of(list(inner)))
        inner = inner[keys[-1]]
    return ".".join(keys)


def _spoil(choose: Choices, holder: Any, key: Any, data: dict[str, Any]) -> None:
    """One thing goes wrong at one place."""
    value = holder[key]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    deed = choose.whole(0, 7)
    if is_number and deed >= 5:
        far = (-value, value * 1e9, value + 0.5, value * 10**6, str(value))
        holder[key] = choose.one_of((value // 2 if isinstance(value, int) else value / 2.0, value + type(value)(1), *far))
    elif deed <= 1:
        holder[key] = deepcopy(choose.one_of(ODD_VALUES))
    elif deed == 2:
        del holder[key]
    elif deed == 3 and isinstance(holder, dict):
        holder[choose.one_of((f"{key}x", key[:-1], key.upper(), "", "../x", "a b", "é" * 70, "_target_", "\u202e"))] = holder.pop(key)
    elif deed == 4:
        other, place = _place_in(choose, data)
        holder[key] = deepcopy(other[place]) if other is not None else None
    else:
        for _ in range(choose.one_of((1, 2, DEEPEST + 1))):
            value = choose.one_of(([value], {"x": value}))
        holder[key] = value
