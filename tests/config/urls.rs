//! Database addresses against `fixtures/urls/urls.json`.

use std::path::Path;

use alembic::config::url::{Url, UrlError, make_url};
use serde_json::{Value, json};

/// SQLAlchemy's exception class for an error that SQLAlchemy has too.
fn python_class(error: &UrlError) -> &'static str {
    match error {
        UrlError::Malformed => "ArgumentError",
        UrlError::InvalidPort { .. } => "ValueError",
        UrlError::NoSuchDialect { .. } => "NoSuchModuleError",
        UrlError::PortOutOfRange { .. } | UrlError::UnsupportedDialect { .. } => "(none)",
        other => panic!("a new error wants its class here: {other:?}"),
    }
}

fn describe(text: &str) -> Value {
    let error = |error: &UrlError| json!({"class": python_class(error), "message": error.to_string()});
    match make_url(text) {
        Err(failure) => json!({"url": text, "error": error(&failure)}),
        Ok(url) => {
            let Url {
                drivername,
                username,
                password,
                host,
                port,
                database,
                query,
            } = &url;
            let mut case = json!({
                "url": text, "drivername": drivername, "username": username, "password": password, "host": host,
                "port": port, "database": database, "query": query, "hidden": url.render_as_string(true),
                "plain": url.render_as_string(false), "backend": url.backend_name(),
            });
            match url.dialect_name() {
                Ok(dialect) => {
                    case["dialect"] = json!(dialect.as_str());
                    case["driver"] = json!(url.driver_name());
                }
                Err(failure) => case["dialect_error"] = error(&failure),
            }
            case
        }
    }
}

/// What we do on purpose where SQLAlchemy does something else.
fn adjust_for_deliberate_differences(case: &mut Value) {
    if case["port"]
        .as_f64()
        .is_some_and(|port| !(0.0..=65535.0).contains(&port))
    {
        let text = case["url"]
            .as_str()
            .and_then(|url| url.split(['/', ':']).nth(4))
            .expect("a port");
        let message = format!("port {text} in the database URL is out of range; a port is a number from 0 to 65535");
        *case = json!({"url": case["url"], "error": {"class": "(none)", "message": message}});
    }
    if let Some(backend @ ("oracle" | "mssql")) = case["dialect"].as_str() {
        let message = format!(
            "the {backend} dialect of the database URL is not supported; use sqlite, postgresql, mysql or mariadb"
        );
        case["dialect_error"] = json!({"class": "(none)", "message": message});
        let fields = case.as_object_mut().expect("an object");
        fields.remove("dialect");
        fields.remove("driver");
    }
}

#[test]
fn every_address_is_read_as_sqlalchemy_reads_it() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/urls/urls.json");
    let cases: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(path).expect("golden file")).expect("JSON");
    assert!(cases.len() >= 120, "{} cases", cases.len());
    let mut failures = Vec::new();
    for mut expected in cases {
        let actual = describe(expected["url"].as_str().expect("a url"));
        adjust_for_deliberate_differences(&mut expected);
        if actual != expected {
            failures.push(format!("expected {expected}\n  actual {actual}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
