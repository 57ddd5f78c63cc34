//! Naming conventions of a case.

use alembic_core::schema::NamingConvention;

use crate::json::Obj;

pub(crate) fn naming(json: serde_json::Value) -> NamingConvention {
    let mut templates = Obj::new(json);
    let mut naming = NamingConvention::empty();
    naming.ix = templates.string("ix");
    naming.uq = templates.string("uq");
    naming.ck = templates.string("ck");
    naming.fk = templates.string("fk");
    naming.pk = templates.string("pk");
    templates.finish();
    naming
}
