//! The names a text may use: the one list of the context of letters and of mails.
//!
//! Filling them is for `brief` and `mail`. Easy to get wrong: a name added to a context must be added here,
//! or `check` refuses the text that uses it; a test lays both beside each other.

use super::{Stap, geschreven};

/// Names of a letter; `*` is any name, `[]` an item of a list.
pub const BRIEF: &[&str] = &[
    "aanhef",
    "behandelaar.mail",
    "behandelaar.naam",
    "brief.datum",
    "bureau.adres.[]",
    "bureau.mail",
    "bureau.naam",
    "bureau.ondertekening",
    "bureau.telefoon",
    "datums.*",
    "gegevens.*",
    "jongere.geboortedatum",
    "jongere.leeftijd",
    "jongere.naam",
    "ondertekenaar.boa",
    "ondertekenaar.naam",
    "ouders.[].naam",
    "school.naam",
    "taken.*",
    "termijnen.*.einde",
    "termijnen.*.uitleg",
    "verdaging.met",
    "verdaging.reden",
    "verzuim.begin",
    "verzuim.schooldagen",
    "verzuim.soort",
    "verzuim.te_laat",
    "verzuim.uren",
    "zaak.gemeente",
    "zaak.nummer",
];

/// Names of a mail; nothing of a person but who receives it.
pub const MAIL: &[&str] = &[
    "aantal",
    "aantal_zaken",
    "bureau.naam",
    "cijfers.[].taken",
    "cijfers.[].te_laat",
    "cijfers.[].tekst",
    "cijfers.[].titel",
    "cijfers.[].zaken",
    "delen.[].kop",
    "delen.[].meer",
    "delen.[].regels.[].einde",
    "delen.[].regels.[].gemeente",
    "delen.[].regels.[].over",
    "delen.[].regels.[].procedure",
    "delen.[].regels.[].titel",
    "delen.[].regels.[].wie",
    "delen.[].regels.[].zaak",
    "delen.[].soort",
    "ontvanger.naam",
    "regels.[].einde",
    "regels.[].grondslag",
    "regels.[].over",
    "regels.[].soort",
    "regels.[].titel",
    "regels.[].vervolg",
    "regels.[].waarom",
    "regels.[].zaak",
    "rest.[].aantal",
    "rest.[].eerste",
    "rest.[].procedure",
    "rest.[].wat",
    "samenvatting",
    "zaak.fase",
    "zaak.gemeente",
    "zaak.nummer",
    "zaak.procedure",
    "zaken.[].fase",
    "zaken.[].gemeente",
    "zaken.[].nummer",
    "zaken.[].procedure",
    "zaken.[].regels.[].einde",
    "zaken.[].regels.[].grondslag",
    "zaken.[].regels.[].over",
    "zaken.[].regels.[].soort",
    "zaken.[].regels.[].titel",
    "zaken.[].regels.[].vervolg",
    "zaken.[].regels.[].waarom",
    "zaken.[].regels.[].zaak",
];

/// How a path lies among the known names.
#[derive(Debug, PartialEq)]
pub enum Oordeel {
    /// A value.
    Waarde,
    /// A list or group, that cannot be written out.
    Groep,
    /// Unknown at this step; what could have stood there.
    Onbekend {
        gezocht: String,
        ervoor: Vec<Stap>,
        mogelijk: Vec<String>,
    },
}

/// Judges a path.
pub fn beoordeel(pad: &[Stap], bekend: &[&str]) -> Oordeel {
    let mut over: Vec<Vec<&str>> = bekend
        .iter()
        .map(|naam| naam.split('.').collect())
        .collect();
    for (diepte, stap) in pad.iter().enumerate() {
        let past = |deel: &str| match stap {
            Stap::Item => deel == "[]",
            Stap::Naam(naam) => deel == naam || deel == "*",
        };
        let mut mogelijk: Vec<String> = over
            .iter()
            .filter_map(|delen| delen.get(diepte))
            .map(|deel| (*deel).to_owned())
            .collect();
        over.retain(|delen| delen.get(diepte).is_some_and(|deel| past(deel)));
        if over.is_empty() {
            mogelijk.dedup();
            let gezocht = geschreven(std::slice::from_ref(stap));
            return Oordeel::Onbekend {
                gezocht,
                ervoor: pad[..diepte].to_vec(),
                mogelijk,
            };
        }
    }
    let whole = |delen: &Vec<&str>| delen.len() == pad.len();
    if over.iter().any(whole) {
        Oordeel::Waarde
    } else {
        Oordeel::Groep
    }
}
