//! The story itself.

use std::fs;

use chrono::NaiveDate;
use chrono_tz::Europe::Amsterdam;
use serde_json::{Value, json};

use crate::bureau::{Bureau, meldt, regel, vraagt};
use crate::programma::{Programma, files};

const BEGIN: [&str; 2] = ["--klok", "2026-10-08T07:30:00+02:00"];

/// What the file says about children and parents and no mail or log may.
const PERSOONLIJK: [&str; 10] = [
    "Zoë",
    "Nergenshuizen",
    "Ilyas",
    "Denkbeeldi",
    "Fantassi",
    "999900146",
    "999900183",
    "Zegelwal",
    "0122 ZA",
    "2013-03-02",
];

const ZOE: &str = "A-1;08-10-2026;Woerden;;999900146;;Zoë;van;Nergenshuizen;02-03-2013;nee;Woerden;Zegelwal;5;0122 ZA;0;Renée van Nergenshuizen;ja;;;00XX00";
const YARA: &str = "A-3;08-10-2026;Stichtse Vecht;;999900304;;Yara;;Fantassi;03-11-2012;nee;Breukelen;Sluizenerf;13;0101 ZA;0;Leïla Fantassi;ja;;;99AD00";

fn ilyas(geboren: &str) -> String {
    format!(
        "A-2;08-10-2026;Woerden;;999900183;;Ilyas;;Denkbeeldi;{geboren};nee;Woerden;Hollemeent;7;0107 ZA;0;Samir Denkbeeldi;ja;;;00XX01"
    )
}

/// Moves the clock to half past five on each of these days.
fn verder(daemon: &Programma, van: &str, tot: &str) {
    let (mut dag, tot): (NaiveDate, NaiveDate) = (van.parse().unwrap(), tot.parse().unwrap());
    while dag <= tot {
        let at = dag.and_hms_opt(17, 30, 0).unwrap();
        let at = at.and_local_timezone(Amsterdam).unwrap();
        let body = json!({ "tot": at.to_rfc3339() }).to_string();
        let (status, told) = daemon.post("/v1/klok", &body);
        assert_eq!(status, 200, "{told:#}");
        assert_eq!(told["uit"]["mislukt"], 0, "{told:#}");
        dag = dag.succ_opt().unwrap();
    }
}

#[test]
fn a_month_at_the_bureau() {
    // The administrator writes his settings and looks at them.
    let bureau = Bureau::ingericht();
    let shown = bureau.doet(&["config"]);
    assert!(
        shown.contains("path = \"./gegevens/termijnwacht.db\""),
        "{shown}"
    );
    assert!(!shown.contains("geheim"), "{shown}");

    // He makes tokens: for the desk of the administratie, and for an officer.
    let token = |naam: &str, rol: &str, wie: &str| {
        let bureau_arg = [
            "--bureau",
            "utrecht-noordwest",
            "--rol",
            rol,
            "--medewerker",
            wie,
        ];
        let made = bureau.doet(&[&["token", "maak", naam][..], &bureau_arg].concat());
        made.trim().to_owned()
    };
    let balie = token("balie", "administratie", "admin-1");
    let marit = token("ambtenaar", "leerplichtambtenaar", "ambt-2");
    insta::assert_snapshot!(bureau.doet(&["token", "lijst"]), @"
    ambtenaar                leerplichtambtenaar, ambt-2, utrecht-noordwest (alle gemeenten), geldig
    balie                    administratie, admin-1, utrecht-noordwest (alle gemeenten), geldig
    ");

    // The daemon starts; two files arrive, and in the second one row is wrong.
    let mut daemon = bureau.place.serve(&BEGIN);
    bureau.levert("duo-absoluut-40.csv", &[ZOE]);
    daemon.until("a delivered file was taken in");
    bureau.levert("duo-absoluut-41.csv", &[&ilyas("31-02-2013"), YARA]);
    let told = daemon.until("a delivered file was taken in");
    assert_eq!((&told["opened"], &told["refused"]), (&json!(1), &json!(1)));
    let inbak = bureau.place.path("in/utrecht-noordwest");
    assert_eq!(
        files(&inbak.join("verwerkt")),
        [
            "2026-10-08 duo-absoluut-40.csv",
            "2026-10-08 duo-absoluut-40.csv.verslag.txt",
            "2026-10-08 duo-absoluut-41.csv"
        ]
    );
    let verslag = inbak.join("afgekeurd/duo-absoluut-41.csv.verslag.txt");
    insta::assert_snapshot!("verslag", fs::read_to_string(verslag).unwrap());
    insta::assert_snapshot!("taken", bureau.doet(&["taken"]));
    insta::assert_snapshot!("herstel", bureau.doet(&["zaak", "Z3"]));

    // The next morning the administratie mends the row, and puts the file back.
    verder(&daemon, "2026-10-08", "2026-10-08");
    fs::remove_file(inbak.join("afgekeurd/duo-absoluut-41.csv")).unwrap();
    bureau.levert("duo-absoluut-41.csv", &[&ilyas("28-02-2013")]);
    let told = daemon.until("a delivered file was taken in");
    assert_eq!((&told["opened"], &told["refused"]), (&json!(1), &json!(0)));
    let done = bureau.doet(&[
        "handeling",
        "Z3",
        "door=admin-1",
        "taak=rijen-herstellen",
        "uitkomst=hersteld",
    ]);
    insta::assert_snapshot!(done, @"Z3: gesloten met uitkomst hersteld");

    // She finds no fault in the registers, and the first letter about Zoë goes out; through the API this time.
    let act = |taak: &str, uitkomst: &str| {
        let act = json!({"taak": taak, "uitkomst": uitkomst});
        meldt(&daemon, &balie, "/v1/zaken/Z1/handelingen", &act)
    };
    assert_eq!(act("administratieve-controle", "geen-fout").0, 200);
    let (status, told) = act("eerste-brief", "verstuurd");
    assert_eq!(status, 400, "{told:#}");
    insta::assert_snapshot!(told["detail"].as_str().unwrap(), @"taak `eerste-brief` kent geen uitkomst `verstuurd`; kies uit `verzonden` of `ingeschreven-gebleken`");
    assert_eq!(act("eerste-brief", "verzonden").0, 200);
    verder(&daemon, "2026-10-09", "2026-10-09");
    let brieven = bureau.place.path("uit/brieven");
    assert_eq!(files(&brieven), ["Z1-12-absoluut-verzuim-eerste.html"]);
    let brief = fs::read_to_string(brieven.join("Z1-12-absoluut-verzuim-eerste.html")).unwrap();
    assert!(brief.contains("Zoë van Nergenshuizen"), "{brief}");

    // The officer looks what waits, and writes down what the school said.
    let (status, mine) = vraagt(&daemon, &marit, "/v1/zaken?behandelaar=ambt-2");
    assert_eq!(status, 200, "{mine:#}");
    let nummers: Vec<&Value> = mine["zaken"]
        .as_array()
        .unwrap()
        .iter()
        .map(|zaak| &zaak["zaak"])
        .collect();
    assert_eq!(nummers, ["Z1", "Z5"]);
    let note = json!({"notitie": "De mentor belde: Zoë is sinds de zomer niet gezien."});
    assert_eq!(
        meldt(&daemon, &marit, "/v1/zaken/Z1/handelingen", &note).0,
        200
    );

    // An act that does not fit is told so, and nothing happens.
    let said = bureau.zegt(&[
        "handeling",
        "Z1",
        "door=admin-2",
        "taak=tweede-brief",
        "uitkomst=verzonden",
    ]);
    assert_eq!(said.code, Some(1));
    insta::assert_snapshot!(said.fout, @"geweigerd: taak `tweede-brief` staat niet open in fase `wachten-op-reactie`; er staat geen taak open; wel kan een gebeurtenis binnenkomen: `reactie-ouders`, `inschrijving-gemeld`, `verhuizing`, `overlijden`, `achttien`, `startkwalificatie` of `emigratie`");

    // Nobody answers, nobody does anything about the other two: day after day goes by.
    verder(&daemon, "2026-10-10", "2026-10-29");
    let fase = |daemon: &Programma| {
        let (_, zaak) = vraagt(daemon, &marit, "/v1/zaken/Z1");
        zaak["zaak"]["fase"].clone()
    };
    assert_eq!(fase(&daemon), "wachten-op-reactie");
    verder(&daemon, "2026-10-30", "2026-11-09");
    assert_eq!(
        fase(&daemon),
        "tweede-keer-aanschrijven",
        "the term of the parents lapsed"
    );

    // Who had to hear of it has heard, and nobody by name of a child.
    let post = bureau.post();
    let regels: Vec<String> = post.iter().map(regel).collect();
    insta::assert_snapshot!("post", regels.join("\n"));
    let laatste = post
        .iter()
        .rev()
        .find(|mail| mail.envelope["to"][0] == "i.sandbergen@rbl-unw.example");
    insta::assert_snapshot!("leidinggevende", laatste.unwrap().part("text/plain"));
    for mail in &post {
        let all = format!(
            "{}{}{}",
            mail.head(),
            mail.part("text/plain"),
            mail.part("text/html")
        );
        let slip = PERSOONLIJK.iter().find(|naam| all.contains(**naam));
        assert_eq!(slip, None, "{all}");
    }
    insta::assert_snapshot!("dossier", bureau.doet(&["zaak", "Z1"]));

    // The beheerder sees that all is well.
    let (status, ready) = daemon.get("/readyz");
    assert_eq!(status, 200, "{ready}");
    let metrics = daemon.get("/metrics").1;
    assert!(metrics.contains("termijnwacht_open_zaken 5\n"), "{metrics}");
    assert!(metrics.contains("termijnwacht_timers_due 0\n"), "{metrics}");
    let sent = format!(
        "termijnwacht_outbox_results_total{{result=\"mail-sent\"}} {}\n",
        post.len()
    );
    assert!(metrics.contains(&sent), "{metrics}");
    assert_eq!(
        bureau.doet(&["incident", "lijst"]),
        "Er staan geen incidenten open.\n"
    );
    assert_eq!(bureau.doet(&["outbox", "lijst"]), "Er is niets onderweg.\n");

    // The machine is restarted; the daemon goes on where it was, and nobody hears anything twice.
    let ended = daemon.stop();
    assert_eq!(ended.code(), Some(0), "{}", ended.text());
    let log = ended.text();
    assert_eq!(
        PERSOONLIJK.iter().find(|naam| log.contains(**naam)),
        None,
        "{log}"
    );
    let daemon = bureau.place.serve(&BEGIN);
    assert_eq!(fase(&daemon), "tweede-keer-aanschrijven");
    assert_eq!(bureau.post().len(), post.len());
    verder(&daemon, "2026-11-10", "2026-11-10");
    assert_eq!(daemon.stop().code(), Some(0));
}
