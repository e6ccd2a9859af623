//! Who gets a letter: one per household, with the names of all in it and the words it opens with.
//!
//! What the letter says is for `brief`. Easy to get wrong: secrets and silence. A secret address is never
//! printed nor lent to a parent whose own is missing; only who has custody is written to; and where nobody
//! is known the letter goes to "de ouder(s), verzorger(s)" instead of to a guess.

use std::collections::BTreeSet;

use super::brief::{Geadresseerde, Stukken};
use super::kop::Ontvanger;
use super::sjabloon::een_regel;
use crate::definition::partij::Partij;
use crate::zaak::persoon::{Adres, Ouder};

/// What stands on a letter to a secret address; the bureau adds the address by hand.
const GEHEIM: &str = "adres bekend bij het bureau (geheim)";
/// What an officer must do before such a letter goes.
const BEOORDELEN: &str = "het adres van de jongere is geheim en het is niet bekend dat deze ouder daar woont: laat de behandelaar eerst beoordelen of deze brief gemeente en school mag noemen";
const ONBEKEND: &str = "adres ontbreekt: vul het aan vóór verzending";

/// Someone to write to.
struct Persoon {
    naam: String,
    groet: String,
    adres: Woning,
    opmerkingen: Vec<String>,
    /// Must not learn where the jongere is: an officer judges the letter first.
    beoordelen: bool,
}

/// Where someone lives, as far as a letter may know.
#[derive(Clone)]
enum Woning {
    Bekend(Adres),
    Geheim(Adres),
    /// The lines of an office.
    Kantoor(Vec<String>),
    Onbekend,
}

/// The parents a letter may go to: those with custody (LPW art. 2 lid 1).
pub(super) fn met_gezag<'a>(stukken: &Stukken<'a>) -> impl Iterator<Item = &'a Ouder> + use<'a> {
    stukken
        .melding
        .ouders
        .iter()
        .filter(|ouder| is_met_gezag(ouder))
}

fn is_met_gezag(ouder: &Ouder) -> bool {
    ouder.gezag && !een_regel(&ouder.naam).is_empty()
}

/// The parents this letter is for, and what administratie must know of that choice.
fn gekozen<'a>(stukken: &Stukken<'a>, alleen: Option<&str>) -> (Vec<&'a Ouder>, Option<String>) {
    let gegevens = &stukken.effect.context["gegevens"];
    let wie = alleen.and_then(|naam| gegevens.get(naam)?.as_str());
    let (plaats, welke) = match wie {
        Some("eerste-ouder") => (0, "eerste"),
        Some("tweede-ouder") => (1, "tweede"),
        _ => return (met_gezag(stukken).collect(), None),
    };
    // Counted over all parents of the melding, as the dossier shows them: custody does not move a place.
    let ouder = stukken.melding.ouders.get(plaats);
    match ouder.filter(|ouder| is_met_gezag(ouder)) {
        Some(ouder) => (vec![ouder], None),
        None => {
            let opmerking = format!(
                "deze brief is voor de {welke} ouder, maar die staat niet met gezag in de melding; zij is nu voor alle ouders met gezag"
            );
            (met_gezag(stukken).collect(), Some(opmerking))
        }
    }
}

/// The addressees of a letter, one per household; `alleen` is the field that says for which parent it is.
pub(super) fn geadresseerden(
    stukken: &Stukken<'_>,
    aan: Ontvanger,
    alleen: Option<&str>,
) -> Vec<Geadresseerde> {
    let personen = match aan {
        Ontvanger::Ouders => ouders(stukken, alleen),
        Ontvanger::Jongere => jongere(stukken),
        Ontvanger::OudersEnJongere => ouders(stukken, alleen)
            .into_iter()
            .chain(jongere(stukken))
            .collect(),
        Ontvanger::School => vec![school(stukken)],
        Ontvanger::Partij(partij) => vec![ketenpartner(stukken, partij)],
    };
    let mut huishoudens: Vec<Vec<Persoon>> = Vec::new();
    for persoon in personen {
        match huishoudens.iter_mut().find(|leden| {
            leden
                .iter()
                .any(|lid| lid.adres.is_dezelfde(&persoon.adres))
        }) {
            Some(leden) => leden.push(persoon),
            None => huishoudens.push(vec![persoon]),
        }
    }
    huishoudens
        .into_iter()
        .map(|leden| huishouden(&leden))
        .collect()
}

fn huishouden(leden: &[Persoon]) -> Geadresseerde {
    let mut groet = String::new();
    for lid in leden {
        if groet.is_empty() {
            groet.push_str(&lid.groet);
        } else {
            let (eerste, rest) = lid.groet.split_at(1);
            groet.push_str(&format!(", {}{rest}", eerste.to_lowercase()));
        }
    }
    let mut opmerkingen: Vec<String> = leden
        .iter()
        .flat_map(|lid| lid.opmerkingen.iter().cloned())
        .collect();
    let adres = match leden.first().map(|lid| &lid.adres) {
        Some(Woning::Bekend(adres)) => regels(adres),
        Some(Woning::Kantoor(regels)) => regels.clone(),
        Some(Woning::Geheim(_)) => {
            opmerkingen.push(GEHEIM.to_owned());
            Vec::new()
        }
        Some(Woning::Onbekend) | None => {
            opmerkingen.push(ONBEKEND.to_owned());
            Vec::new()
        }
    };
    let mut told = BTreeSet::new();
    opmerkingen.retain(|opmerking| told.insert(opmerking.clone()));
    Geadresseerde {
        namen: leden.iter().map(|lid| lid.naam.clone()).collect(),
        adres,
        aanhef: groet,
        opmerkingen,
        beoordelen: leden.iter().any(|lid| lid.beoordelen),
    }
}

fn ouders(stukken: &Stukken<'_>, alleen: Option<&str>) -> Vec<Persoon> {
    let kind = stukken.melding.jongere.as_ref();
    let thuis = Woning::van(kind.and_then(|kind| kind.adres.as_ref()));
    let (gekozen, keuze) = gekozen(stukken, alleen);
    let personen: Vec<Persoon> = gekozen
        .into_iter()
        .map(|ouder| {
            let naam = een_regel(&ouder.naam);
            let eigen = Woning::van(ouder.adres.as_ref());
            let beoordelen = thuis.is_geheim_voor(&eigen);
            // A secret address of the child may be secret for this very parent.
            let (adres, opmerking) = match (eigen, &thuis) {
                (Woning::Onbekend, Woning::Bekend(_)) => (
                    thuis.clone(),
                    Some(format!(
                        "van {naam} is geen adres bekend; dit is het adres van de jongere"
                    )),
                ),
                (eigen, _) => (eigen, None),
            };
            Persoon {
                groet: format!("Geachte {naam}"),
                naam,
                adres,
                opmerkingen: keuze
                    .iter()
                    .cloned()
                    .chain(opmerking)
                    .chain(beoordelen.then(|| BEOORDELEN.to_owned()))
                    .collect(),
                beoordelen,
            }
        })
        .collect();
    if !personen.is_empty() {
        return personen;
    }
    let van = kind.map_or(String::new(), |kind| {
        format!(" van {}", een_regel(&kind.naam))
    });
    let naam = format!("De ouder(s), verzorger(s){van}");
    vec![Persoon {
        naam,
        groet: "Geachte ouder(s), verzorger(s)".to_owned(),
        adres: thuis,
        opmerkingen: keuze.into_iter().collect(),
        beoordelen: false,
    }]
}

fn jongere(stukken: &Stukken<'_>) -> Vec<Persoon> {
    let kind = stukken.melding.jongere.iter();
    kind.map(|kind| {
        let naam = een_regel(&kind.naam);
        Persoon {
            groet: format!("Beste {naam}"),
            naam,
            adres: Woning::van(kind.adres.as_ref()),
            opmerkingen: Vec::new(),
            beoordelen: false,
        }
    })
    .collect()
}

fn school(stukken: &Stukken<'_>) -> Persoon {
    let code = stukken.melding.school.as_ref();
    let school = code.and_then(|code| {
        stukken
            .bureau
            .scholen
            .get(&code.code())
            .or_else(|| stukken.bureau.scholen.get(&code.brin))
    });
    let naam = match (school, code) {
        (Some(school), _) => format!("{}, t.a.v. de directeur", een_regel(&school.naam)),
        (None, Some(code)) => format!("De directeur van school {}", een_regel(&code.code())),
        (None, None) => "De directeur van de school".to_owned(),
    };
    let plaats = school.map(|school| Adres {
        plaats: Some(school.plaats.clone()),
        ..Adres::default()
    });
    let opmerking =
        "het postadres van de school staat niet in Termijnwacht: vul het aan vóór verzending";
    Persoon {
        naam,
        groet: "Geachte directeur".to_owned(),
        adres: plaats.map_or(Woning::Onbekend, Woning::Bekend),
        opmerkingen: vec![opmerking.to_owned()],
        beoordelen: false,
    }
}

/// A party as the bureau knows it; without an address of its own a remark asks for it.
fn ketenpartner(stukken: &Stukken<'_>, partij: Partij) -> Persoon {
    let known = stukken.bureau.ketenpartners.get(partij.naam());
    let naam = known.and_then(|known| known.naam.as_deref());
    let regels = known
        .map(|known| known.adres.as_slice())
        .unwrap_or_default();
    Persoon {
        naam: een_regel(naam.unwrap_or(partij.titel())),
        groet: "Geachte heer, mevrouw".to_owned(),
        adres: match regels {
            [] => Woning::Onbekend,
            regels => Woning::Kantoor(regels.iter().map(|regel| een_regel(regel)).collect()),
        },
        opmerkingen: Vec::new(),
        beoordelen: false,
    }
}

impl Woning {
    fn van(adres: Option<&Adres>) -> Self {
        match adres {
            Some(adres) if adres.geheim => Self::Geheim(adres.clone()),
            Some(adres) if !regels(adres).is_empty() => Self::Bekend(adres.clone()),
            _ => Self::Onbekend,
        }
    }

    /// Whether this home is a secret that someone who lives at `eigen` may not share: the address itself is
    /// never printed, but a letter also names the gemeente and the school, where the jongere can be found.
    fn is_geheim_voor(&self, eigen: &Self) -> bool {
        let Self::Geheim(thuis) = self else {
            return false;
        };
        match eigen {
            Self::Bekend(eigen) => sleutel(thuis).is_none_or(|thuis| Some(thuis) != sleutel(eigen)),
            // Senders leave out what is secret: two that cannot be told apart are taken for one home.
            Self::Geheim(eigen) => sleutel(thuis)
                .zip(sleutel(eigen))
                .is_some_and(|(thuis, eigen)| thuis != eigen),
            Self::Kantoor(_) | Self::Onbekend => true,
        }
    }

    /// Whether two live together; never guessed where an address is missing.
    fn is_dezelfde(&self, ander: &Self) -> bool {
        match (self, ander) {
            (Self::Bekend(een), Self::Bekend(twee)) | (Self::Geheim(een), Self::Geheim(twee)) => {
                sleutel(een).is_some_and(|een| Some(een) == sleutel(twee))
            }
            _ => false,
        }
    }
}

/// What tells addresses apart: postcode and number, else all of it.
fn sleutel(adres: &Adres) -> Option<[String; 3]> {
    let vlak = |deel: &Option<String>| {
        let tekens = deel.iter().flat_map(|deel| deel.chars());
        tekens
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    let (straat, nummer, postcode, plaats) = (
        vlak(&adres.straat),
        vlak(&adres.huisnummer),
        vlak(&adres.postcode),
        vlak(&adres.plaats),
    );
    if !postcode.is_empty() && !nummer.is_empty() {
        return Some([postcode, nummer, String::new()]);
    }
    (!straat.is_empty() && !nummer.is_empty()).then_some([straat, nummer, plaats])
}

/// The lines of an address: street and number, postcode and place.
fn regels(adres: &Adres) -> Vec<String> {
    let samen = |een: &Option<String>, twee: &Option<String>, wit: &str| {
        let delen = [een, twee]
            .into_iter()
            .flatten()
            .map(|deel| een_regel(deel));
        delen
            .filter(|deel| !deel.is_empty())
            .collect::<Vec<_>>()
            .join(wit)
    };
    let regels = [
        samen(&adres.straat, &adres.huisnummer, " "),
        samen(&adres.postcode, &adres.plaats, "  "),
    ];
    regels
        .into_iter()
        .filter(|regel| !regel.is_empty())
        .collect()
}
