"""Records what SQLAlchemy makes of each address in fixtures/urls/urls.json.

To add a case, add {"url": "..."} to that file and run this script; it fills in the rest.
"""

import json
from pathlib import Path

from sqlalchemy import exc
from sqlalchemy.engine import make_url

CASES = Path(__file__).resolve().parents[2] / "fixtures" / "urls" / "urls.json"


def error(exception):
    return {"class": type(exception).__name__, "message": str(exception)}


def record(text):
    case = {"url": text}
    try:
        url = make_url(text)
    except (exc.ArgumentError, ValueError) as exception:
        return case | {"error": error(exception)}
    case |= {
        "drivername": url.drivername,
        "username": url.username,
        "password": url.password,
        "host": url.host,
        "port": url.port,
        "database": url.database,
        "query": [[key, list(values)] for key, values in url.normalized_query.items()],
        "hidden": url.render_as_string(),
        "plain": url.render_as_string(hide_password=False),
        "backend": url.get_backend_name(),
    }
    try:
        case["dialect"] = url.get_dialect().name
        case["driver"] = url.get_driver_name()
    except exc.NoSuchModuleError as exception:
        case["dialect_error"] = error(exception)
    return case


def main():
    cases = [record(case["url"]) for case in json.loads(CASES.read_text(encoding="utf-8"))]
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    CASES.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
