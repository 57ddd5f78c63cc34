//! libpq's `sslmode`, by rustls.

use std::path::PathBuf;
use std::sync::Arc;

use alembic_sql::DatabaseError;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    SupportedProtocolVersion, version,
};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::certificates::{certificates, client_certificate, file};
use super::conninfo::ConnInfo;
use crate::drivers::environment::Environment;

/// Where distributions keep the certificates that `sslrootcert=system` means.
const SYSTEM_ROOTS: [&str; 4] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

/// libpq's `sslmode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SslMode {
    Disable,
    Allow,
    Prefer,
    Require,
    VerifyCa,
    VerifyFull,
}

impl SslMode {
    /// Reads `sslmode`; the system's roots vouch for any name, so with them only `verify-full` makes sense.
    pub(super) fn of(conninfo: &ConnInfo) -> Result<Self, DatabaseError> {
        let system = conninfo.get("sslrootcert") == Some("system");
        let mode = match conninfo.get("sslmode") {
            None if system => Self::VerifyFull,
            None | Some("prefer") => Self::Prefer,
            Some("disable") => Self::Disable,
            Some("allow") => Self::Allow,
            Some("require") => Self::Require,
            Some("verify-ca") => Self::VerifyCa,
            Some("verify-full") => Self::VerifyFull,
            Some(other) => return Err(DatabaseError::new(format!("invalid sslmode value: \"{other}\""))),
        };
        if system && mode != Self::VerifyFull {
            return Err(DatabaseError::new(format!(
                "weak sslmode \"{}\" may not be used with sslrootcert=system (use \"verify-full\")",
                conninfo.get("sslmode").unwrap_or_default()
            )));
        }
        Ok(mode)
    }
}

/// Builds the TLS connector of a mode; reads the files that it needs.
///
/// # Errors
/// A file that is missing though the mode needs it, or that holds something else; in libpq's words where
/// it has some.
pub(super) fn connector(
    conninfo: &ConnInfo,
    mode: SslMode,
    environment: &Environment,
) -> Result<MakeRustlsConnect, DatabaseError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = Verifier::new(conninfo, mode, environment, &provider)?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&protocol_versions(conninfo)?)
        .map_err(|error| DatabaseError::new(format!("SSL error: {error}")))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier));
    let mut config = match client_certificate(conninfo, environment)? {
        Some((chain, key)) => config
            .with_client_auth_cert(chain, key)
            .map_err(|error| DatabaseError::new(format!("could not use the client certificate: {error}")))?,
        None => config.with_no_client_auth(),
    };
    config.alpn_protocols = vec![b"postgresql".to_vec()];
    config.enable_sni = conninfo.get("sslsni") != Some("0");
    Ok(MakeRustlsConnect::new(config))
}

/// A connector that asks for no certificate at all: for the cancel request of a borrowed connection,
/// whose own settings nobody tells.
pub(super) fn unverified_connector() -> Option<MakeRustlsConnect> {
    connector(&ConnInfo::default(), SslMode::Require, &Environment::default()).ok()
}

fn protocol_versions(conninfo: &ConnInfo) -> Result<Vec<&'static SupportedProtocolVersion>, DatabaseError> {
    const KNOWN: [&str; 4] = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"];
    let rank = |keyword: &str, default: usize| match conninfo.get(keyword) {
        None => Ok(default),
        Some(value) => KNOWN
            .iter()
            .position(|known| known.eq_ignore_ascii_case(value))
            .ok_or_else(|| DatabaseError::new(format!("invalid {keyword} value: \"{value}\""))),
    };
    let range = rank("ssl_min_protocol_version", 2)?..=rank("ssl_max_protocol_version", 3)?;
    let versions: Vec<_> = [(2, &version::TLS12), (3, &version::TLS13)]
        .into_iter()
        .filter(|(rank, _)| range.contains(rank))
        .map(|(_, version)| version)
        .collect();
    if versions.is_empty() {
        return Err(DatabaseError::new(
            "invalid SSL protocol version range: TLSv1.2 and TLSv1.3 are supported",
        ));
    }
    Ok(versions)
}

/// What is asked of the server's certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trust {
    /// Nothing.
    Anyone,
    /// That a known authority signed it.
    Authority,
    /// That it also carries the name of the host.
    AuthorityAndName,
}

#[derive(Debug)]
struct Verifier {
    trust: Trust,
    roots: Vec<CertificateDer<'static>>,
    webpki: Option<Arc<WebPkiServerVerifier>>,
    provider: Arc<CryptoProvider>,
}

impl Verifier {
    /// A root certificate that is there is used even where the mode would not ask for one, as in libpq.
    fn new(
        conninfo: &ConnInfo,
        mode: SslMode,
        environment: &Environment,
        provider: &Arc<CryptoProvider>,
    ) -> Result<Self, DatabaseError> {
        let path = match conninfo.get("sslrootcert") {
            Some("system") => environment
                .get("SSL_CERT_FILE")
                .map(PathBuf::from)
                .or_else(|| SYSTEM_ROOTS.iter().map(PathBuf::from).find(|path| path.exists())),
            _ => file(conninfo, environment, "sslrootcert", "root.crt"),
        };
        let path = match path {
            Some(path) if path.exists() => path,
            path if mode >= SslMode::VerifyCa => {
                return Err(DatabaseError::new(format!(
                    "root certificate file \"{}\" does not exist\nEither provide the file, use the system's \
                     trusted roots with sslrootcert=system, or change sslmode to disable server certificate \
                     verification.",
                    path.unwrap_or_default().display()
                )));
            }
            _ => {
                return Ok(Self {
                    trust: Trust::Anyone,
                    roots: Vec::new(),
                    webpki: None,
                    provider: Arc::clone(provider),
                });
            }
        };
        let unreadable = |error: String| DatabaseError::new(format!("could not read root certificate file {error}"));
        let roots = certificates(&path).map_err(unreadable)?;
        let mut store = RootCertStore::empty();
        store.add_parsable_certificates(roots.iter().cloned());
        let webpki = WebPkiServerVerifier::builder_with_provider(Arc::new(store), Arc::clone(provider))
            .build()
            .map_err(|error| unreadable(format!("\"{}\": {error}", path.display())))?;
        Ok(Self {
            trust: if mode == SslMode::VerifyFull {
                Trust::AuthorityAndName
            } else {
                Trust::Authority
            },
            roots,
            webpki: Some(webpki),
            provider: Arc::clone(provider),
        })
    }

    /// Whether an error of the chain may be forgiven; if so only the name remains to be checked.
    ///
    /// A self-signed certificate that is its own authority is listed among the roots: OpenSSL takes it,
    /// rustls refuses authorities as servers. Its dates have been checked before that.
    fn is_listed_root(&self, error: &Error, end_entity: &CertificateDer<'_>) -> bool {
        matches!(error, Error::InvalidCertificate(CertificateError::Other(other))
            if other.to_string().contains("CaUsedAsEndEntity"))
            && self.roots.iter().any(|root| root == end_entity)
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(webpki) = &self.webpki else {
            return Ok(ServerCertVerified::assertion());
        };
        let mut result = webpki
            .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
            .map(|_| ());
        if let Err(error) = &result
            && self.is_listed_root(error, end_entity)
        {
            let parsed = ParsedCertificate::try_from(end_entity)?;
            result = rustls::client::verify_server_name(&parsed, server_name);
        }
        match result {
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if self.trust != Trust::AuthorityAndName => Ok(()),
            Err(Error::InvalidCertificate(CertificateError::NotValidForNameContext { presented, .. }))
                if presented.is_empty() && has_common_name(end_entity, server_name) =>
            {
                Ok(())
            }
            other => other,
        }
        .map(|()| ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        match &self.webpki {
            Some(webpki) => webpki.verify_tls12_signature(message, cert, dss),
            None => Ok(HandshakeSignatureValid::assertion()),
        }
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        match &self.webpki {
            Some(webpki) => webpki.verify_tls13_signature(message, cert, dss),
            None => Ok(HandshakeSignatureValid::assertion()),
        }
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// Whether the certificate's common name is the host's name. libpq looks at it when the certificate has no
/// alternative names; rustls never does.
fn has_common_name(certificate: &CertificateDer<'_>, server_name: &ServerName<'_>) -> bool {
    use x509_cert::der::Decode;
    use x509_cert::der::asn1::{Ia5StringRef, PrintableStringRef, TeletexStringRef, Utf8StringRef};
    use x509_cert::der::oid::db::rfc4519::COMMON_NAME;

    let Ok(certificate) = x509_cert::Certificate::from_der(certificate) else {
        return false;
    };
    let host = server_name.to_str();
    certificate
        .tbs_certificate
        .subject
        .0
        .iter()
        .flat_map(|names| names.0.iter())
        .filter(|name| name.oid == COMMON_NAME)
        .any(|name| {
            let value = &name.value;
            let text = value
                .decode_as::<Utf8StringRef<'_>>()
                .map(|text| text.as_str().to_owned())
                .or_else(|_| {
                    value
                        .decode_as::<PrintableStringRef<'_>>()
                        .map(|text| text.as_str().to_owned())
                })
                .or_else(|_| {
                    value
                        .decode_as::<TeletexStringRef<'_>>()
                        .map(|text| text.as_str().to_owned())
                })
                .or_else(|_| {
                    value
                        .decode_as::<Ia5StringRef<'_>>()
                        .map(|text| text.as_str().to_owned())
                });
            text.is_ok_and(|name| matches_host(&name, &host))
        })
}

/// libpq's rule: equal but for case, or a leading `*.` for exactly one label.
fn matches_host(pattern: &str, host: &str) -> bool {
    if pattern.eq_ignore_ascii_case(host) {
        return true;
    }
    match (pattern.strip_prefix('*'), host.split_once('.')) {
        (Some(suffix), Some((label, _))) if suffix.starts_with('.') => {
            !label.is_empty() && suffix.eq_ignore_ascii_case(&host[label.len()..])
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wildcard_stands_for_one_label() {
        for (pattern, host, expected) in [
            ("db.example", "DB.example", true),
            ("*.example", "db.example", true),
            ("*.example", "a.db.example", false),
            ("*.example", "example", false),
            ("*", "example", false),
            ("*b.example", "db.example", false),
            ("other.example", "db.example", false),
        ] {
            assert_eq!(matches_host(pattern, host), expected, "{pattern} {host}");
        }
    }
}
