//! `bureau.yaml`: that every gemeente has its people and every name in it exists.
//!
//! The calendar part is checked by `kalender`. Easy to get wrong: a role without anyone in one gemeente is
//! found only when a taak opens there, at the worst moment; so it is a fault here.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveTime;

use super::gemeenten;
use super::indeling::{self, Soort};
use super::lader::{Bron, Lader, lezing};
use super::landkaart::Bomen;
use crate::bronnen::{Bronnen, onleesbaar};
use crate::definition::boom::{Knoop, Plek};
use crate::definition::bureau::{Bureau, Medewerker, School};
use crate::definition::diagnostic::{Code, Diagnostic, opsomming};
use crate::definition::partij::Partij;
use crate::kalender::Regios;
use crate::zaak::Rol;

/// What was read of all bureaus.
pub(super) struct Gelezen {
    /// Each under the name of its folder.
    pub bureaus: Vec<Arc<Bureau>>,
    /// Folders with a `bureau.yaml` that cannot be used: nothing follows from what is not known of them. What one says
    /// under another name is judged by itself, and held against no other.
    pub onbruikbaar: BTreeMap<String, Option<Arc<Bureau>>>,
}

/// Reads every bureau.
pub(super) fn lees_alle(
    bronnen: &Bronnen,
    lader: &mut Lader,
    bomen: &mut Bomen,
    fouten: &mut Vec<Diagnostic>,
) -> Gelezen {
    let mut found = Vec::new();
    let mut onbruikbaar = BTreeMap::new();
    let files = bronnen.workflows.iter();
    let files = files.filter_map(|(pad, bestand)| match indeling::workflow(pad) {
        Soort::Bureau(map) => Some((Bron::van(pad, bestand), (map, bestand))),
        _ => None,
    });
    let files: Vec<_> = files.collect();
    let read = lader.bureaus.elk(&files, |(_, bestand)| lezing(bestand));
    for ((_, (map, _)), gelezen) in files.iter().zip(read) {
        match gelezen.as_ref() {
            Ok((bureau, boom)) => {
                if bureau.bureau != *map {
                    let plek = boom.plek_op(&["bureau"]);
                    let melding =
                        format!("het bureau heet `{}`, maar zijn map `{map}`", bureau.bureau);
                    fouten.push(
                        Diagnostic::new(Code::F300, plek, melding)
                            .met_hint("geef beide dezelfde naam"),
                    );
                    bomen.insert(format!("{map}/bureau.yaml"), Arc::clone(boom));
                    let named = Bureau {
                        bureau: map.clone(),
                        ..bureau.clone()
                    };
                    onbruikbaar.insert(map.clone(), Some(Arc::new(named)));
                    continue;
                }
                bomen.insert(format!("{map}/bureau.yaml"), Arc::clone(boom));
                found.push(bureau.clone());
            }
            Err(meer) => {
                fouten.extend(meer.iter().cloned());
                onbruikbaar.insert(map.clone(), None);
            }
        }
    }
    // A file that is no text was told of when it was read.
    let no_text = onleesbaar(&bronnen.naast_workflows);
    onbruikbaar.extend(
        no_text.filter_map(|(pad, _)| match indeling::workflow(pad) {
            Soort::Bureau(map) => Some((map, None)),
            _ => None,
        }),
    );
    gemeenten::lees_alle(bronnen, lader, &mut found, bomen, fouten);
    Gelezen {
        bureaus: found.into_iter().map(Arc::new).collect(),
        onbruikbaar,
    }
}

/// Checks every bureau against the others and the country.
pub(super) fn toets<'t>(
    gelezen: &'t Gelezen,
    regios: Option<&'t Regios>,
    bomen: &'t Bomen,
    fouten: &mut Vec<Diagnostic>,
) {
    let mut taken: BTreeMap<&str, &Plek> = BTreeMap::new();
    let named = gelezen.bureaus.iter().map(|bureau| (bureau, true));
    let others = gelezen.onbruikbaar.values().flatten();
    for (bureau, is_named) in named.chain(others.map(|bureau| (bureau, false))) {
        let Some(boom) = bomen.get(&format!("{}/bureau.yaml", bureau.bureau)) else {
            continue;
        };
        let mut toets = Toets {
            bureau,
            boom,
            regios,
            fouten,
        };
        match is_named {
            true => toets.gemeenten(&mut taken),
            false => toets.gemeenten(&mut BTreeMap::new()),
        }
        toets.mail();
        toets.medewerkers();
        toets.scholen();
        toets.ketenpartners();
        toets.rollen();
        gemeenten::toets(bureau, boom, bomen, fouten);
    }
}

struct Toets<'t, 'f> {
    bureau: &'t Bureau,
    boom: &'t Knoop,
    regios: Option<&'t Regios>,
    fouten: &'f mut Vec<Diagnostic>,
}

impl<'t> Toets<'t, '_> {
    fn plek(&self, pad: &[&str]) -> &'t Plek {
        self.boom.plek_op(pad)
    }

    fn sleutel(&self, pad: &[&str]) -> &'t Plek {
        self.boom.sleutel_op(pad).unwrap_or(self.plek(pad))
    }

    fn known_gemeente(&mut self, gemeente: &str, plek: &Plek) {
        let Some(regios) = self.regios else { return };
        if !regios.gemeenten.contains_key(gemeente) {
            let known = regios.gemeenten.keys().map(String::as_str);
            let fout = Diagnostic::new(
                Code::F301,
                plek,
                format!("er is geen gemeente `{gemeente}`"),
            );
            let fout = fout.met_hint(
                "schrijf de naam in kleine letters met streepjes, zoals `de-ronde-venen`",
            );
            self.fouten.push(fout.met_dichtstbij(gemeente, known));
        }
    }

    fn own_gemeente(&mut self, gemeente: &str, plek: &Plek) {
        if !self.bureau.gemeenten.iter().any(|own| own == gemeente) {
            let exists = |own: &&str| {
                let regios = self.regios;
                regios.is_none_or(|regios| regios.gemeenten.contains_key(*own))
            };
            let known = self.bureau.gemeenten.iter().map(String::as_str);
            let known: Vec<&str> = known.filter(exists).collect();
            let melding = format!("`{gemeente}` is geen gemeente van dit bureau");
            let fout = Diagnostic::new(Code::F303, plek, melding);
            self.fouten.push(fout.met_dichtstbij(gemeente, known));
        }
    }

    fn gemeenten(&mut self, taken: &mut BTreeMap<&'t str, &'t Plek>) {
        for (at, gemeente) in self.bureau.gemeenten.iter().enumerate() {
            let plek = self.plek(&["gemeenten", &at.to_string()]);
            self.known_gemeente(gemeente, plek);
            if let Some(other) = taken.insert(gemeente, plek) {
                let both = match other.bestand == plek.bestand {
                    true => "twee keer onder `gemeenten`".to_owned(),
                    false => format!("ook in `{}`", other.bestand),
                };
                let melding = format!("gemeente `{gemeente}` staat {both}");
                let hint = format!(
                    "een gemeente heeft één bureau; haal haar hier weg, of in {}:{}",
                    other.bestand, other.regel
                );
                self.fouten
                    .push(Diagnostic::new(Code::F302, plek, melding).met_hint(hint));
            }
        }
    }

    fn mail(&mut self) {
        let mail = &self.bureau.mail;
        self.address(&mail.afzender, &["mail", "afzender"]);
        self.address(&mail.postbus, &["mail", "postbus"]);
        self.address(&self.bureau.brieven.mail, &["brieven", "mail"]);
        let time = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").ok();
        if let (Some(van), Some(tot)) = (time(&mail.van), time(&mail.tot))
            && van >= tot
        {
            let melding = format!(
                "de maildag eindigt om `{}`, voor of op zijn begin `{}`",
                mail.tot, mail.van
            );
            self.fouten.push(Diagnostic::new(
                Code::F309,
                self.plek(&["mail", "tot"]),
                melding,
            ));
        }
    }

    fn address(&mut self, adres: &str, pad: &[&str]) {
        let plek = self.plek(pad);
        self.fouten.extend(mailadres(adres, plek));
    }

    fn ketenpartners(&mut self) {
        for naam in self.bureau.ketenpartners.keys() {
            let plek = self.sleutel(&["ketenpartners", naam]);
            self.fouten.extend(partij(naam, plek));
        }
    }

    fn medewerkers(&mut self) {
        for (id, who) in &self.bureau.medewerkers {
            self.address(&who.mail, &["medewerkers", id, "mail"]);
            self.vervanger(id, who);
            for (at, gemeente) in who.gemeenten.iter().enumerate() {
                let plek = self.plek(&["medewerkers", id, "gemeenten", &at.to_string()]);
                self.own_gemeente(gemeente, plek);
            }
            for (at, school) in who.scholen.iter().enumerate() {
                self.known_school(
                    school,
                    self.plek(&["medewerkers", id, "scholen", &at.to_string()]),
                );
            }
            for (at, away) in who.afwezig.iter().enumerate() {
                if away.tot < away.van {
                    let plek = self.plek(&["medewerkers", id, "afwezig", &at.to_string(), "tot"]);
                    let melding = format!(
                        "`{id}` is terug op {}, voor hij weggaat op {}",
                        away.tot, away.van
                    );
                    self.fouten.push(Diagnostic::new(Code::F307, plek, melding));
                }
            }
            if who.rollen.is_empty() {
                let plek = self.sleutel(&["medewerkers", id]);
                self.fouten.push(Diagnostic::new(
                    Code::F305,
                    plek,
                    format!("`{id}` heeft geen rol"),
                ));
            }
        }
    }

    fn vervanger(&mut self, id: &str, who: &Medewerker) {
        let Some(vervanger) = &who.vervanger else {
            return;
        };
        let plek = self.plek(&["medewerkers", id, "vervanger"]);
        if vervanger == id {
            let fout = Diagnostic::new(Code::F304, plek, format!("`{id}` vervangt zichzelf"));
            self.fouten
                .push(fout.met_hint("noem iemand anders, of haal de regel weg"));
        } else if !self.bureau.medewerkers.contains_key(vervanger) {
            let known = self.bureau.medewerkers.keys().map(String::as_str);
            let fout = Diagnostic::new(
                Code::F304,
                plek,
                format!("vervanger `{vervanger}` van `{id}` bestaat niet"),
            );
            self.fouten.push(fout.met_dichtstbij(vervanger, known));
        }
    }

    fn known_school(&mut self, code: &str, plek: &Plek) {
        let known = |school: &String| {
            school == code || school.split_once('-').is_some_and(|(brin, _)| brin == code)
        };
        if !self.bureau.scholen.keys().any(known) {
            let fout = Diagnostic::new(
                Code::F308,
                plek,
                format!("school `{code}` staat niet onder `scholen`"),
            );
            let names = self.bureau.scholen.keys().map(String::as_str);
            self.fouten.push(fout.met_dichtstbij(code, names));
        }
    }

    fn scholen(&mut self) {
        for (code, school) in &self.bureau.scholen {
            let plek = self.plek(&["scholen", code, "gemeente"]);
            self.known_gemeente(&school.gemeente, plek);
            // A melding names a school with its vestiging: without one, this would never be found.
            if !code.contains('-') || !is_brin(code) {
                let fout = Diagnostic::new(
                    Code::F308,
                    self.sleutel(&["scholen", code]),
                    format!("`{code}` is geen BRIN met vestiging"),
                );
                self.fouten.push(fout.met_hint(
                    "schrijf twee cijfers, twee letters, een streepje en twee cijfers: `00XX-00`",
                ));
            }
            if !School::SOORTEN.contains(&school.soort.as_str()) {
                let plek = self.plek(&["scholen", code, "soort"]);
                let fout = Diagnostic::new(
                    Code::F308,
                    plek,
                    format!("`{}` is geen soort school", school.soort),
                );
                self.fouten
                    .push(fout.met_hint("kies `po`, `vo`, `so` of `mbo`"));
            }
        }
    }

    /// Every role has someone in every gemeente; an officer who is BOA is at least worth a warning.
    fn rollen(&mut self) {
        let works = |who: &Medewerker, gemeente: &str| {
            who.gemeenten.is_empty() || who.gemeenten.iter().any(|own| own == gemeente)
        };
        let unknown = |gemeente: &str| {
            let regios = self.regios;
            regios.is_some_and(|regios| !regios.gemeenten.contains_key(gemeente))
        };
        let bureau = self.bureau;
        let gemeenten = bureau.gemeenten.iter().enumerate();
        let known: Vec<_> = gemeenten
            .filter(|(_, gemeente)| !unknown(gemeente))
            .collect();
        for (at, gemeente) in known {
            let plek = self.plek(&["gemeenten", &at.to_string()]);
            let here: Vec<&Medewerker> = self
                .bureau
                .medewerkers
                .values()
                .filter(|who| works(who, gemeente))
                .collect();
            for rol in Rol::ALLE {
                if !here.iter().any(|who| who.rollen.contains(&rol)) {
                    let melding = format!("in `{gemeente}` heeft niemand de rol `{rol}`");
                    let fout = Diagnostic::new(Code::F305, plek, melding);
                    self.fouten.push(
                        fout.met_hint(
                            "geef een medewerker deze rol, voor deze gemeente of voor alle",
                        ),
                    );
                }
            }
            let boa = |who: &&Medewerker| who.boa && who.rollen.contains(&Rol::Leerplichtambtenaar);
            if !self.bureau.medewerkers.values().any(|who| boa(&who)) {
                let melding =
                    format!("in `{gemeente}` kan geen leerplichtambtenaar als boa optreden");
                let fout = Diagnostic::new(Code::W301, plek, melding);
                self.fouten
                    .push(fout.met_hint("taken met `boa: ja` gaan dan naar de leidinggevende"));
            }
        }
    }
}

/// What is wrong with a mail address.
pub(super) fn mailadres(adres: &str, plek: &Plek) -> Option<Diagnostic> {
    let good = adres.split_once('@').is_some_and(|(naam, domein)| {
        let plain = |part: &str| !part.is_empty() && !part.contains(char::is_whitespace);
        plain(naam)
            && plain(domein)
            && !domein.contains('@')
            && domein.split('.').filter(|part| !part.is_empty()).count() >= 2
    });
    let melding = format!("`{adres}` kan geen mailadres zijn");
    let hint =
        "schrijf een adres zoals `naam@bureau.nl`: één `@`, en een punt in wat erachter staat";
    (!good).then(|| Diagnostic::new(Code::F306, plek, melding).met_hint(hint))
}

/// What is wrong with the name of an organisation.
pub(super) fn partij(naam: &str, plek: &Plek) -> Option<Diagnostic> {
    if Partij::met_naam(naam).is_some() {
        return None;
    }
    let known = || Partij::ALLE.iter().map(|partij| partij.naam());
    let melding = format!("`{naam}` is geen ketenpartner die een brief kan krijgen");
    let hint = format!("bekend zijn {}", opsomming(known(), "en"));
    let fout = Diagnostic::new(Code::F315, plek, melding).met_hint(hint);
    Some(fout.met_dichtstbij(naam, known()))
}

/// Whether a code is `00XX` or `00XX-00`.
fn is_brin(code: &str) -> bool {
    let (brin, vestiging) = code.split_once('-').unwrap_or((code, "00"));
    let mut chars = brin.chars();
    let mut next = |test: fn(&char) -> bool| chars.next().is_some_and(|c| test(&c));
    let digit: fn(&char) -> bool = char::is_ascii_digit;
    let letter: fn(&char) -> bool = char::is_ascii_uppercase;
    let start = next(digit) && next(digit) && next(letter) && next(letter) && brin.len() == 4;
    start && vestiging.len() == 2 && vestiging.chars().all(|c| c.is_ascii_digit())
}
