//! A mail as it travels: headers and two forms of the text, through `lettre`.
//!
//! What it says is for `mail`. Easy to get wrong: sameness. Id, boundary and date come from the lines and
//! the argument, never from chance or a clock, so the same mail made twice is the same bytes.

use chrono::{DateTime, Utc};
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};

use super::mail::{Mail, Postadres};
use super::sjabloon::Fout;
use crate::zaak::staat::Aan;
use crate::zaak::{Digest, RegelId, ZaakId};

/// Tells other machines not to answer (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// Tells Exchange not to send out-of-office and receipts in answer; it does not look at `Auto-Submitted`.
#[derive(Clone)]
struct NoAutoResponse;

impl Header for NoAutoResponse {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("X-Auto-Response-Suppress")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "All".to_owned())
    }
}

impl Mail {
    /// The mail as a message of RFC 5322, dated `op`.
    ///
    /// # Errors
    /// [`Fout::Mailadres`] when an address of `bureau.yaml` is none.
    pub fn to_eml(&self, op: DateTime<Utc>) -> Result<Vec<u8>, Fout> {
        let mut bouwer = Message::builder()
            .from(mailbox(&self.van, "de afzender")?)
            .to(mailbox(&self.aan, "de ontvanger")?)
            .date(op.into())
            .message_id(Some(self.message_id.clone()))
            .subject(self.onderwerp.clone())
            .header(AutoSubmitted)
            .header(NoAutoResponse);
        if let Some(draad) = &self.referentie {
            bouwer = bouwer.in_reply_to(draad.clone()).references(draad.clone());
        }
        let inhoud = MultiPart::alternative()
            .boundary(format!("=_{}", Digest::of(&self.message_id).kort()))
            .singlepart(SinglePart::plain(self.tekst.clone()))
            .singlepart(SinglePart::html(self.html.clone()));
        let bericht = bouwer.multipart(inhoud).map_err(|_| Fout::Mailadres {
            van: "de afzender".to_owned(),
        })?;
        Ok(bericht.formatted())
    }
}

fn mailbox(post: &Postadres, van: &str) -> Result<Mailbox, Fout> {
    let adres = post.adres.parse().map_err(|_| Fout::Mailadres {
        van: van.to_owned(),
    })?;
    let naam = Some(post.naam.clone()).filter(|naam| !naam.is_empty());
    Ok(Mailbox::new(naam, adres))
}

/// The domain of an address, for ids; a reserved name when there is none to use.
pub(super) fn domein(adres: &str) -> String {
    let domein = adres.rsplit_once('@').map_or("", |(_, domein)| domein);
    let goed = !domein.is_empty()
        && domein
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
    if goed {
        domein.to_ascii_lowercase()
    } else {
        "termijnwacht.invalid".to_owned()
    }
}

/// The id of a mail about these lines to this person.
pub(super) fn message_id(regels: impl Iterator<Item = RegelId>, aan: &Aan, domein: &str) -> String {
    let mut regels: Vec<String> = regels.map(|regel| regel.to_string()).collect();
    regels.sort();
    let wie = aan
        .medewerker
        .as_ref()
        .map_or_else(|| format!("postbus-{}", aan.rol), |id| id.0.clone());
    // Ids of people are authored, so they are kept out of the header as they are.
    let wie: String = wie
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect();
    match regels.as_slice() {
        [een] => format!("<{een}.{wie}@{domein}>"),
        meer => format!("<{}.{wie}@{domein}>", Digest::of(&meer.join(" ")).kort()),
    }
}

/// The thread of a zaak: an id no mail has, to which all its mails refer.
pub(super) fn draad(zaak: ZaakId, domein: &str) -> String {
    format!("<zaak-{zaak}@{domein}>")
}
