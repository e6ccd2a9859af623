//! Two versions of a bureau: people, schools, post, deliveries. All of it is live.
//!
//! Which days a calendar changed is told by the calendars themselves, per gemeente; here only that a bureau
//! wrote others. Easy to get wrong: names. A medewerker is told by his id and name, never by his mail address.

use indexmap::IndexMap;
use serde::Serialize;

use super::lijst::{opsomming, paren};
use super::naam::rollen;
use super::{Raakt, Soort, Wijziging};
use crate::definition::bureau::{
    Afspraken, Afwezigheid, Briefhoofd, Bureau, MailInstelling, Medewerker, School,
};
use crate::definition::ritme::Weekoverzicht;
use crate::kalender::datum_kort;

/// What differs, in the order of the file; its gemeenten and the days of its calendars left out.
pub fn bureaus(oud: &Bureau, nieuw: &Bureau) -> Vec<Wijziging> {
    let mut lijst = Lijst::default();
    let Bureau {
        // Who asks compares the same bureau.
        bureau: _,
        naam,
        // Told by who knows their names and their zaken.
        gemeenten: _,
        mail,
        brieven,
        medewerkers,
        scholen,
        ketenpartners,
        // Days are compared as they fall, per gemeente.
        kalender: _,
        leveringen,
        afspraken,
        aanlevering,
        eigen,
    } = nieuw;
    lijst.waarde(Soort::Bureau, "Naam van het bureau", &oud.naam, naam);
    how_it_mails(&mut lijst, &oud.mail, mail);
    letterhead(&mut lijst, &oud.brieven, brieven);
    people(&mut lijst, (&oud.medewerkers, medewerkers));
    schools(&mut lijst, (&oud.scholen, scholen));
    lijst.blokken("Ketenpartner", &oud.ketenpartners, ketenpartners);
    lijst.blokken("Levering", &oud.leveringen, leveringen);
    let Afspraken { gemist } = afspraken;
    let words = |gemist: u32| format!("na {gemist} gemiste afspraken een vervolgroute");
    lijst.waarde(
        Soort::Bureau,
        "Afspraken",
        &words(oud.afspraken.gemist),
        &words(*gemist),
    );
    lijst.blokken("Aanlevering", &oud.aanlevering, aanlevering);
    lijst.blokken("`gemeente.yaml` van", &oud.eigen, eigen);
    lijst.0
}

#[derive(Default)]
struct Lijst(Vec<Wijziging>);

impl Lijst {
    fn meld(&mut self, soort: Soort, zin: impl Into<String>) {
        self.0.push(Wijziging::new(soort, Raakt::Zaak, zin));
    }

    fn waarde(&mut self, soort: Soort, wat: &str, was: &str, wordt: &str) {
        if was != wordt {
            let zin = format!("{wat}: {was} → {wordt}");
            let wijziging = Wijziging::new(soort, Raakt::Zaak, zin);
            self.0.push(wijziging.van_naar(was, wordt));
        }
    }

    /// The newest of these changes are about the zaken that this medewerker handles.
    fn over(&mut self, aantal: usize, medewerker: &str) {
        for wijziging in self.0.iter_mut().rev().take(aantal) {
            wijziging.raakt = Raakt::Behandelaar(medewerker.to_owned());
        }
    }

    /// Parts that are told as a whole: which came, went, or say something else.
    fn blokken<T: PartialEq + Serialize>(
        &mut self,
        woord: &str,
        oud: &IndexMap<String, T>,
        nieuw: &IndexMap<String, T>,
    ) {
        let found = paren(oud, nieuw);
        for (naam, _) in found.weg {
            self.meld(Soort::Bureau, format!("{woord} `{naam}`: weg"));
        }
        for (naam, _) in found.erbij {
            self.meld(Soort::Bureau, format!("{woord} `{naam}`: nieuw"));
        }
        for (naam, was, wordt) in found.beide {
            if was == wordt {
                continue;
            }
            let json = |value: &T| serde_json::to_value(value).unwrap_or_default();
            let (was, wordt) = (json(was), json(wordt));
            let empty = serde_json::Map::new();
            let of = |value: &'_ serde_json::Value| value.as_object().cloned();
            let (a, b) = (
                of(&was).unwrap_or(empty.clone()),
                of(&wordt).unwrap_or(empty),
            );
            let mut keys: Vec<&String> = a.keys().chain(b.keys()).collect();
            keys.retain(|key| a.get(*key) != b.get(*key));
            keys.sort();
            keys.dedup();
            let keys: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
            let zin = format!("{woord} `{naam}`: anders bij {}", opsomming(&keys));
            self.meld(Soort::Bureau, zin);
        }
    }
}

fn how_it_mails(lijst: &mut Lijst, oud: &MailInstelling, nieuw: &MailInstelling) {
    let MailInstelling {
        afzender,
        naam,
        postbus,
        van,
        tot,
        weekoverzicht,
    } = nieuw;
    let soort = Soort::Bureau;
    lijst.waarde(soort, "Afzender van mails", &oud.afzender, afzender);
    lijst.waarde(soort, "Naam bij de afzender van mails", &oud.naam, naam);
    lijst.waarde(soort, "Gezamenlijke postbus", &oud.postbus, postbus);
    lijst.waarde(soort, "Eerste uur van de maildag", &oud.van, van);
    lijst.waarde(soort, "Einde van de maildag", &oud.tot, tot);
    let words = |when: &Weekoverzicht| match when {
        Weekoverzicht::Nee => "geen".to_owned(),
        Weekoverzicht::Op(rooster) => format!("`{}`", rooster.tekst()),
    };
    let (was, wordt) = (words(&oud.weekoverzicht), words(weekoverzicht));
    lijst.waarde(soort, "Weekoverzicht", &was, &wordt);
}

fn letterhead(lijst: &mut Lijst, oud: &Briefhoofd, nieuw: &Briefhoofd) {
    let Briefhoofd {
        adres,
        telefoon,
        mail,
        ondertekening,
    } = nieuw;
    let soort = Soort::Bureau;
    let (was, wordt) = (oud.adres.join(", "), adres.join(", "));
    lijst.waarde(soort, "Adres op brieven", &was, &wordt);
    lijst.waarde(soort, "Telefoon op brieven", &oud.telefoon, telefoon);
    lijst.waarde(soort, "Mailadres op brieven", &oud.mail, mail);
    lijst.waarde(
        soort,
        "Ondertekening van brieven",
        &oud.ondertekening,
        ondertekening,
    );
}

type Mensen = IndexMap<String, Medewerker>;

fn people(lijst: &mut Lijst, (oud, nieuw): (&Mensen, &Mensen)) {
    let soort = Soort::Medewerker;
    let found = paren(oud, nieuw);
    for (id, who) in found.weg {
        lijst.meld(soort, format!("{} (`{id}`) werkt er niet meer", who.naam));
        lijst.over(1, id);
    }
    for (id, who) in found.erbij {
        let rollen = rollen(&who.rollen);
        lijst.meld(soort, format!("{} (`{id}`) is nieuw: {rollen}", who.naam));
    }
    for (id, was, wordt) in found.beide {
        let before = lijst.0.len();
        person(lijst, id, was, wordt);
        lijst.over(lijst.0.len() - before, id);
    }
}

fn person(lijst: &mut Lijst, id: &str, was: &Medewerker, wordt: &Medewerker) {
    let Medewerker {
        naam,
        mail,
        rollen: roles,
        boa,
        gemeenten,
        scholen,
        vervanger,
        afwezig,
    } = wordt;
    let soort = Soort::Medewerker;
    let who = |wat: &str| format!("{} (`{id}`), {wat}", was.naam);
    lijst.waarde(soort, &who("naam"), &was.naam, naam);
    if was.mail != *mail {
        lijst.meld(soort, who("ander mailadres"));
    }
    lijst.waarde(soort, &who("rollen"), &rollen(&was.rollen), &rollen(roles));
    let ja_nee = |value: bool| if value { "ja" } else { "nee" };
    lijst.waarde(soort, &who("boa"), ja_nee(was.boa), ja_nee(*boa));
    let where_ = |gemeenten: &[String]| match gemeenten {
        [] => "het hele bureau".to_owned(),
        gemeenten => opsomming(gemeenten),
    };
    lijst.waarde(
        soort,
        &who("werkt voor"),
        &where_(&was.gemeenten),
        &where_(gemeenten),
    );
    let schools = |scholen: &[String]| match scholen {
        [] => "geen".to_owned(),
        scholen => opsomming(scholen),
    };
    lijst.waarde(
        soort,
        &who("scholen"),
        &schools(&was.scholen),
        &schools(scholen),
    );
    let other = |id: &Option<String>| id.clone().unwrap_or_else(|| "niemand".to_owned());
    lijst.waarde(
        soort,
        &who("vervanger"),
        &other(&was.vervanger),
        &other(vervanger),
    );
    let away = |afwezig: &[Afwezigheid]| match afwezig {
        [] => "nooit".to_owned(),
        afwezig => {
            let all = afwezig.iter().map(|Afwezigheid { van, tot }| {
                format!("{} tot en met {}", datum_kort(*van), datum_kort(*tot))
            });
            opsomming(&all.collect::<Vec<_>>())
        }
    };
    lijst.waarde(soort, &who("afwezig"), &away(&was.afwezig), &away(afwezig));
}

type Scholen = IndexMap<String, School>;

fn schools(lijst: &mut Lijst, (oud, nieuw): (&Scholen, &Scholen)) {
    let soort = Soort::School;
    let found = paren(oud, nieuw);
    for (code, school) in found.weg {
        lijst.meld(soort, format!("school {} (`{code}`): weg", school.naam));
    }
    for (code, school) in found.erbij {
        let plaats = &school.plaats;
        lijst.meld(
            soort,
            format!("school {} (`{code}`, {plaats}): nieuw", school.naam),
        );
    }
    for (code, was, wordt) in found.beide {
        let School {
            naam,
            gemeente,
            plaats,
            soort: kind,
        } = wordt;
        let wat = |wat: &str| format!("school {} (`{code}`), {wat}", was.naam);
        lijst.waarde(soort, &wat("naam"), &was.naam, naam);
        lijst.waarde(soort, &wat("gemeente"), &was.gemeente, gemeente);
        lijst.waarde(soort, &wat("plaats"), &was.plaats, plaats);
        lijst.waarde(soort, &wat("onderwijs"), &was.soort, kind);
    }
}
