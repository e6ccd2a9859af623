//! Who asks: a bearer token with a name, a role and municipalities.
//!
//! A token is 32 random bytes; the store keeps only its digest, so that who reads the database cannot use
//! it. With so much chance in it no slow hash is needed. Easy to get wrong: letting a token act as anyone.
//! One that is bound to a medewerker acts as him; another may name those who hold its role.

use axum::http::{HeaderMap, StatusCode, header};

use super::probleem::Probleem;
use crate::catalog::Catalog;
use crate::inzage::Blik;
use crate::store::{Gelezen, Store, Token};
use crate::zaak::{Digest, Rol};
use std::sync::Arc;

/// What a token begins with, so that a leaked one is found by who searches for it.
pub const VOORVOEGSEL: &str = "tw_";

/// Who asks, by his token.
#[derive(Debug, Clone)]
pub struct Wie {
    pub token: Token,
}

impl Wie {
    /// What he may see.
    pub fn blik(&self) -> Blik {
        Blik {
            bureau: Some(self.token.bureau.clone()),
            gemeenten: self.token.gemeenten.clone(),
            medewerker: self.token.medewerker.clone(),
        }
    }

    /// Who acts: the medewerker of the token, else the one named, if he holds its role.
    pub(super) fn door(
        &self,
        catalog: &Catalog,
        genoemd: Option<&str>,
    ) -> Result<String, Probleem> {
        let own = self.token.medewerker.as_ref().map(|id| id.0.as_str());
        match (own, genoemd) {
            (Some(own), None) => Ok(own.to_owned()),
            (Some(own), Some(genoemd)) if own == genoemd => Ok(own.to_owned()),
            (Some(own), Some(genoemd)) => Err(Probleem::verboden(format!(
                "dit token hoort bij `{own}` en kan niet handelen als `{genoemd}`"
            ))),
            (None, None) => Err(Probleem::onjuist(vec![
                "`door` ontbreekt: de id van de medewerker die dit deed, zoals `ambt-1`"
                    .to_owned()
                    .into(),
            ])),
            (None, Some(genoemd)) => self.checked(catalog, genoemd),
        }
    }

    fn checked(&self, catalog: &Catalog, genoemd: &str) -> Result<String, Probleem> {
        let rol = self.token.rol;
        let bureau = catalog.bureau(&self.token.bureau);
        match bureau.and_then(|bureau| bureau.medewerker(genoemd)) {
            Some(wie) if wie.rollen.contains(&rol) => Ok(genoemd.to_owned()),
            Some(_) => Err(Probleem::verboden(format!(
                "`{genoemd}` is geen {rol}; met dit token kan alleen een {rol} handelen"
            ))),
            None => Err(Probleem::verboden(format!(
                "bureau `{}` kent geen medewerker `{genoemd}`",
                self.token.bureau
            ))),
        }
    }
}

/// The name of the token a request came with, in the extensions of its answer, for the line in the log.
#[derive(Debug, Clone)]
pub struct Caller(pub Arc<str>);

/// Finds who asks.
pub(super) async fn herken<S: Store>(store: &S, headers: &HeaderMap) -> Result<Wie, Probleem> {
    let given = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, secret)| secret.trim());
    let Some(secret) = given else {
        return Err(unknown(
            "stuur een token mee: `Authorization: Bearer …`; een beheerder maakt het met `termijnwacht token`",
        ));
    };
    match find(store, secret).await? {
        Some(token) if token.ingetrokken_at.is_none() => Ok(Wie { token }),
        Some(_) => Err(unknown(
            "dit token is ingetrokken; vraag de beheerder om een nieuw",
        )),
        None => Err(unknown("dit token is hier niet bekend")),
    }
}

/// Whether a role is among those a route is for.
pub(super) fn mag(wie: &Wie, rollen: &[Rol]) -> Result<(), Probleem> {
    if rollen.contains(&wie.token.rol) {
        return Ok(());
    }
    let names: Vec<&str> = rollen.iter().map(|rol| rol.naam()).collect();
    let (own, names) = (wie.token.rol, names.join(" of "));
    Err(Probleem::verboden(format!(
        "dit is voor een token met de rol {names}; dit token heeft de rol {own}"
    )))
}

async fn find<S: Store>(store: &S, secret: &str) -> Gelezen<Option<Token>> {
    store.find_token(&Digest::of(secret)).await
}

fn unknown(detail: &str) -> Probleem {
    Probleem::new(StatusCode::UNAUTHORIZED, detail)
}
