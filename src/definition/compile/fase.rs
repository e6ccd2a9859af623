//! Fasen with their taken, termijnen and gebeurtenissen.
//!
//! Easy to get wrong: a letter goes out with the uitkomst `verzonden`, so a taak with a `brief` that lacks
//! that uitkomst would never send it.

use indexmap::IndexMap;

use super::blik::Blik;
use super::gevolg;
use super::naam::{Wat, in_woorden};
use super::te_laat;
use super::termijn::{self, Eigenaar};
use super::veld;
use super::voorwaarde::{self, Plaats};
use super::vraag;
use super::werk::Werk;
use crate::definition::diagnostic::{Code, Diagnostic};
use crate::definition::mas::Mas;
use crate::definition::procedure::{Fase, GebeurtenisDef, Gevolg, TaakDef, TermijnDef};
use crate::zaak::Rol;

/// Reads a fase.
pub(super) fn fase(werk: &mut Werk<'_>, naam: &str, blik: Blik<'_>) -> Fase {
    let plaats = Plaats {
        wie: format!("fase `{naam}`"),
        ..Plaats::default()
    };
    let bij_binnenkomst = gevolg::lees(werk, blik.reeks("bij_binnenkomst"), &plaats);
    let mut taken = IndexMap::new();
    for (naam, blik) in blik.kinderen("taken") {
        if let Some(taak) = taak(werk, naam, blik) {
            taken.insert(naam.to_owned(), taak);
        }
    }
    hangs_on_running(werk, blik);
    let mut termijnen = IndexMap::new();
    for (naam, blik) in blik.kinderen("termijnen") {
        if let Some(termijn) = fase_termijn(werk, naam, blik) {
            termijnen.insert(naam.to_owned(), termijn);
        }
    }
    let fase = Fase {
        titel: titel(naam, blik),
        mas: blik.tekst("mas").and_then(Mas::met_naam),
        bij_binnenkomst,
        taken,
        termijnen,
        gebeurtenissen: gebeurtenissen(werk, blik),
        wacht_op: wacht_op(werk, naam, blik),
        laag: werk.laag(blik),
    };
    if werk.omgeving.volledig {
        te_laat::toets(werk, naam, blik, &fase);
    }
    fase
}

/// Warns of a term that ends on, or is counted back from, a term that has no day yet because it runs.
fn hangs_on_running(werk: &mut Werk<'_>, fase: Blik<'_>) {
    let own = fase.kinderen("termijnen");
    let of_taken = fase.kinderen("taken").into_iter();
    let of_taken = of_taken.filter_map(|(naam, taak)| Some(("taak", naam, taak.kind("termijn")?)));
    let of_fase = own
        .iter()
        .map(|(naam, termijn)| ("termijn", *naam, *termijn));
    for (wat, naam, termijn) in of_taken.chain(of_fase).collect::<Vec<_>>() {
        for blik in ["op", "voor"]
            .into_iter()
            .filter_map(|sleutel| termijn.kind(sleutel))
        {
            let anker = blik.eigen_tekst().unwrap_or_default();
            let runs =
                own.iter().any(|(naam, _)| *naam == anker) || werk.namen.blijvend.contains(anker);
            if runs && werk.namen.is(Wat::Termijn, anker) {
                let melding = format!(
                    "{wat} `{naam}` hangt aan termijn `{anker}`, die dan nog loopt en geen dag is"
                );
                let hint = "een termijn is pas een dag als zij is verstreken; tel vanaf `begin` of een datumgegeven";
                werk.meld(Diagnostic::new(Code::W106, blik.plek(), melding).met_hint(hint));
            }
        }
    }
}

fn titel(naam: &str, blik: Blik<'_>) -> String {
    blik.tekst("titel")
        .map_or_else(|| in_woorden(naam), str::to_owned)
}

fn wacht_op(werk: &mut Werk<'_>, fase: &str, blik: Blik<'_>) -> IndexMap<String, Vec<Gevolg>> {
    let mut found = IndexMap::new();
    for (procedure, blik) in blik.alle_kinderen("wacht_op") {
        let wie = format!("fase `{fase}`");
        if !werk.namen.gestart.contains(procedure) {
            let melding =
                format!("{wie} wacht op `{procedure}`, maar niets in deze procedure start die");
            let known: Vec<String> = werk.namen.gestart.iter().cloned().collect();
            let fout = Diagnostic::new(Code::F126, blik.sleutel, melding);
            let fout = fout.met_hint(format!("zet ergens in een gevolg `start: {procedure}`"));
            werk.absent(fout.met_dichtstbij(procedure, known.iter().map(String::as_str)));
        }
        let plaats = Plaats {
            wie,
            gebeurtenis: None,
            wacht_op: Some(procedure),
        };
        found.insert(
            procedure.to_owned(),
            gevolg::lees(werk, blik.zelf_reeks(), &plaats),
        );
    }
    found
}

fn fase_termijn(werk: &mut Werk<'_>, naam: &str, blik: Blik<'_>) -> Option<TermijnDef> {
    let wie = format!("termijn `{naam}`");
    let van = Eigenaar {
        wie: &wie,
        titel: titel(naam, blik),
        ladder: blik,
        rol: Some(Rol::Leerplichtambtenaar),
        grondslag: Vec::new(),
        is_taak: false,
    };
    termijn::lees(werk, blik, van)
}

/// Reads the events under a fase or the procedure.
pub(super) fn gebeurtenissen(
    werk: &mut Werk<'_>,
    van: Blik<'_>,
) -> IndexMap<String, GebeurtenisDef> {
    let mut found = IndexMap::new();
    for (naam, blik) in van.kinderen("gebeurtenissen") {
        let gegevens = veld::velden(werk, blik, None);
        let fields = gegevens
            .iter()
            .map(|(naam, veld)| (naam.clone(), veld.soort.clone()));
        let plaats = Plaats {
            wie: format!("gebeurtenis `{naam}`"),
            gebeurtenis: Some(fields.collect()),
            wacht_op: None,
        };
        let gevolg = gevolg::lees(werk, blik.reeks("gevolg"), &plaats);
        if gevolg.is_empty() {
            let melding = format!("gebeurtenis `{naam}` heeft geen gevolg");
            let hint = "zeg wat erop volgt; `gevolg: {}` als zij alleen wordt vastgelegd";
            werk.absent(Diagnostic::new(Code::F123, blik.sleutel, melding).met_hint(hint));
        }
        let def = GebeurtenisDef {
            titel: titel(naam, blik),
            boa: blik.ja_nee("boa").unwrap_or(false),
            gegevens,
            gevolg,
            laag: werk.laag(blik),
        };
        found.insert(naam.to_owned(), def);
    }
    found
}

fn taak(werk: &mut Werk<'_>, naam: &str, blik: Blik<'_>) -> Option<TaakDef> {
    let wie = format!("taak `{naam}`");
    let plaats = Plaats {
        wie: wie.clone(),
        ..Plaats::default()
    };
    let voor = blik.kind("voor").and_then(|blik| werk.rol(blik, &wie));
    for (sleutel, hint) in [
        (
            "titel",
            "schrijf wat er gedaan moet worden: `titel: Verstuur de brief`",
        ),
        ("voor", "schrijf welke rol haar doet: `voor: administratie`"),
    ] {
        if !blik.heeft(sleutel) {
            let melding = format!("{wie} mist `{sleutel}`");
            werk.absent(Diagnostic::new(Code::F123, blik.sleutel, melding).met_hint(hint));
        }
    }
    let mut uitkomsten = IndexMap::new();
    for (uitkomst, blik) in blik.alle_kinderen("uitkomsten") {
        if !super::naam::is_slug(uitkomst) {
            let melding = format!("uitkomst `{uitkomst}` van {wie} is niet goed geschreven");
            let hint = "een naam heeft kleine letters, cijfers en streepjes, zoals `niet-bereikt`";
            werk.meld(Diagnostic::new(Code::F112, blik.sleutel, melding).met_hint(hint));
        }
        uitkomsten.insert(
            uitkomst.to_owned(),
            gevolg::lees(werk, blik.zelf_reeks(), &plaats),
        );
    }
    if uitkomsten.is_empty() {
        let melding = format!("{wie} heeft geen uitkomsten en kan dus niet worden afgerond");
        let hint = "noem minstens één uitkomst: `uitkomsten: {gedaan: {ga_naar: …}}`";
        werk.absent(Diagnostic::new(Code::F122, blik.sleutel, melding).met_hint(hint));
    }
    let brief = vraag::brief(werk, blik, &wie);
    if let Some(blik) = blik.kind("brief")
        && !uitkomsten.contains_key("verzonden")
    {
        let melding = format!("{wie} heeft een brief maar geen uitkomst `verzonden`");
        let hint = "de brief gaat uit met de uitkomst `verzonden`; zet die erbij";
        werk.absent(Diagnostic::new(Code::F128, blik.sleutel, melding).met_hint(hint));
    }
    let termijn = taak_termijn(werk, naam, blik, voor);
    let choices: Vec<&str> = uitkomsten.keys().map(String::as_str).collect();
    let gegevens = veld::velden(werk, blik, Some(&choices));
    let als = voorwaarde::lees(werk, blik, &plaats);
    let direct = blik.ja_nee("direct").unwrap_or(true);
    if !direct && !werk.namen.geopend.contains(naam) {
        let melding =
            format!("{wie} gaat nooit open: zij heeft `direct: nee` en geen gevolg opent haar");
        let hint = format!("zet ergens in een gevolg `open: {naam}`");
        let plek = blik.kind("direct").unwrap_or(blik);
        werk.absent(Diagnostic::new(Code::F125, plek.sleutel, melding).met_hint(hint));
    }
    Some(TaakDef {
        titel: titel(naam, blik),
        voor: voor?,
        boa: blik.ja_nee("boa").unwrap_or(false),
        als,
        direct,
        blijft: blik.ja_nee("blijft").unwrap_or(false),
        brief,
        termijn,
        voorstel: blik
            .kind("voorstel")
            .and_then(|blik| vraag::naam(werk, blik, &wie, false)),
        gegevens,
        uitkomsten,
        grondslag: blik.teksten("grondslag"),
        laag: werk.laag(blik),
    })
}

fn taak_termijn(
    werk: &mut Werk<'_>,
    naam: &str,
    taak: Blik<'_>,
    voor: Option<Rol>,
) -> Option<TermijnDef> {
    let wie = format!("taak `{naam}`");
    let Some(termijn) = taak
        .kind("termijn")
        .filter(|termijn| termijn.uit().is_none())
    else {
        for sleutel in ["herinner", "escaleer"] {
            if let Some(blik) = taak.kind(sleutel) {
                let melding = format!("{wie} heeft `{sleutel}` maar geen termijn");
                let hint = "geef de taak een `termijn`, of haal de regel weg";
                werk.absent(Diagnostic::new(Code::F135, blik.sleutel, melding).met_hint(hint));
            }
        }
        return None;
    };
    let van = Eigenaar {
        wie: &wie,
        titel: titel(naam, taak),
        ladder: taak,
        rol: voor,
        grondslag: taak.teksten("grondslag"),
        is_taak: true,
    };
    termijn::lees(werk, termijn, van)
}
