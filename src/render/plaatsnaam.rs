//! The name of a gemeente as a letter spells it, from the slug a zaak holds: `de-ronde-venen` is De Ronde
//! Venen.
//!
//! Easy to get wrong: a slug has forgotten its own hyphens (`etten-leur`), so a name that was given as a
//! name is left alone.

/// Words within a name that stay small.
const KLEIN: [&str; 10] = [
    "aan", "bij", "de", "den", "der", "en", "het", "in", "op", "van",
];

/// The name behind a slug; a text with capitals is a name already.
pub(crate) fn plaatsnaam(slug: &str) -> String {
    if slug.chars().any(char::is_uppercase) {
        return slug.to_owned();
    }
    if let Some(rest) = slug.strip_prefix("s-") {
        return format!("'s-{}", plaatsnaam(rest));
    }
    let delen = slug.split('-').enumerate().map(|(nummer, deel)| {
        if nummer > 0 && KLEIN.contains(&deel) {
            return deel.to_owned();
        }
        // The one capital of Dutch that takes two letters.
        let eerste = if deel.starts_with("ij") { 2 } else { 1 };
        let mut tekens = deel.chars();
        let hoofd: String = tekens
            .by_ref()
            .take(eerste)
            .flat_map(char::to_uppercase)
            .collect();
        hoofd + tekens.as_str()
    });
    delen.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::plaatsnaam;

    #[test]
    fn a_slug_becomes_the_name_people_know() {
        assert_eq!(plaatsnaam("de-ronde-venen"), "De Ronde Venen");
        assert_eq!(
            plaatsnaam("capelle-aan-den-ijssel"),
            "Capelle aan den IJssel"
        );
        assert_eq!(plaatsnaam("s-hertogenbosch"), "'s-Hertogenbosch");
        assert_eq!(plaatsnaam("Etten-Leur"), "Etten-Leur");
        assert_eq!(plaatsnaam(""), "");
    }
}
