"""The published packages that the compatibility run looks at, and how each of them is set up."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Environment:
    """One migration environment inside of unpacked packages; paths are relative to where they are unpacked."""

    name: str
    #: The folder to run in.
    folder: str
    #: The configuration that the package ships, in that folder; without one `options` make the file.
    ini: str | None = None
    #: The section of the configuration, `-n`.
    section: str = "alembic"
    #: Options that the project sets by code.
    options: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Package:
    """Distributions that are unpacked into one folder, as an installation would."""

    distributions: tuple[str, ...]
    environments: tuple[Environment, ...]


def neutron_locations() -> str:
    """The folders that neutron passes by code, in the order of its releases."""
    releases = "liberty mitaka newton ocata pike queens rocky stein train ussuri victoria wallaby xena yoga zed".split()
    releases += ["2023.1", "2023.2", "2024.1", "2024.2", "2025.1", "2025.2", "2026.1", "2026.2"]
    contracting = {"liberty", "mitaka", "newton"}
    versions = "%(here)s/alembic_migrations/versions"
    folders = [versions]
    for release in releases:
        folders += [f"{versions}/{release}/contract"] * (release in contracting)
        folders.append(f"{versions}/{release}/expand")
    return " ".join(folders)


# invenio-communities is absent: a revision of invenio-accounts asks whether it is installed.
INVENIO = {
    "invenio-access": "7.1.0",
    "invenio-accounts": "9.1.0",
    "invenio-db": "2.6.1",
    "invenio-files-rest": "6.1.0",
    "invenio-oaiserver": "6.0.2",
    "invenio-oauth2server": "6.1.0",
    "invenio-pidstore": "4.0.2",
    "invenio-records": "6.1.0",
}

SKYPILOT = ("state_db", "spot_jobs_db", "serve_db", "sky_config_db", "kv_cache_db", "recipes_db")

PACKAGES = (
    Package(
        ("apache-airflow-core==3.3.2",),
        (Environment("apache-airflow-core", "airflow", "alembic.ini"),),
    ),
    Package(
        ("apache-airflow-providers-fab==3.10.2",),
        (Environment("apache-airflow-providers-fab", "airflow/providers/fab", "alembic.ini"),),
    ),
    Package(
        ("apache-airflow-providers-edge3==5.1.0",),
        (Environment("apache-airflow-providers-edge3", "airflow/providers/edge3", "alembic.ini"),),
    ),
    Package(("argilla-server==2.8.0",), (Environment("argilla-server", "argilla_server", "alembic.ini"),)),
    Package(("dstack==0.22.5",), (Environment("dstack", "dstack/_internal/server", "alembic.ini"),)),
    Package(("galaxy-data==26.1.2",), (Environment("galaxy-data", "galaxy/model/migrations", "alembic.ini"),)),
    Package(
        tuple(f"{name}=={version}" for name, version in INVENIO.items()),
        (
            Environment(
                "invenio (8 packages)",
                ".",
                options={
                    "script_location": "invenio_records/alembic",
                    "prepend_sys_path": ".",
                    "path_separator": "newline",
                    "version_locations": "\n    ".join(
                        ["", *(f"%(here)s/{name.replace('-', '_')}/alembic" for name in INVENIO)]
                    ),
                },
            ),
        ),
    ),
    Package(("langflow-base==1.13.0",), (Environment("langflow-base", "langflow", "alembic.ini"),)),
    Package(
        ("mlflow==3.18.0",),
        (
            Environment("mlflow", ".", "mlflow/store/db_migrations/alembic.ini"),
            Environment("mlflow (auth)", "mlflow/server/auth/db/migrations", "alembic.ini"),
        ),
    ),
    Package(
        ("neutron==29.0.0",),
        (
            Environment(
                "neutron",
                "neutron/db/migration",
                options={
                    "script_location": "neutron.db.migration:alembic_migrations",
                    "prepend_sys_path": "../../..",
                    "path_separator": "space",
                    "version_locations": neutron_locations(),
                },
            ),
        ),
    ),
    Package(("optuna==5.0.0",), (Environment("optuna", "optuna/storages/_rdb", "alembic.ini"),)),
    Package(
        ("skypilot==0.14.1",),
        tuple(Environment(f"skypilot ({name})", "sky/setup_files", "alembic.ini", name) for name in SKYPILOT),
    ),
    Package(
        ("zenml==0.98.0",),
        (
            Environment(
                "zenml", "zenml/zen_stores/migrations", options={"script_location": "%(here)s", "prepend_sys_path": "."}
            ),
        ),
    ),
)
