//! What an upper layer means to change, but that does not exist below: nearly always a name misspelled.
//!
//! Easy to get wrong: an upper layer may also add things. A new thing is one that is said in full; what says less
//! was meant for something below. And what is said in full, but a slip of the pen away from a name that exists, was
//! meant for that: nobody wants `antwoordtermin` beside `antwoordtermijn`.

use super::Laag;
use super::blik::Blik;
use super::naam::{self, alle_gevolgen};
use super::werk::Werk;
use crate::definition::boom::{Knoop, Soort};
use crate::definition::diagnostic::{Code, Diagnostic, LANGSTE, dichtstbij, kort};

/// Keys of which a new thing needs one.
type EenVan = &'static [&'static str];

/// A kind of named thing.
struct Groep {
    /// The key it stands under.
    sleutel: &'static str,
    /// As messages call one of them.
    naam: &'static str,
    /// What a new one says; one of each.
    nodig: &'static [EenVan],
}

const VRAGEN: Groep = Groep {
    sleutel: "vragen",
    naam: "vraag",
    nodig: &[&["antwoorden"]],
};
const ROOSTER: Groep = Groep {
    sleutel: "rooster",
    naam: "rooster",
    nodig: &[&["wanneer"]],
};
const TAKEN: Groep = Groep {
    sleutel: "taken",
    naam: "taak",
    nodig: &[&["uitkomsten"], &["titel", "voor"]],
};
const TERMIJNEN: Groep = Groep {
    sleutel: "termijnen",
    naam: "termijn",
    nodig: &[&["binnen", "uiterlijk", "voor", "op"]],
};
const GEBEURTENISSEN: Groep = Groep {
    sleutel: "gebeurtenissen",
    naam: "gebeurtenis",
    nodig: &[&["gevolg"]],
};
const GEGEVENS: Groep = Groep {
    sleutel: "gegevens",
    naam: "gegeven",
    nodig: &[&["soort"]],
};

/// Tells of every name the layer changes that the layers below do not have.
pub(super) fn toets(werk: &mut Werk<'_>, below: &Knoop, laag: &Laag) {
    let (onder, boven) = (Blik::op(below), Blik::op(&laag.boom));
    let fasen = onder.alle_kinderen("fasen").into_iter();
    let events = fasen.flat_map(|(_, fase)| names(fase, GEBEURTENISSEN.sleutel));
    let events = events.chain(names(onder, GEBEURTENISSEN.sleutel)).collect();
    let mut toets = Toets {
        werk,
        laag,
        onder,
        events,
    };
    for groep in [&VRAGEN, &ROOSTER, &GEGEVENS] {
        toets.groep(groep, onder, boven);
    }
    toets.events(onder, boven);
    toets.answers(onder, boven);
    for (naam, fase) in boven.alle_kinderen("fasen") {
        let Some(lower) = named(onder, "fasen", naam) else {
            toets.new_fase(onder, naam, fase);
            continue;
        };
        toets.groep(&TERMIJNEN, lower, fase);
        toets.events(lower, fase);
        toets.groep(&TAKEN, lower, fase);
        for (naam, taak) in fase.alle_kinderen("taken") {
            if let Some(lower) = named(lower, "taken", naam) {
                toets.groep(&GEGEVENS, lower, taak);
                toets.slips(
                    "uitkomsten",
                    &format!("uitkomst van taak `{naam}`"),
                    lower,
                    taak,
                );
            }
        }
        toets.slips("wacht_op", "procedure waarop de fase wacht,", lower, fase);
    }
    toets.endings(onder, boven);
}

fn named<'k>(van: Blik<'k>, groep: &str, naam: &str) -> Option<Blik<'k>> {
    let mut all = van.alle_kinderen(groep).into_iter();
    all.find(|(known, _)| *known == naam).map(|(_, blik)| blik)
}

fn names<'k>(van: Blik<'k>, groep: &str) -> Vec<&'k str> {
    let all = van.alle_kinderen(groep).into_iter();
    all.map(|(naam, _)| naam).collect()
}

struct Toets<'t, 'a, 'o> {
    werk: &'t mut Werk<'a>,
    laag: &'t Laag,
    /// All below the layer.
    onder: Blik<'o>,
    /// Every event below, wherever it stands.
    events: Vec<&'o str>,
}

impl<'o> Toets<'_, '_, 'o> {
    /// New things of one kind that are not said in full.
    fn groep(&mut self, groep: &Groep, onder: Blik<'_>, boven: Blik<'_>) {
        let known = names(onder, groep.sleutel);
        for (naam, blik) in boven.alle_kinderen(groep.sleutel) {
            let short = !matches!(blik.knoop.soort, Soort::Kaart(_));
            let says = |any: &EenVan| any.iter().any(|sleutel| blik.heeft(sleutel));
            let complete = short || groep.nodig.iter().all(says);
            if known.contains(&naam) {
                continue;
            }
            if !complete || blik.uit().is_some() {
                let elsewhere = self.elsewhere(groep, naam);
                self.tell(groep.naam, naam, blik, known.clone(), elsewhere);
            } else if let Some(near) = slip_of(naam, &self.near(groep, &known)) {
                self.tell_slip(groep.naam, naam, blik, near);
            }
        }
    }

    /// The names that a new one may be a slip of: an event of a fase may be meant for one of the whole procedure.
    fn near<'k>(&self, groep: &Groep, known: &[&'k str]) -> Vec<&'k str>
    where
        'o: 'k,
    {
        match groep.sleutel == GEBEURTENISSEN.sleutel {
            true => known
                .iter()
                .copied()
                .chain(self.events.iter().copied())
                .collect(),
            false => known.to_vec(),
        }
    }

    /// Events, and the fields of those that exist.
    fn events(&mut self, onder: Blik<'_>, boven: Blik<'_>) {
        self.groep(&GEBEURTENISSEN, onder, boven);
        for (naam, event) in boven.alle_kinderen("gebeurtenissen") {
            if let Some(lower) = named(onder, "gebeurtenissen", naam) {
                self.groep(&GEGEVENS, lower, event);
            }
        }
    }

    fn answers(&mut self, onder: Blik<'_>, boven: Blik<'_>) {
        for (naam, vraag) in boven.alle_kinderen("vragen") {
            if let Some(lower) = named(onder, "vragen", naam) {
                self.slips(
                    "antwoorden",
                    &format!("antwoord op vraag `{naam}`"),
                    lower,
                    vraag,
                );
            }
        }
    }

    /// A new fase is meant as such when it says how to leave it.
    fn new_fase(&mut self, onder: Blik<'_>, naam: &str, fase: Blik<'_>) {
        let complete = naam::gevolgen_van_fase(fase).into_iter().next().is_some();
        let known = names(onder, "fasen");
        if !complete || fase.uit().is_some() {
            self.tell("fase", naam, fase, known, None);
        } else if let Some(near) = slip_of(naam, &known) {
            self.tell_slip("fase", naam, fase, near);
        }
    }

    /// New names that are a slip of the pen away from one that exists.
    fn slips(&mut self, groep: &str, wat: &str, onder: Blik<'_>, boven: Blik<'_>) {
        let known = names(onder, groep);
        for (naam, blik) in boven.alle_kinderen(groep) {
            if known.contains(&naam) {
                continue;
            }
            if let Some(near) = slip_of(naam, &known) {
                self.tell_slip(wat, naam, blik, near);
            }
        }
    }

    /// Uitkomsten of the zaak: a new one that nothing here closes with, next to one that exists.
    fn endings(&mut self, onder: Blik<'_>, boven: Blik<'_>) {
        let used: Vec<&str> = alle_gevolgen(boven)
            .into_iter()
            .filter_map(|gevolg| gevolg.tekst("sluit"))
            .collect();
        let known = names(onder, "uitkomsten");
        for (naam, blik) in boven.alle_kinderen("uitkomsten") {
            if known.contains(&naam) || used.contains(&naam) {
                continue;
            }
            if let Some(near) = slip_of(naam, &known) {
                self.tell_slip("uitkomst", naam, blik, near);
            }
        }
    }

    /// The fase in which a thing of this name stands, where the layer has it in another.
    fn elsewhere(&self, groep: &Groep, naam: &str) -> Option<String> {
        if !matches!(groep.sleutel, "taken" | "termijnen" | "gebeurtenissen") {
            return None;
        }
        let mut fasen = self.onder.alle_kinderen("fasen").into_iter();
        let found = fasen.find(|(_, fase)| named(*fase, groep.sleutel, naam).is_some());
        found.map(|(fase, _)| fase.to_owned())
    }

    fn tell(
        &mut self,
        wat: &str,
        naam: &str,
        blik: Blik<'_>,
        known: Vec<&str>,
        fase: Option<String>,
    ) {
        let hint = match (fase, dichtstbij(naam, known)) {
            (Some(fase), _) => {
                format!("{wat} `{naam}` staat in fase `{fase}`; zet haar daaronder")
            }
            (None, Some(near)) => format!("bedoelde u `{near}`?"),
            (None, None) if is_het(wat) => {
                format!("is het een nieuw {wat}? schrijf het dan helemaal uit")
            }
            (None, None) => format!("is het een nieuwe {wat}? schrijf haar dan helemaal uit"),
        };
        self.tell_with(wat, naam, blik, hint);
    }

    /// Something new that is said in full, and one letter away from what exists.
    fn tell_slip(&mut self, wat: &str, naam: &str, blik: Blik<'_>, near: &str) {
        let hint = format!(
            "bedoelde u `{near}`? is het iets nieuws, geef het dan een naam die er minder op lijkt"
        );
        self.tell_with(wat, naam, blik, hint);
    }

    fn tell_with(&mut self, wat: &str, naam: &str, blik: Blik<'_>, hint: String) {
        let laag = &self.laag.naam;
        let naam = kort(naam);
        let who = if is_het(wat) { "dat" } else { "die" };
        let melding = format!(
            "laag `{laag}` verandert {wat} `{naam}`, maar {who} bestaat in de laag eronder niet"
        );
        self.werk
            .meld(Diagnostic::new(Code::F154, blik.sleutel, melding).met_hint(hint));
        self.werk.stil(blik);
    }
}

/// Whether Dutch says `het` of it.
fn is_het(wat: &str) -> bool {
    wat == "gegeven" || wat.starts_with("antwoord") || wat == "rooster"
}

/// The name of which this one is a slip of the pen.
fn slip_of<'k>(naam: &str, known: &[&'k str]) -> Option<&'k str> {
    if known.contains(&naam) {
        return None;
    }
    known.iter().copied().find(|known| is_slip(naam, known))
}

/// Whether a name was probably meant to be another: one letter wrong, missing or too many, or two swapped.
/// Names that differ in a number (`brief-1`, `brief-2`) are two names.
pub fn is_slip(naam: &str, known: &str) -> bool {
    let letters = |naam: &str| {
        naam.chars()
            .filter(|c| !c.is_ascii_digit())
            .collect::<String>()
    };
    // Comparing is quadratic in the length, and one letter changes the length by one at most.
    (4..=LANGSTE).contains(&naam.len())
        && naam.chars().count().abs_diff(known.chars().count()) <= 1
        && letters(naam) != letters(known)
        && strsim::damerau_levenshtein(naam, known) == 1
}

#[cfg(test)]
mod tests {
    use super::is_slip;

    #[test]
    fn a_slip_is_one_letter_and_no_other_word() {
        for (naam, known) in [
            ("verzondn", "verzonden"),
            ("verzodnen", "verzonden"),
            ("gebelt", "gebeld"),
        ] {
            assert!(is_slip(naam, known), "{naam}");
        }
        for (naam, known) in [
            ("afgewezen", "toegewezen"),
            ("niet-bereikt", "bereikt"),
            ("brief-2", "brief-1"),
            ("ja", "na"),
            ("oneens", "eens"),
        ] {
            assert!(!is_slip(naam, known), "{naam}");
        }
    }
}
