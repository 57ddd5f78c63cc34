"""Records what Alembic's RevisionMap, ScriptDirectory and HeadMaintainer answer about many histories.

Each history of graph_shapes.py becomes fixtures/graph/<name>.json: its revisions, questions and answers. Sixty random
ones with fewer questions become fixtures/graph/random.json.

Alembic keeps revisions and ids in Python sets, whose order changes from run to run. The recorded answers are those with
sets that keep the order of insertion. Stock Alembic then answers the same questions under several hash seeds: each
recorded answer must be its answer under one of them, and those it does not give under all are listed in "unordered".

    record_graph.py              record all
    record_graph.py --random N   record N other random histories in place of the sixty, for a longer search
    record_graph.py --stock      (internal) read questions from stdin, print digests of stock Alembic's answers
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
import hashlib
import json
import logging
import os
from pathlib import Path
import random
import subprocess
import sys
from types import SimpleNamespace
from typing import Any
import warnings

from alembic.runtime import migration
from alembic.script import base
from alembic.script import revision as revisions
from alembic.util import CommandError, to_tuple
from sqlalchemy import Column, MetaData, String, Table

from graph_shapes import History, random_history, shapes

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "graph"
HASH_SEEDS = range(1, 4)
MORE_HASH_SEEDS = [range(start, start + 4) for start in range(4, 200, 4)]
RANDOM_HISTORIES = 60
Answers = dict[str, Any]


class OrderedMeta(type):
    def __instancecheck__(cls, instance: object) -> bool:
        return type.__instancecheck__(cls, instance) or isinstance(instance, (set, frozenset))


class Ordered(metaclass=OrderedMeta):
    """A set in the order of insertion; an intersection is in the order of what it is made with, as in CPython."""

    def __class_getitem__(cls, item: Any) -> type:
        return cls  # Alembic casts to set[Script] where it runs

    def __init__(self, items: Iterable[Any] = ()) -> None:
        self.items = dict.fromkeys(items)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __contains__(self, item: object) -> bool:
        return item in self.items

    def add(self, item: Any) -> None:
        self.items[item] = None

    def discard(self, item: Any) -> None:
        self.items.pop(item, None)

    def remove(self, item: Any) -> None:
        del self.items[item]

    def update(self, items: Iterable[Any]) -> None:
        self.items.update(dict.fromkeys(items))

    def union(self, items: Iterable[Any]) -> Ordered:
        return Ordered([*self.items, *items])

    def intersection(self, items: Iterable[Any]) -> Ordered:
        return Ordered([item for item in items if item in self.items])

    def difference(self, items: Iterable[Any]) -> Ordered:
        return Ordered(self._without(items))

    __sub__ = difference

    def _without(self, items: Iterable[Any]) -> list[Any]:
        gone = set(items)
        return [item for item in self.items if item not in gone]

    def intersection_update(self, items: Iterable[Any]) -> None:
        kept = set(items)
        self.items = {item: None for item in self.items if item in kept}

    def difference_update(self, items: Iterable[Any]) -> None:
        self.items = dict.fromkeys(self._without(items))


def keep_sets_in_order() -> None:
    for module in (revisions, migration, base):
        module.set = module.frozenset = Ordered
    revisions.Revision.nextrev = revisions.Revision._all_nextrev = Ordered()


class HistoryScript(base.Script):
    """A Script of a history. Its hash follows the hash seed, not an address, so that a seed can be asked again."""

    def __init__(self, row: dict[str, Any], serial: int) -> None:
        self.hash = hash((row["revision"], serial))
        down = row.get("down_revision", [])
        labels = row.get("branch_labels", [])
        depends_on = row.get("depends_on", [])
        module = SimpleNamespace(
            down_revision=revisions.tuple_rev_as_scalar(tuple(down)),
            branch_labels=tuple(labels) or None,
            depends_on=revisions.tuple_rev_as_scalar(tuple(depends_on)),
            __doc__=row.get("doc", ""),
            upgrade=upgrade,
            downgrade=downgrade,
        )
        super().__init__(module, row["revision"], f"{row['revision']}.py")

    def __hash__(self) -> int:
        return self.hash


def upgrade() -> None: ...


def downgrade() -> None: ...


class Recording(logging.Handler):
    """Keeps the debug lines of HeadMaintainer."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        migration.log.addHandler(self)
        migration.log.setLevel(logging.DEBUG)

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())

    def take(self) -> str:
        lines, self.lines = self.lines, []
        return "; ".join(lines)


LOG = Recording()


class VersionTable(migration.HeadMaintainer):
    """A HeadMaintainer that keeps the changes of rows instead of sending them."""

    def __init__(self, heads: list[str]) -> None:
        version = Table("alembic_version", MetaData(), Column("version_num", String(32)))
        impl = SimpleNamespace(_exec=lambda statement: None)
        super().__init__(SimpleNamespace(impl=impl, _version=version, as_sql=True), heads)
        self.changes: list[str] = []

    def _insert_version(self, version: str) -> None:
        super()._insert_version(version)
        self.changes.append(f"+{version}")

    def _delete_version(self, version: str) -> None:
        super()._delete_version(version)
        self.changes.append(f"-{version}")

    def _update_version(self, from_: str, to_: str) -> None:
        super()._update_version(from_, to_)
        self.changes.append(f"{from_}>{to_}")

    def take(self) -> str:
        changes, self.changes = self.changes, []
        return " ".join(changes)


class Oracle:
    """Answers questions about one history."""

    def __init__(self, history: History) -> None:
        self.script = base.ScriptDirectory(os.curdir)
        self.scripts: list[HistoryScript] = []
        self.history = history
        self.map = self.script.revision_map = revisions.RevisionMap(self.load_revisions)

    def load_revisions(self) -> Iterator[HistoryScript]:
        for serial, row in enumerate(self.history):
            self.scripts.append(HistoryScript(row, serial))
            yield self.scripts[-1]

    def answer(self, question: list[Any]) -> Any:
        method, *arguments = question
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                answer = getattr(self, method)(*arguments)
            except CommandError as error:
                answer = error_answer(error.__cause__) | {"message": str(error)}
            except revisions.RevisionError as error:
                answer = error_answer(error)
            except Exception as error:
                answer = {"crash": type(error).__name__}
        LOG.take()
        texts = [str(warning.message) for warning in caught]
        return {"warnings": texts, "answer": answer} if texts else answer

    def load(self) -> Any:
        self.map._revision_map
        kinds = {"heads": self.map.heads, "real_heads": self.map._real_heads}
        return kinds | {"bases": self.map.bases, "real_bases": self.map._real_bases}

    def revision(self, serial: int) -> Any:
        script = self.scripts[serial]
        flags = "is_head _is_real_head is_base _is_real_base is_branch_point _is_real_branch_point is_merge_point"
        return {
            "str": str(script),
            "flags": [flag for flag in flags.split() if getattr(script, flag)],
            "nextrev": sorted(script.nextrev),
            "all_nextrev": sorted(script._all_nextrev),
            "branch_labels": sorted(script.branch_labels),
            "resolved_dependencies": list(dict.fromkeys(script._resolved_dependencies)),
            "normalized_down_revisions": script._normalized_down_revisions,
        }

    def get_revisions(self, identifier: Any) -> Any:
        return ids(self.script.get_revisions(identifier))

    def get_revision(self, identifier: str | None) -> Any:
        return ids([self.script.get_revision(identifier)])

    def as_revision_number(self, identifier: str | None) -> Any:
        return list(to_tuple(self.script.as_revision_number(identifier), default=()))

    def get_current_head(self, branch_label: str | None) -> Any:
        return self.map.get_current_head(branch_label)

    def script_current_head(self) -> Any:
        return self.script.get_current_head()

    def new_revision(self, head: str) -> Any:
        return self.script.generate_revision("new", None, head)

    def get_base(self) -> Any:
        try:
            return self.script.get_base()
        except CommandError as error:
            return {"message": str(error)}

    def get_base_revisions(self, identifier: str) -> Any:
        return self.map._get_base_revisions(identifier)

    def filter_for_lineage(self, identifier: str, include_dependencies: bool) -> Any:
        targets = [script for script in self.scripts if self.map._revision_map[script.revision] is script]
        return ids(self.map.filter_for_lineage(targets, identifier, include_dependencies))

    def walk_revisions(self, lower: str, upper: str) -> Any:
        return ids(self.script.walk_revisions(lower, upper))

    def iterate_revisions(self, upper: Any, lower: Any, flags: list[str]) -> Any:
        options = {flag: True for flag in flags if flag != "overwalk"}
        options["assert_relative_length"] = "overwalk" not in flags
        return ids(self.map.iterate_revisions(pythonic(upper), pythonic(lower), **options))

    def get_all_current(self, heads: list[str]) -> Any:
        return sorted(ids(self.script.get_all_current(tuple(heads))))

    def upgrade(self, heads: list[str], destination: str) -> Any:
        return run(heads, self.script._upgrade_revs(destination, tuple(heads)))

    def downgrade(self, heads: list[str], destination: str) -> Any:
        return run(heads, self.script._downgrade_revs(destination, tuple(heads)))

    def stamp(self, heads: list[str], *destinations: str) -> Any:
        return run(heads, self.script._stamp_revs(destinations, tuple(heads)))

    def details(self, method: str, heads: list[str], destination: str) -> Any:
        steps = getattr(self.script, f"_{method}_revs")(destination, tuple(heads))
        table = VersionTable(heads)
        rows = []
        for step in steps:
            try:
                table.update_to_step(step)
            except (AssertionError, KeyError):
                return [*rows, "| crash"]
            info = step.info
            rows.append(
                {
                    "short_log": step.short_log,
                    "doc": step.doc or "",
                    "is_upgrade": info.is_upgrade,
                    "is_stamp": info.is_stamp,
                    "from": list(step.from_revisions),
                    "to": list(step.to_revisions),
                    "up_revision_ids": info.up_revision_ids,
                    "down_revision_ids": info.down_revision_ids,
                    "source_revision_ids": info.source_revision_ids,
                    "destination_revision_ids": info.destination_revision_ids,
                    "log": LOG.take(),
                    "heads": sorted(table.heads),
                }
            )
        return rows


def error_answer(error: BaseException | None) -> dict[str, str]:
    return {"error": f"{type(error).__name__}: {error}"}


def ids(found: Iterable[Any]) -> list[Any]:
    return [getattr(script, "revision", script) for script in found]


def pythonic(identifier: Any) -> Any:
    return tuple(identifier) if isinstance(identifier, list) else identifier


def run(heads: list[str], steps: list[Any]) -> list[str]:
    """The steps as logged, each with what it does to the version table; up to where HeadMaintainer gives up."""
    table = VersionTable(heads)
    rows = []
    for step in steps:
        try:
            table.update_to_step(step)
        except Exception:
            return [*rows, f"{step} | crash"]
        rows.append(f"{step} | {table.take()}")
    return rows


class Questions:
    """What to ask about one history."""

    def __init__(self, oracle: Oracle, rng: random.Random, share: float) -> None:
        self.oracle, self.rng, self.share = oracle, rng, share
        self.ids = list(dict.fromkeys(script.revision for script in oracle.scripts))
        self.labels = [label for script in oracle.scripts for label in script._orig_branch_labels]

    def some(self, items: Iterable[Any], number: int) -> list[Any]:
        """A sample in its order."""
        items = list(items)
        number = min(len(items), max(2, round(number * self.share)))
        return [items[index] for index in sorted(self.rng.sample(range(len(items)), number))]

    def identifiers(self) -> list[str]:
        fixed = "head heads base -1 -2 -9 +1 +0 -0 head-1 head+1 heads-1 base+1 base-1 nosuch nosuch@head nosuch@base"
        branches = [*self.labels, *self.some(self.ids, 3)]
        suffixes = "head heads base -1 -9 +1 nosuch head-1".split()
        related = [f"{branch}@{suffix}" for branch in branches for suffix in suffixes]
        related += [f"{branch}@{id_}" for branch in branches for id_ in self.some(self.ids, 3)]
        related += [f"{branch}@{id_[:4]}" for branch in branches[:2] for id_ in self.some(self.ids, 2)]
        prefixes = dict.fromkeys(name[:length] for name in [*self.ids, *self.labels] for length in (1, 3, 4, 5))
        odd = ["", "@", "@head", "@-1", "-1_0", " -1", "a@b@c", "heads@head", "head@heads", "base@head", "abc+1"]
        return list(dict.fromkeys([*fixed.split(), *self.ids, *self.labels, *related, *prefixes, *odd]))

    def targets(self) -> list[str]:
        fixed = "head heads base +1 +2 +0 -1 -2 -9 +9 base+1 head-1 base+9 head-9 nosuch nosuch@+1".split()
        some = self.some(self.ids, 4)
        relative = [f"{id_}{steps}" for id_ in some for steps in ("+1", "-1", "+2", "-9", "+9", "@head", "@base")]
        labels = self.some(self.labels, 3)
        suffixes = ["", "@head", "@heads", "@base", "@+1", "@-1", "@+2", "@-2", "@+9", "@-9"]
        labelled = [f"{label}{suffix}" for label in labels for suffix in suffixes]
        labelled += [f"{label}@{id_}{steps}" for label in labels[:2] for id_ in some[:2] for steps in ("", "+1", "-1")]
        return list(dict.fromkeys([*fixed, *self.ids, *(id_[:4] for id_ in some), *relative, *labelled]))

    def states(self) -> list[list[str]]:
        """Heads of databases: on the way up, single, overlapping, unknown."""
        states: list[list[str]] = [[], sorted(self.oracle.map._real_heads), sorted(self.oracle.map.heads)]
        table = VersionTable([])
        try:
            steps = self.oracle.script._upgrade_revs("heads", ())
        except CommandError:  # repeated ids make heads overlap
            steps = []
        for step in steps:
            try:
                table.update_to_step(step)
            except KeyError:  # a merge that also depends on an ancestor of its parents
                break
            states.append(sorted(table.heads))
        on_the_way = {json.dumps(state): state for state in states}
        found = self.some(on_the_way.values(), 4)
        found += [[id_] for id_ in self.some(self.ids, 2)]
        if len(self.ids) > 2:
            found.append(self.rng.sample(self.ids, 2))
        found.append(["unknown1"])
        return list({json.dumps(state): state for state in [[], *found]}.values())

    def ranges(self) -> Iterator[tuple[Any, Any]]:
        ends = ["base", "heads", "head", "-2", "-9", "+1", None, *self.ids, *(f"{label}@head" for label in self.labels)]
        ends += [f"{label}@base" for label in self.labels] + [f"{id_}@base" for id_ in self.ids]
        for lower in ends:
            for upper in ends:
                yield lower, upper

    def all(self) -> Iterator[list[Any]]:
        for serial in range(len(self.oracle.scripts)):
            yield ["revision", serial]
        yield ["script_current_head"]
        yield ["get_base"]
        if len(self.oracle.map.heads) > 1:
            yield ["new_revision", "head"]
        identifiers = self.identifiers()
        for identifier in self.some(identifiers, 50):
            yield ["get_revisions", identifier]
        for method in ("get_revision", "as_revision_number"):
            for identifier in [None, *self.some(identifiers, 20)]:
                yield [method, identifier]
        yield ["get_revisions", self.some(self.ids, 2)]
        yield ["get_revisions", ["head", "base", *self.ids[:1]]]
        for label in [None, *self.some(self.labels, 3), *self.some(self.ids, 1)]:
            yield ["get_current_head", label]
        for identifier in self.some([*self.ids, *self.labels, "heads", "base", "nosuch"], 8):
            yield ["get_base_revisions", identifier]
            yield ["filter_for_lineage", identifier, False]
            yield ["filter_for_lineage", identifier, True]
        for lower, upper in self.some((pair for pair in self.ranges() if None not in pair), 25):
            yield ["walk_revisions", lower, upper]
        flags = ["implicit_base", "inclusive", "overwalk", "select_for_downgrade"]
        for lower, upper in self.some(self.ranges(), 25):
            yield ["iterate_revisions", upper, lower, [flag for flag in flags if self.rng.random() < 0.4]]
        yield from self.plans()

    def plans(self) -> Iterator[list[Any]]:
        states, targets = self.states(), self.targets()
        for heads in states:
            yield ["get_all_current", heads]
            for method, number in (("upgrade", 11), ("downgrade", 11), ("stamp", 7)):
                usual = ["heads" if method == "upgrade" else "base"]
                for target in dict.fromkeys([*usual, *self.some(targets, number)]):
                    yield [method, heads, target]
            yield ["stamp", heads, *self.some(self.ids, 2)]
        if self.share < 1:
            return
        heads = sorted(self.oracle.map._real_heads)
        yield ["details", "upgrade", [], "heads"]
        yield ["details", "downgrade", heads, "base"]
        for state, target in (([], "heads"), (heads, "base"), (heads, self.ids[0])):
            yield ["details", "stamp", state, target]


def ask(name: str, history: History, share: float) -> dict[str, Any]:
    oracle = Oracle(history)
    load = oracle.answer(["load"])
    answers = [[["load"], load]]
    if oracle.map.__dict__.get("heads") is not None and oracle.scripts:
        for question in Questions(oracle, random.Random(name), share).all():
            answers.append([question, oracle.answer(question)])
    return {"revisions": history, "answers": answers}


def digest(answer: Any) -> str:
    return hashlib.sha256(json.dumps(answer).encode()).hexdigest()[:16]


def stock() -> None:
    """Reads histories with questions from stdin, prints a digest of each stock answer."""
    for history, questions in json.load(sys.stdin):
        oracle = Oracle(history)
        if ["load"] not in questions:
            oracle.answer(["load"])
        print(json.dumps([digest(oracle.answer(question)) for question in questions]))


def ask_stock(recorded: list[dict[str, Any]], numbers: list[list[int]], seed: int) -> list[dict[int, str]]:
    """The digests of stock answers, by the number of the question within its history."""
    pairs = zip(recorded, numbers, strict=True)
    asked = [(history["revisions"], [history["answers"][at][0] for at in of]) for history, of in pairs]
    output = subprocess.run(
        [sys.executable, __file__, "--stock"],
        input=json.dumps(asked),
        env=os.environ | {"PYTHONHASHSEED": str(seed)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    digests = map(json.loads, output.stdout.splitlines())
    return [dict(zip(of, row, strict=True)) for of, row in zip(numbers, digests, strict=True)]


def compare_with_stock(recorded: list[dict[str, Any]]) -> None:
    """Notes the questions to which stock Alembic has other answers too, and sees that it has the recorded ones."""
    unproven = [set(range(len(history["answers"]))) for history in recorded]
    varying: list[set[int]] = [set() for _ in recorded]

    def compare(seed: int, numbers: list[list[int]]) -> None:
        for at, digests in enumerate(ask_stock(recorded, numbers, seed)):
            answers = recorded[at]["answers"]
            same = {number for number, found in digests.items() if found == digest(answers[number][1])}
            unproven[at] -= same
            varying[at] |= digests.keys() - same

    def compare_all(seeds: Iterable[int]) -> None:
        numbers = [sorted(of) for of in unproven]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(lambda seed: compare(seed, numbers), seeds))

    compare_all(HASH_SEEDS)
    for seeds in MORE_HASH_SEEDS:
        if any(unproven):
            compare_all(seeds)
    for history, numbers, others in zip(recorded, unproven, varying, strict=True):
        for number in numbers:
            question, answer = history["answers"][number]
            raise SystemExit(f"stock Alembic never answers {answer} to {question} on {history['revisions']}")
        history["unordered"] = [history["answers"][number][0] for number in sorted(others)]


def as_json(recorded: dict[str, Any]) -> str:
    """One line a row, so that changes can be read."""
    parts = []
    for name, rows in recorded.items():
        lines = ",\n".join(f"  {json.dumps(row, ensure_ascii=False, separators=(',', ':'))}" for row in rows)
        parts.append(f'"{name}": [\n{lines}\n]' if rows else f'"{name}": []')
    return "{" + ",\n".join(parts) + "}"


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["--stock"]:
        stock()
        return
    keep_sets_in_order()
    number = int(arguments[1]) if arguments[:1] == ["--random"] else 0
    recorded = {} if number else {name: ask(name, history, 1.0) for name, history in shapes().items()}
    rng = random.Random(f"histories {number}")
    many = [ask(f"random {at}", random_history(rng), 0.2) for at in range(number or RANDOM_HISTORIES)]
    compare_with_stock([*recorded.values(), *many])
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in FOLDER.glob("*.json"):
        if not number and path.stem not in recorded:
            path.unlink()
    for name, history in recorded.items():
        (FOLDER / f"{name}.json").write_text(as_json(history) + "\n")
    (FOLDER / "random.json").write_text("[" + ",\n".join(map(as_json, many)) + "]\n")
    questions = [row for history in [*recorded.values(), *many] for row in history["answers"]]
    unordered = sum(len(history["unordered"]) for history in [*recorded.values(), *many])
    print(f"{len(recorded) + len(many)} histories, {len(questions)} answers, {unordered} without one order")


if __name__ == "__main__":
    main(sys.argv[1:])
