"""What is made equal before outputs are compared. The replay (tests/scenarios/normalise.rs) does the same, word for word."""

from __future__ import annotations

import re

_WARNING = re.compile(r"^\S+:\d+: (\w*Warning: )", re.M)


def stdout(text: str, unordered: str, names: dict[str, str]) -> str:
    text = _replace(text, names)
    if unordered == "lines":
        return "".join(sorted(text.splitlines(keepends=True)))
    if unordered == "revisions":
        return _sort_revisions(text)
    if unordered == "children":
        return _sort_children(text)
    return text


def stderr(text: str, names: dict[str, str]) -> str:
    """Log lines; of a traceback only what was raised, of wrong usage only the last line, of warnings only the message."""
    text = _replace(text, names)
    before, crash, traceback = text.partition("Traceback (most recent call last):\n")
    if crash:
        last = traceback.rsplit("Traceback (most recent call last):\n", 1)[-1]
        raised = next((line for line in last.splitlines() if not line.startswith(" ")), "")
        text = f"{before}crash: {raised}\n"
    if text.startswith("usage: "):
        text = text.splitlines(keepends=True)[-1]
    lines = text.splitlines(keepends=True)
    kept = []
    after_warning = False
    for line in lines:
        if not (after_warning and line.startswith("  ")):
            kept.append(_WARNING.sub(r"\1", line))
        after_warning = bool(_WARNING.match(line))
    return "".join(kept)


def plan(stdout: str, stderr: str) -> str:
    """What `--plan` has to print: the steps that real Alembic logged while it ran them, or why it refused."""
    steps = re.findall(r"^INFO  \[alembic\.runtime\.migration\] (Running (?:up|down)grade .*\n)", stderr, re.M)
    return "".join([*steps, *re.findall(r"^FAILED: .*\n", stdout, re.M)])


def _replace(text: str, names: dict[str, str]) -> str:
    """Names what differs from run to run, and sorts what messages name in the order of a set."""
    for found, name in names.items():
        text = text.replace(found, name)
    # Alembic writes a report to a temporary file; we say what is wrong, and where
    text = re.sub(r"(?<=Template rendering failed);.*", "", text)
    text = re.sub(r"(in revision) (\S+) (already used by revision) (\S+)$", _in_order, text, flags=re.M)
    return re.sub(
        r"(?<=overlaps with other requested revisions ).*$",
        lambda names: ", ".join(sorted(names[0].split(", "))),
        text,
        flags=re.M,
    )


def _sort_children(text: str) -> str:
    """Sorts the lines under a branch point, and the names in lists."""
    result: list[str] = []
    children: list[str] = []
    for line in [*text.splitlines(keepends=True), ""]:
        if re.match(r" +-> ", line):
            children.append(_sort_names(line))
            continue
        result += sorted(children)
        children = []
        result.append(_sort_names(line))
    return "".join(result)


def _sort_names(line: str) -> str:
    """`Branches into: b, a`, `Branch names: b, a` and `id (b, a) (head)`: the names come from sets."""
    found = re.match(r"Branches into: |Branch names: ", line)
    if found:
        return found[0] + ", ".join(sorted(line[found.end() :].rstrip("\n").split(", "))) + "\n"
    return re.sub(r"\(([^()]*, [^()]*)\)", lambda names: f"({', '.join(sorted(names[1].split(', ')))})", line, count=1)


def _in_order(match: re.Match[str]) -> str:
    first, second = sorted([match[2], match[4]])
    return f"{match[1]} {first} {match[3]} {second}"


def _sort_revisions(text: str) -> str:
    first, *paragraphs = re.split(r"^(?=Rev: )", _sort_children(text), flags=re.M)
    return first + "".join(sorted(paragraphs))
