//! A policy script as its author and its user meet it: a good one proposes
//! with a reason, a faulty one is explained, and no call touches the next.

use serde_json::{Value, json};
use termijnwacht::policy::{Bevinding, Host, PolicyFout, Script, Vraagstelling, controleer};

fn vraag() -> Vraagstelling {
    Vraagstelling {
        naam: "luxe-verzuim-route".to_owned(),
        invoer: vec![
            "jongere.leeftijd".to_owned(),
            "verzuim".to_owned(),
            "geschiedenis".to_owned(),
        ],
        antwoorden: vec!["waarschuwing".to_owned(), "proces-verbaal".to_owned()],
    }
}

fn zaak() -> Value {
    json!({
        "jongere": {"leeftijd": 14, "bsn": "999990019"},
        "verzuim": {"schooldagen": 1, "begin": "2026-10-08", "einde": null},
        "geschiedenis": {"meldingen": [{"soort": "luxe", "datum": "2026-03-02"}]},
    })
}

fn compile(bron: &str) -> Result<Script, Vec<Bevinding>> {
    Script::compile("scripts/amersfoort/luxe-verzuim-route.rhai", bron)
}

fn answer(body: &str) -> Result<String, PolicyFout> {
    let script = compile(&format!("fn luxe_verzuim_route(zaak) {{ {body} }}"))
        .unwrap_or_else(|faults| panic!("{body}: {faults:#?}"));
    let antwoord = Host::new().vraag(&script, &vraag(), &zaak())?;
    Ok(format!("{}: {}", antwoord.antwoord, antwoord.reden))
}

const AMERSFOORT: &str = r#"
fn luxe_verzuim_route(zaak) {
    let eerder = 0;
    for melding in zaak.geschiedenis.meldingen {
        if melding.soort == "luxe" && dagen_tussen(melding.datum, zaak.verzuim.begin) <= 365 {
            eerder += 1;
        }
    }
    if zaak.verzuim.schooldagen > 1 || eerder >= 1 {
        return #{
            antwoord: "proces-verbaal",
            reden: `luxe verzuim, melding ${eerder + 1} van ${zaak.verzuim.schooldagen} dag (Amersfoort, beleid)`,
        };
    }
    #{ antwoord: "waarschuwing", reden: "eerste keer, één dag (Amersfoort, beleid)" }
}
"#;

#[test]
fn a_script_proposes_and_says_why() {
    let script = compile(AMERSFOORT).unwrap();
    assert_eq!(controleer(&script, &vraag()), []);

    let tweede = Host::new().vraag(&script, &vraag(), &zaak()).unwrap();
    assert_eq!(tweede.antwoord, "proces-verbaal");
    assert_eq!(
        tweede.reden,
        "luxe verzuim, melding 2 van 1 dag (Amersfoort, beleid)"
    );

    let mut eerste = zaak();
    eerste["geschiedenis"]["meldingen"] = json!([]);
    assert_eq!(
        Host::new()
            .vraag(&script, &vraag(), &eerste)
            .unwrap()
            .antwoord,
        "waarschuwing"
    );
}

const WEKEN: &str = r#"
fn weken(zaak) {
    let reeks = 0;
    let vorige = 0;
    for rij in zaak.gegevens.overzicht {
        if rij.soort == "ongeoorloofd" && rij.schoolweek != vorige {
            if rij.schoolweek == vorige + 1 { reeks += 1; } else { reeks = 1; }
            vorige = rij.schoolweek;
        }
    }
    #{ antwoord: "melden", reden: `${reeks} schoolweken op rij` }
}
"#;

#[test]
fn a_script_walks_along_the_longest_verzuimoverzicht_with_room_for_the_history() {
    let rows: Vec<Value> = (0..500)
        .map(|n| json!({"datum": "2026-09-07", "uren": 2.5, "soort": "ongeoorloofd", "schoolweek": 1 + n / 10}))
        .collect();
    let earlier: Vec<Value> = (0..100)
        .map(|n| json!({"melding": n, "zaak": n, "soort": "relatief-verzuim", "datum": "2026-03-02", "verzuim": "luxe"}))
        .collect();
    let vraag = Vraagstelling {
        naam: "weken".to_owned(),
        invoer: vec!["gegevens".to_owned(), "geschiedenis".to_owned()],
        antwoorden: vec!["melden".to_owned()],
    };
    let script = Script::compile("scripts/landelijk/weken.rhai", WEKEN).unwrap();
    let feiten =
        json!({"gegevens": {"overzicht": rows}, "geschiedenis": {"eerdere_meldingen": earlier}});
    let antwoord = Host::new().vraag(&script, &vraag, &feiten).unwrap();
    assert_eq!(antwoord.reden, "50 schoolweken op rij");
}

#[test]
fn a_wrong_answer_is_explained() {
    for (body, expected) in [
        (
            "#{ antwoord: \"proces-verbal\", reden: \"x\" }",
            "onbekend antwoord `proces-verbal`; toegestaan: `waarschuwing`, `proces-verbaal`; bedoelde u `proces-verbaal`?",
        ),
        (
            "#{ antwoord: \"waarschuwing\" }",
            "antwoord `waarschuwing` zonder `reden`",
        ),
        (
            "#{ antwoord: \"waarschuwing\", reden: \"  \" }",
            "antwoord `waarschuwing` zonder `reden`",
        ),
        (
            "\"waarschuwing\"",
            "verwacht: `#{ antwoord: \"…\", reden: \"…\" }`; gevonden: tekst",
        ),
        (
            "",
            "verwacht: `#{ antwoord: \"…\", reden: \"…\" }`; gevonden: niets",
        ),
        (
            "#{ antwoord: 1, reden: \"x\" }",
            "verwacht: `#{ antwoord: \"…\", reden: \"…\" }`; gevonden: een getal in veld `antwoord`",
        ),
        (
            "#{ antwoord: \"waarschuwing\", redden: \"x\" }",
            "verwacht: `#{ antwoord: \"…\", reden: \"…\" }`; gevonden: een onbekend veld `redden`; bedoelde u `reden`?",
        ),
        (
            "throw \"geen idee\"",
            "script gaat mis (regel 1): geen idee",
        ),
        (
            "1 / 0",
            "script gaat mis (regel 1): de berekening gaat mis (te groot, of delen door nul)",
        ),
        (
            "zaak.verzuim.einde",
            "script gaat mis (regel 1): veld `einde` is er niet of is niet ingevuld; vraag eerst `ingevuld(…)`",
        ),
        (
            "zaak.jongere.bsn",
            "script gaat mis (regel 1): veld `bsn` is er niet of is niet ingevuld; vraag eerst `ingevuld(…)`",
        ),
        (
            "zaak.jongere.leeftijd >= \"16\"",
            "script gaat mis (regel 1): `>=` kan een getal niet vergelijken met tekst",
        ),
        (
            "weekdag(\"8 oktober\")",
            "script gaat mis (regel 1): `8 oktober` is geen datum in de vorm JJJJ-MM-DD",
        ),
        (
            "zaak.geschiedenis.meldingen[3]",
            "script gaat mis (regel 1): plaats 3 bestaat niet; er zijn er 1",
        ),
    ] {
        assert_eq!(answer(body).unwrap_err().to_string(), expected, "{body}");
    }
}

#[test]
fn an_input_that_is_declared_and_absent_is_an_incident() {
    let script = compile(AMERSFOORT).unwrap();
    let fout = Host::new()
        .vraag(&script, &vraag(), &json!({"jongere": {}, "verzuim": {}}))
        .unwrap_err();
    assert_eq!(
        fout,
        PolicyFout::InvoerOntbreekt {
            naam: "geschiedenis".to_owned()
        }
    );
}

#[test]
fn a_script_cannot_leave_anything_for_the_next_call() {
    let bron = r#"
        fn luxe_verzuim_route(zaak) {
            let eigen = zaak.geschiedenis.meldingen;
            eigen.push(#{ soort: "luxe" });
            #{ antwoord: "waarschuwing", reden: `${eigen.len()} en ${zaak.geschiedenis.meldingen.len()}` }
        }"#;
    let script = compile(bron).unwrap();
    let invoer = zaak();
    for _ in 0..3 {
        let antwoord = Host::new().vraag(&script, &vraag(), &invoer).unwrap();
        assert_eq!(antwoord.reden, "2 en 1");
    }
    assert_eq!(invoer, zaak());
}

#[test]
fn all_faults_of_a_script_are_told_at_once_with_their_place() {
    let bron = "let los = 1;
fn luxe_verzuim_route(zaak, extra) {
    let dagen = dagen_tusen(zaak.verzuim.begin, \"2026-10-08\");
    helper(1, 2);
    print(dagen);
}
fn helper(x) { x }";
    let faults: Vec<String> = compile(bron)
        .unwrap_err()
        .iter()
        .map(|f| {
            format!(
                "{}:{} {} {} | {}",
                f.regel,
                f.kolom,
                f.code,
                f.melding,
                f.hint.as_deref().unwrap_or("-")
            )
        })
        .collect();
    insta::assert_snapshot!(faults.join("\n"), @r"
    1:1 P05 opdracht buiten een functie | zet alles binnen `fn luxe_verzuim_route(zaak) { … }`
    2:1 P04 functie `luxe_verzuim_route` krijgt `(zaak, extra)`, verwacht `(zaak)` | schrijf `fn luxe_verzuim_route(zaak)`
    3:17 P06 onbekende functie `dagen_tusen` | bedoelde u `dagen_tussen`?
    4:5 P07 functie `helper` krijgt 2 waarden, verwacht 1 | -
    5:5 P12 functie `print` mag niet in een beleidsscript | zet wat u wilt zeggen in `reden`
    ");
}

#[test]
fn a_script_without_its_function_is_refused() {
    let faults = compile("fn luxe_verzuim_rout(zaak) { }").unwrap_err();
    assert_eq!(faults[0].melding, "functie `luxe_verzuim_route` ontbreekt");
    assert_eq!(
        faults[0].hint.as_deref(),
        Some("bedoelde u `luxe_verzuim_rout`?")
    );
    assert_eq!(compile("").unwrap_err()[0].code, "P03");
}

#[test]
fn a_syntax_fault_is_told_in_dutch_with_its_place() {
    let told = |bron: &str| {
        let fault = compile(bron).unwrap_err().remove(0);
        format!("{}:{} {}", fault.regel, fault.kolom, fault.melding)
    };
    assert_eq!(
        told("fn luxe_verzuim_route(zaak) {\n  let x = ;\n}"),
        "2:11 onverwacht teken `;`"
    );
    assert_eq!(
        told("fn luxe_verzuim_route(zaak) {\n  if x === 1 { }\n}"),
        "2:8 `===` kan hier niet"
    );
    assert_eq!(
        told("fn luxe_verzuim_route(zaak) {\n  break;\n}"),
        "2:3 `break` en `continue` horen binnen een lus"
    );
}

#[test]
fn a_script_is_checked_against_its_question() {
    let bron = "fn luxe_verzuim_route(zaak) {
    if zaak.verzuin.schooldagen > 1 || zaak.jongere.bsn == \"x\" || zaak.jongere.leeftijd > 12 {
        return #{ antwoord: \"proces-verbal\", reden: \"x\" };
    }
    if zaak[\"verzuim\"].uren > 1 { return #{ antwoord: \"waarschuwing\" }; }
    #{ antwoord: \"waarschuwing\", reden: \" \", datum: 1 }
}";
    let script = compile(bron).unwrap();
    let found: Vec<String> = controleer(&script, &vraag())
        .iter()
        .map(|f| {
            format!(
                "{}:{} {} {} | {}",
                f.regel,
                f.kolom,
                f.code,
                f.melding,
                f.hint.as_deref().unwrap_or("-")
            )
        })
        .collect();
    insta::assert_snapshot!(found.join("\n"), @r"
    2:13 P20 `zaak.verzuin.schooldagen` is geen invoer van vraag `luxe-verzuim-route` | bedoelde u `verzuim`?
    2:45 P20 `zaak.jongere.bsn` is geen invoer van vraag `luxe-verzuim-route` | deze vraag krijgt: `jongere.leeftijd`, `verzuim`, `geschiedenis`
    3:29 P21 vraag `luxe-verzuim-route` kent geen antwoord `proces-verbal` | bedoelde u `proces-verbaal`?
    5:42 P22 een antwoord zonder `reden` | zeg waarom, en noem het artikel of het beleid
    6:41 P22 de reden is leeg | -
    6:46 P23 een antwoord heeft geen veld `datum` | -
    ");
}

#[test]
fn threads_share_a_script_and_get_the_same_answer() {
    let script = compile(AMERSFOORT).unwrap();
    let host = Host::new();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..50 {
                    assert_eq!(
                        host.vraag(&script, &vraag(), &zaak()).unwrap().antwoord,
                        "proces-verbaal"
                    );
                }
            });
        }
    });
}

#[test]
fn a_digest_follows_the_text_and_not_the_name() {
    let a = compile(AMERSFOORT).unwrap();
    let b = Script::compile("x/luxe_verzuim_route.rhai", AMERSFOORT).unwrap();
    let c = compile(&format!("{AMERSFOORT}// gewijzigd")).unwrap();
    assert_eq!(a.digest(), b.digest());
    assert_ne!(a.digest(), c.digest());
    assert_eq!(a.digest().len(), 64);
}
