//! Coverage: which fasen, taken, uitkomsten, gevolgen, rungs and letters of the shipped procedures the
//! scenarios visit.
//!
//! Read from the histories alone. Easy to get wrong: which line of a gevolg was taken; it is weighed again,
//! on the facts as the history gives them at that point.

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use termijnwacht::catalog::Catalog;
use termijnwacht::decide::{ALTIJD, GEBEURTENISSEN, ingebouwde_taak};
use termijnwacht::definition::procedure::{BriefKeuze, Gevolg, Procedure, TermijnDef};
use termijnwacht::zaak::evolve::{evolve, fold};
use termijnwacht::zaak::{Gebeurtenis as G, Regel, RungStatus, Zaak};

use super::spel::Verslag;
use super::taal::Scenario;

/// What no scenario can reach, each with its reason.
const ONBEREIKBAAR: [(&str, &str); 1] = [(
    "uitkomst opschorting-bewaken/bekeken",
    "absoluut-verzuim, by which built-in taken are judged, has no term that may be suspended; conformance/01-termijnen.yaml tells it",
)];

const GEMEENTE: &str = "woerden";

type Namen = BTreeSet<String>;

/// Tells how much was visited, and fails on what was not.
pub fn judge(catalog: &Catalog, played: &[(Scenario, Verslag)]) {
    if std::env::var("SCENARIO").is_ok() {
        return;
    }
    let mut missing = Vec::new();
    for (_, procedure) in catalog.procedures(GEMEENTE) {
        let wanted = all(procedure);
        let mut seen = Namen::new();
        for (scenario, verslag) in played {
            for (zaak, regels) in verslag.zaken.iter().zip(&verslag.regels) {
                if zaak.procedure == procedure.slug {
                    visit(procedure, (scenario, verslag), zaak, regels, &mut seen);
                }
            }
        }
        tell(&procedure.slug, &wanted, &seen);
        missing.extend(
            wanted
                .difference(&seen)
                .filter(|naam| ONBEREIKBAAR.iter().all(|(known, _)| known != naam))
                .map(|naam| format!("{}: {naam}", procedure.slug)),
        );
    }
    assert!(missing.is_empty(), "nooit bezocht:\n{}", missing.join("\n"));
}

fn tell(slug: &str, wanted: &Namen, seen: &Namen) {
    let mut kinds: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for naam in wanted {
        let kind = naam.split(' ').next().unwrap_or_default();
        let counted = kinds.entry(kind).or_default();
        counted.0 += usize::from(seen.contains(naam));
        counted.1 += 1;
    }
    let told: Vec<String> = kinds
        .iter()
        .map(|(kind, (hit, of))| format!("{kind} {hit}/{of}"))
        .collect();
    println!("{slug}: {}", told.join(", "));
}

/// Everything there is to visit.
fn all(procedure: &Procedure) -> Namen {
    let mut namen = Namen::new();
    let mut add = |naam: String| {
        namen.insert(naam);
    };
    for (fase, def) in &procedure.fasen {
        add(format!("fase {fase}"));
        branches("binnenkomst", fase, &def.bij_binnenkomst, &mut add);
        for (naam, taak) in &def.taken {
            add(format!("taak {naam}"));
            for (uitkomst, gevolgen) in &taak.uitkomsten {
                add(format!("uitkomst {naam}/{uitkomst}"));
                branches(
                    "uitkomst",
                    &format!("{naam}/{uitkomst}"),
                    gevolgen,
                    &mut add,
                );
            }
            if let Some(termijn) = &taak.termijn {
                rungs(naam, termijn, &mut add);
                branches("verstreken", naam, &termijn.verstreken, &mut add);
            }
            if let Some(vraag) = &taak.voorstel {
                for antwoord in procedure.vragen[vraag].antwoorden.keys() {
                    add(format!("voorstel {vraag}/{antwoord}"));
                }
            }
            if let Some(BriefKeuze::Tekst(tekst)) = &taak.brief {
                add(format!("brief {tekst}"));
            }
        }
        for (naam, termijn) in &def.termijnen {
            add(format!("termijn {naam}"));
            rungs(naam, termijn, &mut add);
            branches("verstreken", naam, &termijn.verstreken, &mut add);
        }
        for (naam, gebeurtenis) in &def.gebeurtenissen {
            add(format!("gebeurtenis {naam}"));
            branches("gebeurtenis", naam, &gebeurtenis.gevolg, &mut add);
        }
        for (naam, gevolgen) in &def.wacht_op {
            branches("wacht_op", &format!("{fase}/{naam}"), gevolgen, &mut add);
        }
    }
    for (naam, gebeurtenis) in &procedure.gebeurtenissen {
        add(format!("gebeurtenis {naam}"));
        branches("gebeurtenis", naam, &gebeurtenis.gevolg, &mut add);
    }
    for uitkomst in procedure.uitkomsten.keys() {
        add(format!("einde {uitkomst}"));
    }
    let all = procedure
        .gevolgen()
        .chain(procedure.gevolgen_bij_verdagen());
    for brief in all.flat_map(|gevolg| &gevolg.brief) {
        add(format!("brief {brief}"));
    }
    if procedure.slug == "absoluut-verzuim" {
        for naam in GEBEURTENISSEN {
            add(format!("gebeurtenis {naam}"));
        }
        for naam in ALTIJD {
            let def = ingebouwde_taak(naam).expect("a built-in taak");
            for uitkomst in def.uitkomsten.keys() {
                add(format!("uitkomst {naam}/{uitkomst}"));
            }
        }
    }
    namen
}

fn branches(kind: &str, naam: &str, gevolgen: &[Gevolg], add: &mut impl FnMut(String)) {
    if gevolgen.len() > 1 || gevolgen.iter().any(|gevolg| gevolg.als.is_some()) {
        for nummer in 1..=gevolgen.len() {
            add(format!("gevolg {kind} {naam} regel {nummer}"));
        }
    }
}

fn rungs(naam: &str, termijn: &TermijnDef, add: &mut impl FnMut(String)) {
    for rung in &termijn.rungs {
        add(format!(
            "stap {naam} {:?} {:?} {:?}",
            rung.soort, rung.wanneer, rung.naar
        ));
    }
    add(format!("verstreken {naam}"));
}

/// What one zaak visited.
fn visit(
    procedure: &Procedure,
    (scenario, verslag): (&Scenario, &Verslag),
    zaak: &Zaak,
    regels: &[Regel],
    seen: &mut Namen,
) {
    for (at, regel) in regels.iter().enumerate() {
        let here = Hier {
            procedure,
            scenario,
            verslag,
            regels,
            at,
        };
        match &regel.gebeurtenis {
            G::FaseBereikt { fase, .. } => {
                seen.insert(format!("fase {fase}"));
                let Some(def) = procedure.fasen.get(fase) else {
                    continue;
                };
                here.taken("binnenkomst", fase, &def.bij_binnenkomst, &[], None, seen);
                let state = here.state();
                for (naam, gevolgen) in &def.wacht_op {
                    if let Some(uitkomst) = state
                        .uitkomsten
                        .get(naam)
                        .filter(|_| !state.lopend.contains(naam))
                    {
                        here.taken(
                            "wacht_op",
                            &format!("{fase}/{naam}"),
                            gevolgen,
                            &[],
                            Some(uitkomst),
                            seen,
                        );
                    }
                }
            }
            G::TaakGeopend { taak, .. } => {
                seen.insert(format!("taak {}", taak.naam));
            }
            G::TaakGereed { naam, uitkomst, .. } => {
                let key = format!("{naam}/{uitkomst}");
                seen.insert(format!("uitkomst {key}"));
                if let Some((_, def)) = procedure.taak(naam) {
                    let fields: Vec<&String> = def.gegevens.keys().collect();
                    here.taken(
                        "uitkomst",
                        &key,
                        &def.uitkomsten[uitkomst],
                        &fields,
                        None,
                        seen,
                    );
                }
            }
            G::Ontvangen { naam, .. } => {
                seen.insert(format!("gebeurtenis {naam}"));
                if let Some(def) = procedure.gebeurtenis(&here.state().fase, naam) {
                    let fields: Vec<&String> = def.gegevens.keys().collect();
                    here.taken("gebeurtenis", naam, &def.gevolg, &fields, None, seen);
                }
            }
            G::UitkomstOntvangen {
                procedure: naam,
                uitkomst,
                ..
            } => {
                let fase = here.state().fase;
                if let Some(gevolgen) = procedure
                    .fasen
                    .get(&fase)
                    .and_then(|fase| fase.wacht_op.get(naam))
                {
                    here.taken(
                        "wacht_op",
                        &format!("{fase}/{naam}"),
                        gevolgen,
                        &[],
                        Some(uitkomst),
                        seen,
                    );
                }
            }
            G::TermijnGestart { termijn } => {
                seen.insert(format!("termijn {}", termijn.naam));
            }
            G::TermijnVerstreken { naam, .. } => {
                seen.insert(format!("verstreken {naam}"));
                if let Some(def) = termijn_def(procedure, naam) {
                    here.taken("verstreken", naam, &def.verstreken, &[], None, seen);
                }
            }
            G::Voorgesteld {
                vraag, antwoord, ..
            } => {
                seen.insert(format!("voorstel {vraag}/{antwoord}"));
            }
            G::Brief { tekst, .. } => {
                seen.insert(format!("brief {tekst}"));
            }
            G::Gesloten { uitkomst, .. } => {
                seen.insert(format!("einde {uitkomst}"));
            }
            _ => {}
        }
    }
    for termijn in &zaak.termijnen {
        for rung in termijn
            .rungs
            .iter()
            .filter(|rung| rung.status == RungStatus::Afgegaan)
        {
            seen.insert(format!(
                "stap {} {:?} {:?} {:?}",
                termijn.naam, rung.soort, rung.wanneer, rung.naar
            ));
        }
    }
}

/// The termijn of this name, or of the taak of this name.
fn termijn_def<'p>(procedure: &'p Procedure, naam: &str) -> Option<&'p TermijnDef> {
    let mut fasen = procedure.fasen.values();
    let own = fasen.find_map(|fase| fase.termijnen.get(naam));
    own.or_else(|| procedure.taak(naam)?.1.termijn.as_ref())
}

/// A place in a history.
struct Hier<'a> {
    procedure: &'a Procedure,
    scenario: &'a Scenario,
    verslag: &'a Verslag,
    regels: &'a [Regel],
    at: usize,
}

impl Hier<'_> {
    fn state(&self) -> Zaak {
        fold(&self.regels[..=self.at]).expect("a zaak")
    }

    /// How many other zaken of each procedure the jongere had here, as conditions count them.
    fn eerder(&self, state: &Zaak) -> BTreeMap<String, u32> {
        let now = self.regels[self.at].op;
        let mut counted = BTreeMap::new();
        for (zaak, regels) in self.verslag.zaken.iter().zip(&self.verslag.regels) {
            let born = regels.first().is_some_and(|regel| regel.op <= now);
            if zaak.id != state.id && zaak.betrokkene == state.betrokkene && born {
                *counted.entry(zaak.procedure.replace('-', "_")).or_default() += 1;
            }
        }
        counted
    }

    /// Marks the line of a gevolg that was taken here; `fields` are those filled in at this act.
    fn taken(
        &self,
        kind: &str,
        naam: &str,
        gevolgen: &[Gevolg],
        fields: &[&String],
        uitkomst: Option<&String>,
        seen: &mut Namen,
    ) {
        let regel = &self.regels[self.at];
        let mut state = self.state();
        for child in &self.regels[self.at + 1..] {
            let set = matches!(&child.gebeurtenis, G::Gezet { naam, .. } if fields.contains(&naam));
            if child.door_id == Some(regel.id) && set {
                state = evolve(Some(state), child).expect("a zaak");
            }
        }
        let melding = self.scenario.melding.as_ref();
        let melding = melding.map(|melding| melding.melding(&self.procedure.slug));
        let jongere = melding
            .as_ref()
            .and_then(|melding| melding.jongere.as_ref());
        let feiten: Value = json!({
            "gegevens": state.gegevens,
            "gebeurtenis": state.gegevens,
            "jongere": jongere.map(|jongere| json!({
                "leeftijd": jongere.leeftijd_op(regel.datum),
                "startkwalificatie": jongere.startkwalificatie,
            })),
            "school": { "bekend": melding.as_ref().is_some_and(|melding| melding.school.is_some()) },
            "geschiedenis": { "eerder": self.eerder(&state) },
            "gestart_door": state.ouder.as_ref().map_or("", |ouder| ouder.procedure.as_str()),
            "uitkomst": uitkomst,
            "datums": state.ankers,
            "antwoord": state.antwoorden,
        });
        let found = gevolgen
            .iter()
            .position(|gevolg| gevolg.als.as_ref().is_none_or(|als| als.holds(&feiten)));
        if let Some(at) = found {
            seen.insert(format!("gevolg {kind} {naam} regel {}", at + 1));
        }
    }
}
