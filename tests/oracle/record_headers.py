"""Records how Alembic reads the revision files of fixtures/headers.

Writes `python.json` and `refused.json`, with an entry for each file of the folder of that name, and
`layouts.recorded.json`, with what Alembic loads from the folders and links that `layouts.json` describes.
"""

import json
import os
import sys
import tempfile
import warnings
from pathlib import Path

sys.dont_write_bytecode = True

from alembic.script import ScriptDirectory  # noqa: E402
from alembic.script.base import Script  # noqa: E402
from alembic.util import to_tuple  # noqa: E402

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "headers"


def identifiers(value):
    """A list as Alembic's graph sees the value; sets in a fixed order."""
    items = to_tuple(value, default=())
    items = sorted(items) if isinstance(value, (set, frozenset)) else list(items)
    return [] if items == [None] else items


def read(directory, path):
    """What Alembic makes of one file."""
    try:
        script = Script._from_path(directory, path)
    except Exception as error:
        recorded = {"error": type(error).__name__, "message": str(error)}
        if isinstance(error, SyntaxError):
            recorded["message"] = error.msg
            recorded["line"] = error.lineno
        return recorded
    module = script.module
    return {
        "revision": script.revision,
        "down_revision": identifiers(module.down_revision),
        "branch_labels": identifiers(getattr(module, "branch_labels", None)),
        "depends_on": identifiers(getattr(module, "depends_on", None)),
        "longdoc": script.longdoc,
        "doc": script.doc,
        "upgrade": hasattr(module, "upgrade"),
        "downgrade": hasattr(module, "downgrade"),
    }


def record_files(folder):
    directory = ScriptDirectory(folder)
    return {path.name: read(directory, path) for path in sorted(folder.glob("*.py"))}


def content(name):
    """A revision whose id is its path, with nothing that an id must not have."""
    identifier = "".join(c if c.isalnum() else "_" for c in name)
    return f"revision = {identifier!r}\ndown_revision = None\n"


def record_layout(layout, root):
    """Builds the files and links of a layout, and lists what Alembic loads from it."""
    for name in layout.get("folders", []):
        (root / name).mkdir(parents=True)
    for name in layout.get("files", []):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content(name))
    for name, target in layout.get("links", {}).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(target)
    directory = ScriptDirectory(
        root,
        version_locations=[root / name for name in layout["locations"]],
        recursive_version_locations=layout.get("recursive", False),
    )
    recorded = {"paths": []}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            for script in directory._load_revisions():
                recorded["paths"].append(os.path.relpath(script.path, root))
        except Exception as error:
            message = str(error).replace(str(root), "ROOT")
            recorded = {"error": type(error).__name__, "message": message}
    recorded["warnings"] = [str(warning.message).replace(str(root), "ROOT") for warning in caught]
    return recorded


def record_layouts(layouts):
    recorded = {}
    for name, layout in layouts.items():
        with tempfile.TemporaryDirectory() as root:
            recorded[name] = record_layout(layout, Path(root).resolve())
    return recorded


def write(path, recorded):
    text = json.dumps(recorded, indent=2, ensure_ascii=False, sort_keys=True, default=repr)
    path.write_text(text + "\n")


def main():
    warnings.simplefilter("ignore")
    for folder in ("python", "refused"):
        write(FIXTURES / f"{folder}.json", record_files(FIXTURES / folder))
    layouts = json.loads((FIXTURES / "layouts.json").read_text())
    write(FIXTURES / "layouts.recorded.json", record_layouts(layouts))


if __name__ == "__main__":
    main()
