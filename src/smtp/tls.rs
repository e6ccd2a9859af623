//! Whom to trust, and what was agreed.
//!
//! Easy to get wrong: opportunistic TLS. There too a certificate that is wrong is a fault: going on in the
//! open because someone in between shows a false one is what TLS is against.

use std::sync::Arc;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore};

use super::fault::{Fault, Problem, Stage};
use super::pool::Unusable;
use crate::config::{Smtp, Tls};

/// Makes open connections into guarded ones.
pub(super) struct Guard {
    connector: TlsConnector,
    name: ServerName<'static>,
}

/// What was agreed, for people to read.
pub(super) struct Agreed {
    pub version: String,
    pub cipher: String,
}

impl Guard {
    /// The guard of these settings; none with `tls = "none"`.
    ///
    /// # Errors
    /// A file of certificates that cannot be read or holds none.
    pub fn of(settings: &Smtp) -> Result<Option<Self>, Unusable> {
        if settings.tls == Tls::None {
            return Ok(None);
        }
        let wrong = |key, what: String| Unusable::Wrong { key, what };
        let mut roots = RootCertStore::empty();
        // A certificate of the machine that cannot be read is not ours to mend; the others serve.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if let Some(path) = &settings.ca_file {
            let text = std::fs::read(path).map_err(|source| Unusable::Unreadable {
                key: "ca_file",
                path: path.display().to_string(),
                source,
            })?;
            let mut found = 0;
            for certificate in CertificateDer::pem_slice_iter(&text) {
                let added =
                    certificate
                        .map_err(|fault| fault.to_string())
                        .and_then(|certificate| {
                            roots.add(certificate).map_err(|fault| fault.to_string())
                        });
                added.map_err(|fault| {
                    wrong("ca_file", format!("holds what is no certificate: {fault}"))
                })?;
                found += 1;
            }
            if found == 0 {
                return Err(wrong(
                    "ca_file",
                    format!("holds no certificate: `{}`", path.display()),
                ));
            }
        }
        if roots.is_empty() {
            return Err(wrong(
                "ca_file",
                "is missing, and this machine trusts nobody: no root certificates were found"
                    .to_owned(),
            ));
        }
        let name = ServerName::try_from(settings.host.clone())
            .map_err(|_| wrong("host", format!("is not a name: `{}`", settings.host)))?;
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|fault| wrong("tls", fault.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Some(Self {
            connector: TlsConnector::from(Arc::new(config)),
            name,
        }))
    }

    /// Agrees on TLS with the server.
    pub async fn secure(
        &self,
        stream: TcpStream,
        settings: &Smtp,
    ) -> Result<TlsStream<TcpStream>, Fault> {
        let patience = settings.connect_timeout;
        timeout(patience, self.connector.connect(self.name.clone(), stream))
            .await
            .map_err(|_| Fault::timeout(Stage::Tls, patience))?
            .map_err(|fault| {
                let of_tls = fault
                    .get_ref()
                    .and_then(|inner| inner.downcast_ref::<rustls::Error>());
                match of_tls {
                    Some(of_tls) => {
                        Fault::new(Stage::Tls, Problem::Certificate(of_tls.to_string()))
                    }
                    None => Fault::io(Stage::Tls, &fault),
                }
            })
    }
}

/// What was agreed on this stream.
pub(super) fn agreed(stream: &TlsStream<TcpStream>) -> Agreed {
    let (_, session) = stream.get_ref();
    let shown = |what: Option<String>| what.unwrap_or_else(|| "unknown".to_owned());
    Agreed {
        version: shown(
            session
                .protocol_version()
                .map(|version| format!("{version:?}").replace('_', ".")),
        ),
        cipher: shown(
            session
                .negotiated_cipher_suite()
                .map(|suite| format!("{:?}", suite.suite())),
        ),
    }
}
