//! What an API client is told when something cannot be: `application/problem+json` (RFC 9457), in Dutch.
//!
//! All faults of a request at once. Easy to get wrong: telling that something exists to who may not see it.
//! A zaak of another bureau is a zaak that is not there.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;

use crate::definition::diagnostic::Diagnostic;
use crate::engine::EngineFout;
use crate::store::StoreFout;
use crate::zaak::Refusal;

/// A problem, in the form of RFC 9457 with the faults that were found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Probleem {
    /// `about:blank`: the status says what kind of problem it is.
    #[serde(rename = "type")]
    pub soort: &'static str,
    pub title: &'static str,
    pub status: u16,
    pub detail: String,
    /// Elke fout apart, met de plaats in het verzoek.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fouten: Vec<Fout>,
    /// Bij een handeling in meer zaken: wat er van elke zaak kwam. Wat gelukt is, staat vast.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub zaken: Vec<ZaakUitslag>,
}

/// What came of an act in one of several zaken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ZaakUitslag {
    pub zaak: String,
    pub gelukt: bool,
    /// De status die deze zaak alleen zou hebben gegeven.
    pub status: u16,
    /// Waarom niet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub melding: Option<String>,
}

impl ZaakUitslag {
    pub(super) fn gelukt(zaak: String) -> Self {
        Self {
            zaak,
            gelukt: true,
            status: StatusCode::OK.as_u16(),
            melding: None,
        }
    }

    pub(super) fn geweigerd(zaak: String, probleem: &Probleem) -> Self {
        Self {
            zaak,
            gelukt: false,
            status: probleem.status,
            melding: Some(probleem.detail.clone()),
        }
    }
}

/// One fault of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Fout {
    /// Regel en kolom in de inhoud van het verzoek, waar die bekend zijn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regel: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kolom: Option<usize>,
    pub melding: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl Probleem {
    pub(super) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            soort: "about:blank",
            title: titel(status),
            status: status.as_u16(),
            detail: detail.into(),
            fouten: Vec::new(),
            zaken: Vec::new(),
        }
    }

    /// An act that did not go everywhere: the status of the refusals where all were refused alike, else 409.
    pub(super) fn per_zaak(zaken: Vec<ZaakUitslag>) -> Self {
        let refused = zaken.iter().filter(|one| !one.gelukt).count();
        let alike = zaken.windows(2).all(|pair| match pair {
            [one, other] => one.status == other.status,
            _ => true,
        });
        let status = zaken.first().filter(|_| alike).map(|one| one.status);
        let status = status.and_then(|status| StatusCode::from_u16(status).ok());
        let detail = match zaken.as_slice() {
            [one] => one.melding.clone().unwrap_or_default(),
            all if refused == all.len() => "dit is in alle zaken geweigerd".to_owned(),
            all => format!(
                "in {refused} van de {} zaken is dit geweigerd; in de andere is het vastgelegd",
                all.len()
            ),
        };
        Self {
            zaken,
            ..Self::new(status.unwrap_or(StatusCode::CONFLICT), detail)
        }
    }

    pub(super) fn onbekend(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail)
    }

    pub(super) fn verboden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, detail)
    }

    pub(super) fn onjuist(fouten: Vec<Fout>) -> Self {
        let detail = match fouten.as_slice() {
            [one] => one.melding.clone(),
            several => format!("het verzoek heeft {} fouten", several.len()),
        };
        Self {
            fouten,
            ..Self::new(StatusCode::BAD_REQUEST, detail)
        }
    }

    /// What went wrong in the machine is told without its inside; the log has that.
    pub(super) fn storing(fout: &dyn std::error::Error, transient: bool) -> Self {
        tracing::error!(error = %chain(fout), "a request failed");
        if transient {
            let detail =
                "dit lukt nu niet; er is niets vastgelegd. Probeer het over een minuut opnieuw";
            Self::new(StatusCode::SERVICE_UNAVAILABLE, detail)
        } else {
            let detail = "er ging iets mis in Termijnwacht; er is niets vastgelegd. De beheerder vindt de oorzaak in het logboek";
            Self::new(StatusCode::INTERNAL_SERVER_ERROR, detail)
        }
    }
}

impl From<Diagnostic> for Fout {
    fn from(fout: Diagnostic) -> Self {
        Self {
            regel: Some(fout.regel),
            kolom: Some(fout.kolom),
            melding: fout.melding,
            hint: fout.hint,
        }
    }
}

impl From<String> for Fout {
    fn from(melding: String) -> Self {
        Self {
            regel: None,
            kolom: None,
            melding,
            hint: None,
        }
    }
}

impl From<Vec<Diagnostic>> for Probleem {
    fn from(fouten: Vec<Diagnostic>) -> Self {
        Self::onjuist(fouten.into_iter().map(Fout::from).collect())
    }
}

impl From<StoreFout> for Probleem {
    fn from(fout: StoreFout) -> Self {
        Self::storing(&fout, fout.is_transient())
    }
}

impl From<EngineFout> for Probleem {
    fn from(fout: EngineFout) -> Self {
        match fout {
            EngineFout::Refusal(refusal) => refusal.into(),
            EngineFout::Kalender(fout) => Self::onjuist(vec![fout.to_string().into()]),
            fout => Self::storing(&fout, fout.is_transient()),
        }
    }
}

impl From<Refusal> for Probleem {
    fn from(refusal: Refusal) -> Self {
        let status = status_of(&refusal);
        let fouten = match &refusal {
            Refusal::Velden(fouten) => fouten.iter().map(|fout| fout.0.clone().into()).collect(),
            Refusal::MeldingOnbruikbaar(fouten) => fouten.iter().cloned().map(Fout::from).collect(),
            _ => Vec::new(),
        };
        Self {
            fouten,
            ..Self::new(status, refusal.to_string())
        }
    }
}

/// 400 what is wrong in itself, 403 who may not, 404 what is not there, 409 what does not fit the zaak now.
fn status_of(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::OnbekendeZaak(_) | Refusal::GeenIncident(_) => StatusCode::NOT_FOUND,
        Refusal::AlleenBoa { .. }
        | Refusal::NietBeheer { .. }
        | Refusal::OnbekendeMedewerker { .. } => StatusCode::FORBIDDEN,
        Refusal::ZaakNietGenoemd(_)
        | Refusal::Onleesbaar(_)
        | Refusal::OnbekendeUitkomst { .. }
        | Refusal::Velden(_)
        | Refusal::OnbekendeFase { .. }
        | Refusal::DatumInToekomst { .. }
        | Refusal::DatumVoorZaak { .. }
        | Refusal::OnbekendeZaakuitkomst { .. }
        | Refusal::ContactInToekomst { .. }
        | Refusal::AfspraakOngeloofwaardig { .. }
        | Refusal::ProcedureUit { .. }
        | Refusal::MeldingOnbruikbaar(_) => StatusCode::BAD_REQUEST,
        Refusal::Gesloten { .. }
        | Refusal::TaakNietOpen { .. }
        | Refusal::GebeurtenisPastNiet { .. }
        | Refusal::NietOpTeSchorten
        | Refusal::NietOpgeschort
        | Refusal::VerdagenMagNiet(_)
        | Refusal::NietTeVerdagen(_)
        | Refusal::TeVerVerdaagd { .. }
        | Refusal::TeLaatVerdaagd { .. }
        | Refusal::NietInGebreke(_)
        | Refusal::Verouderd { .. }
        | Refusal::NietTeHerstellen { .. }
        | Refusal::OnbekendeAfspraak { .. }
        | Refusal::AfspraakVoorbij { .. }
        | Refusal::AfspraakNogNiet { .. }
        | Refusal::AfspraakWasAl { .. }
        | Refusal::NietTeHerhalen { .. }
        | Refusal::NietMeeTeNemen { .. }
        | Refusal::NietMislukt(_)
        | Refusal::NietsTegenTeHouden(_) => StatusCode::CONFLICT,
    }
}

fn titel(status: StatusCode) -> &'static str {
    match status {
        StatusCode::BAD_REQUEST => "Het verzoek klopt niet",
        StatusCode::UNAUTHORIZED => "Niet aangemeld",
        StatusCode::FORBIDDEN => "Dit mag niet met dit token",
        StatusCode::NOT_FOUND => "Niet gevonden",
        StatusCode::METHOD_NOT_ALLOWED => "Deze methode kan hier niet",
        StatusCode::CONFLICT => "Dit past nu niet",
        StatusCode::PAYLOAD_TOO_LARGE => "Het verzoek is te groot",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "Dit soort inhoud wordt niet gelezen",
        StatusCode::SERVICE_UNAVAILABLE => "Nu niet beschikbaar",
        _ => "Storing",
    }
}

/// An error with all that lies under it, on one line.
fn chain(fout: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(fout), |fout| fout.source());
    causes
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}

impl IntoResponse for Probleem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
        }
        response
    }
}
