//! Small dossiers to hand a store: states made by `evolve`, never by hand.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Map, json};
use termijnwacht::store::{Commit, CommitFout, Ontvangst, Store};
use termijnwacht::zaak::effect::{BriefEffect, MailEffect, MailRegel};
use termijnwacht::zaak::evolve::evolve;
use termijnwacht::zaak::gebeurtenis::Geboorte;
use termijnwacht::zaak::melding::Gemelde;
use termijnwacht::zaak::persoon::{Adres, Ouder};
use termijnwacht::zaak::staat::{Aan, Betrokkene, Ouderzaak};
use termijnwacht::zaak::termijn::{RungSoort, Wanneer};
use termijnwacht::zaak::{
    Digest, Effect, Gebeurtenis, Jongere, JongereId, MedewerkerId, Melding, MeldingId, Regel,
    RegelId, Rol, Rung, RungStatus, Taak, TaakStatus, Termijn, TermijnStatus, Tijd, Zaak, ZaakId,
};

pub fn op(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub fn dag(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// What happens to the zaak with this number, all in one command.
pub fn change(
    id: i64,
    before: Option<&Zaak>,
    oorzaak: &str,
    at: &str,
    events: Vec<Gebeurtenis>,
) -> Commit {
    let versie = before.map_or(1, |zaak| zaak.versie + 1);
    let first = before.map_or(1, |zaak| zaak.regels + 1);
    let mut after = before.cloned();
    let mut regels = Vec::new();
    for (nummer, gebeurtenis) in (first..).zip(events) {
        let mut regel = Regel {
            id: RegelId {
                zaak: ZaakId(id),
                nummer,
            },
            versie,
            op: op(at),
            datum: op(at).date_naive(),
            fase: String::new(),
            door: Some(MedewerkerId("ambt-1".into())),
            door_id: None,
            gebeurtenis,
        };
        after = evolve(after, &regel);
        regel.fase = after.as_ref().unwrap().fase.clone();
        regels.push(regel);
    }
    Commit {
        oorzaak: oorzaak.into(),
        verwacht: before.map(|zaak| zaak.versie),
        zaak: after.unwrap(),
        regels,
        effects: Vec::new(),
        kalender: Digest::of("kalender"),
        melding: None,
        inbox: None,
    }
}

/// A new zaak of a bureau, about the bureau itself unless told otherwise.
pub fn opened(id: i64, at: &str) -> Commit {
    opened_as(id, at, geboorte(at))
}

pub fn opened_as(id: i64, at: &str, geboorte: Geboorte) -> Commit {
    let fase = Gebeurtenis::FaseBereikt {
        fase: "aanschrijven".into(),
        titel: "Aanschrijven".into(),
        grondslag: vec!["AI art. 3".into()],
        laag: "landelijk".into(),
    };
    change(
        id,
        None,
        &format!("opened:{id}"),
        at,
        vec![Gebeurtenis::Geopend(Box::new(geboorte)), fase],
    )
}

pub fn geboorte(at: &str) -> Geboorte {
    Geboorte {
        procedure: "absoluut-verzuim".into(),
        titel: "Absoluut verzuim".into(),
        definitie: Digest::of("de definitie"),
        bureau: "utrecht-noordwest".into(),
        gemeente: "woerden".into(),
        betrokkene: Betrokkene::Bureau,
        ouder: None,
        apart: false,
        behandelaar: Some(MedewerkerId("ambt-1".into())),
        begin: op(at).date_naive(),
        achttien_op: None,
        onthouden: Vec::new(),
        over: Vec::new(),
    }
}

/// A zaak about a jongere, with the melding that brings him.
pub fn reported(id: i64, at: &str, jongere: i64, melding: Melding) -> Commit {
    let geboorte = Geboorte {
        procedure: melding.soort.clone(),
        betrokkene: Betrokkene::Jongere(JongereId(jongere)),
        ..geboorte(at)
    };
    let mut commit = opened_as(id, at, geboorte);
    commit.melding = Some(ontvangst(id, Some(jongere), melding));
    commit
}

pub fn started_by(id: i64, ouder: i64, at: &str, jongere: i64) -> Commit {
    let geboorte = Geboorte {
        procedure: "svb-melding".into(),
        betrokkene: Betrokkene::Jongere(JongereId(jongere)),
        ouder: Some(Ouderzaak {
            procedure: "absoluut-verzuim".into(),
            zaak: ZaakId(ouder),
            wacht: true,
        }),
        ..geboorte(at)
    };
    opened_as(id, at, geboorte)
}

pub fn ontvangst(id: i64, jongere: Option<i64>, melding: Melding) -> Ontvangst {
    let gemelde = Gemelde {
        id: MeldingId(id),
        jongere: jongere.map(JongereId),
        melding,
    };
    Ontvangst {
        gemelde,
        bureau: "utrecht-noordwest".into(),
    }
}

pub fn melding(kenmerk: &str, jongere: Jongere) -> Melding {
    Melding {
        bron: "duo".into(),
        kenmerk: kenmerk.into(),
        soort: "absoluut-verzuim".into(),
        ontvangen: dag("2026-10-08"),
        gemeente: "woerden".into(),
        jongere: Some(jongere),
        ouders: Vec::new(),
        school: None,
        verzuim: None,
        gegevens: Map::new(),
        ingetrokken: false,
    }
}

pub fn jongere(naam: &str, bsn: Option<&str>) -> Jongere {
    Jongere {
        bsn: bsn.map(Into::into),
        pgn: None,
        naam: naam.into(),
        geboortedatum: dag("2011-03-02"),
        plaats: Some("Woerden".into()),
        adres: None,
        startkwalificatie: false,
    }
}

pub fn adres(postcode: &str, huisnummer: &str) -> Adres {
    Adres {
        postcode: Some(postcode.into()),
        huisnummer: Some(huisnummer.into()),
        ..Adres::default()
    }
}

pub fn ouder(naam: &str, adres: Option<Adres>) -> Ouder {
    Ouder {
        naam: naam.into(),
        gezag: true,
        adres,
    }
}

pub fn taak_opened(nummer: u32) -> Gebeurtenis {
    let taak = Taak {
        regel: 0,
        nummer,
        naam: format!("taak-{nummer}"),
        titel: "Verstuur de eerste brief".into(),
        fase: "aanschrijven".into(),
        voor: Rol::Administratie,
        boa: false,
        blijft: false,
        status: TaakStatus::Open,
        begin: dag("2026-10-08"),
        uitkomst: None,
        grondslag: vec!["AI art. 3 lid 7".into()],
        laag: "landelijk".into(),
    };
    Gebeurtenis::TaakGeopend {
        taak,
        aan: vec![aan()],
        einde: None,
    }
}

pub fn taak_done(nummer: u32) -> Gebeurtenis {
    Gebeurtenis::TaakGereed {
        taak: nummer,
        naam: format!("taak-{nummer}"),
        uitkomst: "verzonden".into(),
    }
}

/// A term that guards the taak with the same number, with a rung at each of these moments.
pub fn termijn_started(nummer: u32, einde: &str, due: &[&str]) -> Gebeurtenis {
    let rung = |(nummer, due_at): (u32, &&str)| Rung {
        nummer,
        soort: RungSoort::Herinnering,
        wanneer: Wanneer::Vooraf("2 schooldagen".parse().unwrap()),
        naar: vec![Rol::Administratie],
        einde: dag(einde),
        due_at: op(due_at),
        status: RungStatus::Gewapend,
    };
    let termijn = Termijn {
        regel: 0,
        nummer,
        naam: format!("termijn-{nummer}"),
        taak: Some(nummer),
        tijd: Tijd::Binnen {
            duur: "5 schooldagen".parse().unwrap(),
            na: "vermoeden".into(),
        },
        wettelijk: true,
        begin: dag("2026-10-08"),
        einde: Some(dag(einde)),
        verdagingen: Vec::new(),
        opschortingen: Vec::new(),
        rungs: (1..).zip(due).map(rung).collect(),
        gestopt: None,
        status: TermijnStatus::Loopt,
        uitleg: "5 schooldagen na 8 oktober".into(),
        grondslag: vec!["AI art. 3 lid 7".into()],
        laag: "landelijk".into(),
    };
    Gebeurtenis::TermijnGestart { termijn }
}

pub fn closed() -> Gebeurtenis {
    Gebeurtenis::Gesloten {
        uitkomst: "ingeschreven".into(),
        reden: "teruggevonden".into(),
    }
}

pub fn noted() -> Gebeurtenis {
    Gebeurtenis::Genoteerd
}

pub fn aan() -> Aan {
    Aan {
        rol: Rol::Administratie,
        medewerker: Some(MedewerkerId("admin-1".into())),
    }
}

pub fn regel(zaak: i64, nummer: u32) -> RegelId {
    RegelId {
        zaak: ZaakId(zaak),
        nummer,
    }
}

pub fn mail(regel: RegelId, not_before: &str) -> Effect {
    Effect::Mail(Box::new(MailEffect {
        week: None,
        regel,
        aan: aan(),
        tekst: "herinnering".into(),
        digest: Digest::of("tekst"),
        not_before: op(not_before),
        inhoud: MailRegel {
            soort: "herinnering".into(),
            zaak: regel.zaak,
            procedure: "Absoluut verzuim".into(),
            gemeente: "Woerden".into(),
            fase: "Aanschrijven".into(),
            titel: "Verstuur de eerste brief".into(),
            einde: Some(dag("2026-10-15")),
            over: "nog 2 schooldagen".into(),
            waarom: "5 schooldagen na 8 oktober".into(),
            grondslag: "AI art. 3 lid 7".into(),
            vervolg: "daarna hoort de leidinggevende het".into(),
        },
    }))
}

pub fn brief(regel: RegelId) -> Effect {
    Effect::Brief(Box::new(BriefEffect {
        regel,
        tekst: "absoluut-verzuim-eerste".into(),
        digest: Digest::of("brief"),
        datum: dag("2026-10-08"),
        context: json!({"gegevens": {"vermoeden": "2026-10-01"}, "bedrag": 0.1}),
    }))
}

pub fn start(regel: RegelId) -> Effect {
    Effect::Start {
        regel,
        procedure: "svb-melding".into(),
        wacht: true,
        datum: dag("2026-10-08"),
        gegevens: json!({"uren": 18}),
    }
}

/// Commits one, which must be kept.
pub async fn keep(store: &impl Store, commit: Commit) -> Zaak {
    let zaak = commit.zaak.clone();
    let told = tell(store, vec![commit]).await;
    assert_eq!(told, ["kept"]);
    zaak
}

/// Commits a group and tells in a word what became of each.
pub async fn tell(store: &impl Store, groep: Vec<Commit>) -> Vec<String> {
    store.commit(groep).await.iter().map(word).collect()
}

fn word(result: &Result<(), CommitFout>) -> String {
    match result {
        Ok(()) => "kept".into(),
        Err(CommitFout::Conflict) => "conflict".into(),
        Err(CommitFout::AlGedaan { zaak }) => format!("done in {zaak}"),
        Err(CommitFout::Fout(fault)) => format!("fault: {fault}"),
    }
}
