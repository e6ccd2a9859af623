//! Local days that change nothing: a holiday on the dates it has anyway, a free day within one, lessons on a day that
//! has them.
//!
//! Every entry is laid in turn on those before it, from wide to narrow, and what counts is the days, not the words.
//! Easy to get wrong: of two that say the same only the upper one is too much. And days the calendar does not reach
//! yet are not too much: they will count once it does.

use super::afwijkingen::{Afwijking, BureauKalender, EigenVakantie, LokaleDagen};
use super::controle::Bevinding;
use super::feestdag::Feestdag;
use super::kalenders::{Kalenderdata, place_layers, regio_of, school_key, school_layers};
use super::schooltabel::Schooltabel;
use super::schrijfwijze::datum_kort;

/// What each bureau and its gemeenten say of days without changing one; for data without faults.
#[must_use]
pub fn overbodig(data: &Kalenderdata, bureaus: &[BureauKalender]) -> Vec<Bevinding> {
    bureaus
        .iter()
        .flat_map(|bureau| of_bureau(data, bureau))
        .collect()
}

/// Where an entry holds.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Waar {
    Bureau,
    Gemeente(String),
    /// As the gemeente says it itself.
    Eigen(String),
    Plaats(String, String),
    EigenPlaats(String, String),
    School(String),
}

/// One thing that is said of days.
#[derive(Debug, Clone)]
enum Zegt {
    Vrij(Feestdag),
    NietVrij(Feestdag),
    Vakantie(EigenVakantie),
    Dagen(LokaleDagen),
    Lesdagen(LokaleDagen),
    /// A block without anything in it.
    Niets,
}

fn of_bureau(data: &Kalenderdata, bureau: &BureauKalender) -> Vec<Bevinding> {
    let mut laid = BureauKalender {
        kalender: Default::default(),
        eigen: Default::default(),
        ..bureau.clone()
    };
    let mut found = Vec::new();
    for (waar, pad, zegt) in entries(bureau) {
        let before = tables(data, &laid, &waar);
        if let Some(afwijking) = waar.afwijking(&mut laid) {
            zegt.lay(afwijking);
        }
        let after = tables(data, &laid, &waar);
        let reached = |tabel: &Schooltabel| zegt.is_within(tabel);
        if before == after && after.iter().all(reached) {
            found.push(Bevinding {
                bestand: waar.bestand(&bureau.bureau),
                pad,
                melding: format!("{} verandert geen enkele schooldag", zegt.wat()),
                hint: Some("haal het weg; zonder dit zijn de schooldagen dezelfde".to_owned()),
            });
        }
    }
    found
}

/// Everything that is said, from wide to narrow, each with its place in its file.
fn entries(bureau: &BureauKalender) -> Vec<(Waar, String, Zegt)> {
    let kalender = &bureau.kalender;
    let mut found = Vec::new();
    let mut add = |waar: Waar, pad: String, afwijking: &Afwijking| {
        found.extend(
            of_layer(afwijking)
                .into_iter()
                .map(|(at, zegt)| (waar.clone(), format!("{pad}.{at}"), zegt)),
        );
        let whole = matches!(waar, Waar::Bureau | Waar::Eigen(_));
        if afwijking.is_leeg() && !whole {
            found.push((waar, pad, Zegt::Niets));
        }
    };
    add(Waar::Bureau, "kalender.bureau".to_owned(), &kalender.bureau);
    for (naam, afwijking) in &kalender.gemeenten {
        let pad = format!("kalender.gemeenten.{naam}");
        add(Waar::Gemeente(naam.clone()), pad, afwijking);
    }
    for (naam, eigen) in &bureau.eigen {
        let pad = "kalender.gemeente".to_owned();
        add(Waar::Eigen(naam.clone()), pad, &eigen.gemeente);
    }
    for (gemeente, plaatsen) in &kalender.plaatsen {
        for (naam, afwijking) in plaatsen {
            let pad = format!("kalender.plaatsen.{gemeente}.{naam}");
            add(Waar::Plaats(gemeente.clone(), naam.clone()), pad, afwijking);
        }
    }
    for (gemeente, eigen) in &bureau.eigen {
        for (naam, afwijking) in &eigen.plaatsen {
            let pad = format!("kalender.plaatsen.{naam}");
            let waar = Waar::EigenPlaats(gemeente.clone(), naam.clone());
            add(waar, pad, afwijking);
        }
    }
    // The whole school before its vestiging.
    let mut scholen: Vec<_> = kalender.scholen.iter().collect();
    scholen.sort_by_key(|(code, _)| code.len());
    for (code, afwijking) in scholen {
        let pad = format!("kalender.scholen.{code}");
        add(Waar::School(code.clone()), pad, afwijking);
    }
    found
}

fn of_layer(afwijking: &Afwijking) -> Vec<(String, Zegt)> {
    let at = |soort: &str, nummer: usize| format!("{soort}[{nummer}]");
    let mut found = Vec::new();
    for (nummer, dag) in afwijking.schoolvrij.iter().enumerate() {
        found.push((at("schoolvrij", nummer), Zegt::Vrij(*dag)));
    }
    for (nummer, dag) in afwijking.niet_schoolvrij.iter().enumerate() {
        found.push((at("niet_schoolvrij", nummer), Zegt::NietVrij(*dag)));
    }
    for (nummer, eigen) in afwijking.vakanties.iter().enumerate() {
        found.push((at("vakanties", nummer), Zegt::Vakantie(eigen.clone())));
    }
    for (nummer, dagen) in afwijking.vrije_dagen.iter().enumerate() {
        found.push((at("vrije_dagen", nummer), Zegt::Dagen(dagen.clone())));
    }
    for (nummer, dagen) in afwijking.lesdagen.iter().enumerate() {
        found.push((at("lesdagen", nummer), Zegt::Lesdagen(dagen.clone())));
    }
    found
}

impl Waar {
    fn bestand(&self, bureau: &str) -> String {
        match self {
            Self::Eigen(gemeente) | Self::EigenPlaats(gemeente, _) => {
                format!("{bureau}/{gemeente}/gemeente.yaml")
            }
            _ => format!("{bureau}/bureau.yaml"),
        }
    }

    /// What is said there, to be added to.
    fn afwijking<'b>(&self, bureau: &'b mut BureauKalender) -> Option<&'b mut Afwijking> {
        let BureauKalender {
            kalender, eigen, ..
        } = bureau;
        Some(match self {
            Self::Bureau => &mut kalender.bureau,
            Self::Gemeente(naam) => kalender.gemeenten.entry(naam.clone()).or_default(),
            Self::Eigen(naam) => &mut eigen.entry(naam.clone()).or_default().gemeente,
            Self::Plaats(gemeente, naam) => {
                let plaatsen = kalender.plaatsen.entry(gemeente.clone()).or_default();
                plaatsen.entry(naam.clone()).or_default()
            }
            Self::EigenPlaats(gemeente, naam) => {
                let eigen = eigen.entry(gemeente.clone()).or_default();
                eigen.plaatsen.entry(naam.clone()).or_default()
            }
            Self::School(code) => kalender.scholen.entry(code.clone()).or_default(),
        })
    }

    /// The gemeente and place, or the school, of every calendar that it may change.
    fn plekken(
        &self,
        data: &Kalenderdata,
        bureau: &BureauKalender,
    ) -> Vec<(String, Option<String>)> {
        let everywhere = |naam: &String| {
            let gemeente = data.regios.gemeenten.get(naam);
            let plaatsen = gemeente.and_then(|gemeente| gemeente.plaatsen.as_ref());
            match plaatsen {
                None => vec![(naam.clone(), None)],
                Some(plaatsen) => plaatsen
                    .alle()
                    .map(|(plaats, _)| (naam.clone(), Some(plaats.to_owned())))
                    .collect(),
            }
        };
        match self {
            Self::Bureau => bureau.gemeenten.iter().flat_map(everywhere).collect(),
            Self::Gemeente(naam) | Self::Eigen(naam) => everywhere(naam),
            Self::Plaats(gemeente, plaats) | Self::EigenPlaats(gemeente, plaats) => {
                vec![(gemeente.clone(), Some(plaats.clone()))]
            }
            Self::School(code) => {
                let key = school_key(code);
                let here = bureau.scholen.iter().filter(|school| {
                    let brin = school_key(&school.brin);
                    key == brin
                        || key
                            == format!("{brin}-{}", school.vestiging.as_deref().unwrap_or_default())
                });
                here.map(|school| (school.gemeente.clone(), school.plaats.clone()))
                    .collect()
            }
        }
    }
}

impl Zegt {
    fn lay(&self, op: &mut Afwijking) {
        match self {
            Self::Vrij(dag) => op.schoolvrij.push(*dag),
            Self::NietVrij(dag) => op.niet_schoolvrij.push(*dag),
            Self::Vakantie(eigen) => op.vakanties.push(eigen.clone()),
            Self::Dagen(dagen) => op.vrije_dagen.push(dagen.clone()),
            Self::Lesdagen(dagen) => op.lesdagen.push(dagen.clone()),
            Self::Niets => {}
        }
    }

    fn wat(&self) -> String {
        let days = |dagen: &LokaleDagen| {
            let periode = dagen.periode();
            match periode.van == periode.tot {
                true => datum_kort(periode.van),
                false => format!(
                    "{} tot en met {}",
                    datum_kort(periode.van),
                    datum_kort(periode.tot)
                ),
            }
        };
        match self {
            Self::Vrij(dag) => format!("{} bij `schoolvrij`", dag.naam()),
            Self::NietVrij(dag) => format!("{} bij `niet_schoolvrij`", dag.naam()),
            Self::Vakantie(eigen) => {
                format!("de eigen {} {}", eigen.vakantie.naam(), eigen.schooljaar)
            }
            Self::Dagen(dagen) => format!("vrij op {}", days(dagen)),
            Self::Lesdagen(dagen) => format!("les op {}", days(dagen)),
            Self::Niets => "dit lege blok".to_owned(),
        }
    }

    /// Whether the calendar reaches the days it names.
    fn is_within(&self, tabel: &Schooltabel) -> bool {
        match self {
            Self::Dagen(dagen) | Self::Lesdagen(dagen) => {
                let periode = dagen.periode();
                tabel.begin <= periode.van && periode.tot <= tabel.eind
            }
            _ => true,
        }
    }
}

/// The days of every calendar that may change.
fn tables(data: &Kalenderdata, bureau: &BureauKalender, waar: &Waar) -> Vec<Schooltabel> {
    let plekken = waar.plekken(data, bureau).into_iter();
    let found = plekken.filter_map(|(naam, plaats)| {
        let gemeente = data.regios.gemeenten.get(&naam)?;
        let regio = regio_of(gemeente, plaats.as_deref())?;
        let mut lagen = place_layers(bureau, &naam, gemeente, plaats.as_deref());
        if let Waar::School(code) = waar {
            lagen.extend(school_layers(bureau, &school_key(code)));
        }
        Schooltabel::new(regio, &data.schoolvakanties, &data.feestdagen, &lagen)
    });
    found.collect()
}
