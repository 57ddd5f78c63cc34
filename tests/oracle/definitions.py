"""The definitions of fixtures/ops that `op.execute` takes, for record_ops.py: `{"op": "execute", "ddl": {…}}`."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateSchema, CreateSequence, DropSchema, DropSequence


def definition(spec, type_):
    spec = dict(spec)
    kind = next(iter(spec))
    value = spec.pop(kind)
    flags = {key: spec.pop(key) for key in ("if_exists", "if_not_exists", "cascade") if key in spec}
    match kind:
        case "create_sequence" | "drop_sequence":
            if "data_type" in spec:
                spec["data_type"] = type_(spec["data_type"])
            return {"create_sequence": CreateSequence, "drop_sequence": DropSequence}[kind](sa.Sequence(value, **spec), **flags)
        case "create_schema" | "drop_schema":
            return {"create_schema": CreateSchema, "drop_schema": DropSchema}[kind](value, **flags)
        case "create_enum_type":
            return postgresql.CreateEnumType(type_(value))
        case "drop_enum_type":
            return postgresql.DropEnumType(type_(value))
        case "create_domain_type":
            return postgresql.CreateDomainType(type_(value))
        case "drop_domain_type":
            return postgresql.DropDomainType(type_(value))
        case "add_enum_value" | "rename_enum_value":
            # neither library has it: the case says what people write
            return sa.text(spec["sql"])
    raise ValueError(f"unknown definition {kind}")
