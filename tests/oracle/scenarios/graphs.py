"""Shapes of revision histories, each under every reading command, every stamp and many planned upgrades."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
import re

from .model import Scenario, Step
from .shapes import SHAPES, Shape


@dataclass
class Revision:
    id: str
    parents: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    depends_on: list[str] = field(default_factory=list)
    doc: str = ""

    @staticmethod
    def parse(line: str) -> Revision:
        """`id < parent, parent @label ~dependency : first line of the docstring`."""
        head, _, doc = line.partition(" : ")
        parents = re.search(r"<([^@~]*)", head)
        return Revision(
            id=re.split(r"[<@~]", head)[0].strip(),
            parents=[parent.strip() for parent in parents[1].split(",")] if parents else [],
            labels=re.findall(r"@(\S+)", head),
            depends_on=re.findall(r"~(\S+)", head),
            doc=doc.strip(),
        )

    def file(self) -> tuple[str, str]:
        """Path and text, as `alembic revision` writes them, as short as they can be."""
        slug = re.sub(r"\W+", "_", self.doc).strip("_").lower()
        header = f"{self.doc}\n\nRevision ID: {self.id}\nRevises: {', '.join(self.parents)}\n"
        return (
            f"alembic/versions/{self.id}_{slug}.py",
            f'"""{header}Create Date: 2025-01-01 09:00:00\n\n"""\n\n'
            f"revision = {self.id!r}\n"
            f"down_revision = {_one_or_many(self.parents)!r}\n"
            f"branch_labels = {_one_or_many(self.labels)!r}\n"
            f"depends_on = {_one_or_many(self.depends_on)!r}\n\n\n"
            "def upgrade():\n    pass\n\n\ndef downgrade():\n    pass\n",
        )


def _one_or_many(names: list[str]) -> None | str | tuple[str, ...]:
    return None if not names else names[0] if len(names) == 1 else tuple(names)


def scenarios(_recorder: object) -> Iterator[Scenario]:
    for shape in SHAPES:
        revisions = [Revision.parse(line) for line in shape.revisions.strip().splitlines() if line.strip()]
        files = dict(revision.file() for revision in revisions) | shape.files
        steps = Walk(shape, revisions).steps()
        files = files or {"alembic/versions/": ""}
        yield Scenario("graphs", shape.name, shape.about, steps, "sqlite", project="python", files=files)


class Walk:
    """The commands for one shape, made of the names that it has."""

    def __init__(self, shape: Shape, revisions: list[Revision]) -> None:
        self.shape = shape
        self.ids = list(dict.fromkeys([*(revision.id for revision in revisions), *shape.more_ids]))
        self.labels = list(dict.fromkeys(label for revision in revisions for label in revision.labels))
        followed = {parent for revision in revisions for parent in revision.parents}
        self.heads = [id for id in self.ids if id not in followed]
        #: first, last, and one or two between
        self.some = list(dict.fromkeys([*self.ids[:: max(1, len(self.ids) // 3)][:3], *self.ids[-1:]]))

    def steps(self) -> list[Step]:
        if self.shape.broken:
            return self.broken()
        steps = [*self.read(), *self.show(), *self.stamp(), *self.plan()]
        if self.shape.any_order:
            for step in steps:
                if step.plan or step.args and step.args[0] == "history":
                    step.unordered = "revisions" if "-v" in (step.args or []) else "lines"
        return steps

    def broken(self) -> list[Step]:
        """A history that cannot be loaded answers everything with the same message."""
        return [
            *_commands("branches", unordered="children"),
            *_commands("history", "heads", "show head", *(f"show {id}" for id in self.some[:2])),
            *_commands("current", "stamp head --sql", "stamp head"),
        ]

    def read(self) -> list[Step]:
        yield_ranges = [
            *(f"{id}:" for id in self.some),
            *(f":{id}" for id in self.some),
            *(f"{a}:{b}" for a, b in zip(self.some, self.some[1:])),
            *(f"{label}@base:{label}@head" for label in self.labels[:2]),
            *(f"{label}:" for label in self.labels[:2]),
            *(f":{label}@head" for label in self.labels[:2]),
            *("base:heads", "head:", ":head", "heads:", "-2:", ":-1"),
        ]
        if self.ids:
            first, last = self.ids[0], self.ids[-1]
            yield_ranges += [f"{first}:{last}", f"{last}:{first}", f"{first}:+2", f"{first}+1:{last}", f":{last}-1"]
        return [
            *_commands("history", "history -v", "heads", "heads -v", "branches", "branches -v", unordered="children"),
            *_commands("heads --resolve-dependencies", "heads -v --resolve-dependencies", unordered="children"),
            *(Step(["history", f"--rev-range={found}"], unordered="children") for found in yield_ranges),
        ]

    def show(self) -> list[Step]:
        symbols = ["head", "heads", "base", "current", "nope", *self.some]
        for id in self.some[:2]:
            symbols += [f"{id}+1", f"{id}-1", f"{id}@head", f"{id}@base", id[:2]]
        for label in self.labels[:2]:
            symbols += [label, f"{label}@head", f"{label}@base", f"{label}@heads", f"{label}@+1", f"{label}@-1"]
            symbols += [f"{label}@{self.ids[0]}", f"{label}@{self.ids[-1][:2]}"]
        symbols += self.shape.symbols
        return [Step(["show", symbol], unordered="revisions") for symbol in dict.fromkeys(symbols)]

    def stamp(self) -> list[Step]:
        """Stamps, each followed by what `current` says then."""
        targets = [
            *([id] for id in self.some[:4]),
            ["heads"],
            ["head"],
            *([f"{label}@head"] for label in self.labels[:2]),
            [self.some[0], self.some[-1]] if len(self.some) > 1 else ["nope"],
            ["base"],
        ]
        if len(self.heads) > 1:
            targets += [self.heads, self.heads[-1:], self.heads[::-1]]
        steps = _commands("current")
        for target in targets:
            steps.append(Step(["stamp", *target]))
            steps.append(Step(["current"], unordered="lines"))
        steps += [
            Step(["stamp", "--purge", *self.heads[:2]]),
            Step(["current", "--check-heads"], unordered="lines"),
            Step(["current", "-v"], unordered="revisions"),
            *_commands("history -i", "history -r current:", "history -r :current", unordered="children"),
            Step(["stamp", "base"]),
            *_commands("stamp heads --sql", "stamp base --sql", "stamp --purge heads --sql"),
            *(Step(["stamp", f"{a}:{b}", "--sql"]) for a, b in zip(self.some, self.some[1:])),
        ]
        return steps

    def plan(self) -> list[Step]:
        """The steps of upgrades and downgrades, from databases at several revisions."""
        up = ["head", "heads", "+1", "+2", *self.some[1:3], *(f"{label}@head" for label in self.labels[:3])]
        up += [f"{label}@+1" for label in self.labels[:2]]
        down = ["base", "-1", "-2", *self.some[:2], *(f"{label}@base" for label in self.labels[:3])]
        down += [f"{label}@-1" for label in self.labels[:2]]
        steps: list[Step] = []
        for start in self.starts():
            steps.append(Step(heads=start))
            few = start in self.shape.starts
            steps += [Step(plan=["upgrade", target]) for target in (["heads", "+1"] if few else [*up, *self.shape.upgrades])]
            if start:
                steps += [Step(plan=["downgrade", target]) for target in (["base", "-1"] if few else [*down, *self.shape.downgrades])]
        for a, b in zip(self.some, self.some[1:]):
            steps += [Step(plan=["upgrade", f"{a}:{b}"]), Step(plan=["downgrade", f"{b}:{a}"])]
        return steps

    def starts(self) -> list[list[str]]:
        """What the version table holds: nothing, a revision in the middle, the heads."""
        middle = [[self.ids[len(self.ids) // 2]]] if self.ids else []
        starts = [[], *middle, *([head] for head in self.heads[:2]), self.heads, *self.shape.starts]
        return [start for number, start in enumerate(starts) if start not in starts[:number]]


def _commands(*lines: str, **fields: str) -> list[Step]:
    return [Step(line.split(), **fields) for line in lines]
