//! The files of libpq's `ssl…` parameters.

use std::fs;
use std::path::{Path, PathBuf};

use alembic_sql::DatabaseError;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::conninfo::ConnInfo;
use crate::drivers::environment::Environment;

/// `sslcert` and `sslkey`, or the files in `~/.postgresql`. A missing certificate is none, as in libpq.
pub(super) fn client_certificate(
    conninfo: &ConnInfo,
    environment: &Environment,
) -> Result<Option<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)>, DatabaseError> {
    if conninfo.get("sslcertmode") == Some("disable") {
        return Ok(None);
    }
    let Some(certificate) = file(conninfo, environment, "sslcert", "postgresql.crt").filter(|path| path.exists())
    else {
        return Ok(None);
    };
    let key = file(conninfo, environment, "sslkey", "postgresql.key").unwrap_or_default();
    if !key.exists() {
        return Err(DatabaseError::new(format!(
            "certificate present, but not private key file \"{}\"",
            key.display()
        )));
    }
    refuse_public_key_file(&key)?;
    let chain = certificates(&certificate)
        .map_err(|error| DatabaseError::new(format!("could not read certificate file {error}")))?;
    let key = PrivateKeyDer::from_pem_file(&key).map_err(|error| {
        DatabaseError::new(format!(
            "could not load private key file \"{}\": {error} (an encrypted key is not supported)",
            key.display()
        ))
    })?;
    Ok(Some((chain, key)))
}

/// A file by its keyword, or by its name in `~/.postgresql`.
pub(super) fn file(conninfo: &ConnInfo, environment: &Environment, keyword: &str, name: &str) -> Option<PathBuf> {
    match conninfo.get(keyword) {
        Some(path) => Some(PathBuf::from(path)),
        None => environment
            .home
            .as_ref()
            .map(|home| home.join(".postgresql").join(name)),
    }
}

#[cfg(unix)]
fn refuse_public_key_file(path: &Path) -> Result<(), DatabaseError> {
    use std::os::unix::fs::MetadataExt;

    let Ok(metadata) = fs::metadata(path) else {
        return Ok(());
    };
    let allowed = if metadata.uid() == 0 { 0o640 } else { 0o600 };
    if metadata.is_file() && metadata.mode() & 0o777 & !allowed != 0 {
        // libpq's words.
        return Err(DatabaseError::new(format!(
            "private key file \"{}\" has group or world access; file must have permissions u=rw (0600) or less \
             if owned by the current user, or permissions u=rw,g=r (0640) or less if owned by root",
            path.display()
        )));
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_public_key_file(_path: &Path) -> Result<(), DatabaseError> {
    Ok(())
}

/// The certificates of a PEM file; the error begins with the file's name.
pub(super) fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let certificates: Vec<_> = CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect)
        .map_err(|error| format!("\"{}\": {error}", path.display()))?;
    if certificates.is_empty() {
        return Err(format!("\"{}\": no certificate or crl found", path.display()));
    }
    Ok(certificates)
}
