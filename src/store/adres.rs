//! When two addresses, or two ouders, are the same one.
//!
//! Used to find brothers and sisters. Easy to get wrong: a secret address is never compared, so that nothing
//! about it can be concluded from another dossier.

use crate::zaak::persoon::{Adres, Ouder};

/// Postcode and huisnummer in one spelling; `None` when either is missing or the address is secret.
pub(super) fn adres_sleutel(adres: Option<&Adres>) -> Option<String> {
    let adres = adres.filter(|adres| !adres.geheim)?;
    let postcode = spelled(adres.postcode.as_deref()?);
    let huisnummer = spelled(adres.huisnummer.as_deref()?);
    (!postcode.is_empty() && !huisnummer.is_empty()).then(|| format!("{postcode} {huisnummer}"))
}

/// Name and address of an ouder in one spelling.
pub(super) fn ouder_sleutel(ouder: &Ouder) -> Option<String> {
    let naam = ouder
        .naam
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
    adres_sleutel(ouder.adres.as_ref())
        .filter(|_| !naam.is_empty())
        .map(|adres| format!("{adres} {naam}"))
}

fn spelled(part: &str) -> String {
    part.chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_uppercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn adres(postcode: &str, huisnummer: &str, geheim: bool) -> Adres {
        let (postcode, huisnummer) = (Some(postcode.into()), Some(huisnummer.into()));
        Adres {
            postcode,
            huisnummer,
            geheim,
            ..Adres::default()
        }
    }

    #[test]
    fn spelling_does_not_make_two_houses_of_one_and_a_secret_one_is_not_compared() {
        let key = |adres: Adres| adres_sleutel(Some(&adres));
        assert_eq!(
            key(adres("3441 ab", "12 a", false)),
            key(adres("3441AB", "12A", false))
        );
        assert_ne!(
            key(adres("3441AB", "12", false)),
            key(adres("3441AB", "12A", false))
        );
        assert_eq!(key(adres("3441AB", "12", true)), None);
        assert_eq!(key(Adres::default()), None);
    }
}
