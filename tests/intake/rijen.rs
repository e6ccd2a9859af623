//! Rows: hostile tables and JSON, and what is said of them.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use termijnwacht::definition::aanlevering::Kennis;
use termijnwacht::intake::{Formaat, LeesFout, Lezer, Stuk, melding_uit_json, neem};

use super::{KOP, catalog, engine, rij};

fn formaat() -> (Formaat, Kennis) {
    let catalog = catalog();
    let bureau = catalog.bureau("utrecht-noordwest").expect("the bureau");
    let formaat = Formaat::van("duo-absoluut-41.csv", bureau).expect("a mapping");
    (formaat, catalog.kennis(bureau))
}

fn lees(formaat: &Formaat, kennis: Kennis, bytes: Vec<u8>) -> Result<Vec<Stuk>, LeesFout> {
    let mut lezer = Lezer::open(formaat, kennis, io::Cursor::new(bytes))?;
    let mut stukken = Vec::new();
    while let Some(stuk) = lezer.volgende().expect("memory reads") {
        stukken.push(stuk);
        assert!(stukken.len() < 100_000, "it never ends");
    }
    Ok(stukken)
}

/// What is said of a table: a line per fault, and the lines that were good.
fn csv(bytes: impl Into<Vec<u8>>) -> String {
    let (formaat, kennis) = formaat();
    told(lees(&formaat, kennis, bytes.into()))
}

fn json(bytes: impl Into<Vec<u8>>) -> String {
    told(lees(&Formaat::Json, Kennis::default(), bytes.into()))
}

fn told(read: Result<Vec<Stuk>, LeesFout>) -> String {
    let line = |stuk: &Stuk| match &stuk.inhoud {
        Ok(melding) => format!("{}: {} goed", stuk.regel, melding.kenmerk),
        Err(fouten) => fouten
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("\n"),
    };
    match read {
        Ok(stukken) => stukken.iter().map(line).collect::<Vec<_>>().join("\n"),
        Err(LeesFout::Bestand(fouten)) => {
            let lines: Vec<String> = fouten.iter().map(|fout| format!("HEEL {fout}")).collect();
            lines.join("\n")
        }
        Err(fout) => panic!("{fout}"),
    }
}

/// A table of these rows.
fn tabel(rijen: &[&str]) -> String {
    format!("{KOP}\r\n{}\r\n", rijen.join("\r\n"))
}

fn met(nummer: u32, van: &str, naar: &str) -> String {
    let rij = rij(nummer);
    assert!(rij.contains(van), "{van}");
    rij.replacen(van, naar, 1)
}

#[test]
fn a_row_becomes_a_melding_with_all_that_is_in_it() {
    let (formaat, kennis) = formaat();
    let row = met(1, ";P1;Jip;", ";P1;Zo\u{eb};").replace(";;;P1", ";;00000012;P1");
    let (bytes, _, _) = encoding_rs_1252(&tabel(&[&row]));
    let stukken = lees(&formaat, kennis, bytes).expect("a table");
    insta::assert_snapshot!(
        serde_json::to_string_pretty(stukken[0].inhoud.as_ref().expect("a melding")).unwrap()
    );
}

/// As a spreadsheet saves it.
fn encoding_rs_1252(text: &str) -> (Vec<u8>, (), ()) {
    (
        text.chars()
            .map(|c| u8::try_from(u32::from(c)).expect("Latin"))
            .collect(),
        (),
        (),
    )
}

#[test]
fn every_bad_value_of_a_row_is_told_with_its_column_and_no_child() {
    let row = "A-9;2026-10-08;Utrecht;;123456789;;Jip;;Voorbeeld;31-02-2013;misschien;;;;;;=cmd();soms;;;0XX";
    insta::assert_snapshot!(csv(tabel(&[&rij(1), row, &rij(3)])));
}

#[test]
fn a_row_without_what_every_melding_needs_is_refused_and_one_that_is_incomplete_is_not() {
    let none = ";;;;;;;;;;;;;;;;;;;;x";
    let bare = "A-2;08-10-2026;Woerden;;;;Jip;;Voorbeeld;02-03-2013;;;;;;;;;;;";
    insta::assert_snapshot!(csv(tabel(&[none, bare])));
}

#[test]
fn the_rest_of_a_file_goes_on_after_a_broken_row() {
    let open = met(2, ";Jip;", ";\"Jip;");
    let after = met(4, ";Jip;", ";\"Jip\" de Vries;");
    let short = "A-6;08-10-2026;Woerden";
    let long = format!("{};x;y", rij(8));
    let nul = met(10, ";Jip;", ";J\0ip;");
    let cr = met(12, ";Jip;", ";Ji\rp;");
    let big = met(14, ";Jip;", &format!(";{};", "x".repeat(1024 * 1024)));
    let rows = [
        &rij(1),
        &open,
        &rij(3),
        &after,
        &rij(5),
        short,
        &rij(7),
        &long,
        &rij(9),
        &nul,
        &rij(11),
        &cr,
        &rij(13),
        &big,
        &rij(15),
    ];
    let rows: Vec<&str> = rows.iter().map(|row| row.as_ref()).collect();
    insta::assert_snapshot!(csv(tabel(&rows)));
}

#[test]
fn a_cell_may_hold_line_ends_and_lines_are_counted_as_an_editor_does() {
    let two = met(1, ";Voorbeeldlaan;", ";\"Voorbeeld\r\nlaan \"\"A\"\"\";");
    let bad = met(2, ";02-03-2013;", ";nooit;");
    insta::assert_snapshot!(csv(tabel(&[&two, &bad])));
}

#[test]
fn mixed_line_ends_blank_lines_and_empty_rows_do_no_harm() {
    let text = format!(
        "\u{feff}sep=;\n\n{KOP}\r\n{}\n\r\n;;;;;;;;;;;;;;;;;;;;\r\n{};;;\n{}",
        rij(1),
        rij(2),
        rij(3)
    );
    insta::assert_snapshot!(csv(text));
}

#[test]
fn a_value_broken_over_two_lines_is_recognised_by_its_line_end() {
    let row = met(2, ";Voorbeeldlaan;", ";Voorbeeld\nlaan;");
    insta::assert_snapshot!(csv(tabel(&[&rij(1), &row, &rij(3)])));
}

#[test]
fn another_encoding_than_agreed_is_told() {
    let utf8 = met(2, ";Jip;", ";Zo\u{eb};");
    insta::assert_snapshot!(csv(tabel(&[&rij(1), &utf8])), @"
    2: A-1 goed
    regel 3: deze rij is UTF-8; de aanlevering verwacht windows-1252; verander `codering` in bureau.yaml in `utf-8`, of bewaar het bestand anders
    ");
    let mut bytes = "\u{feff}".to_owned().into_bytes();
    bytes.extend(encoding_rs_1252(&tabel(&[&utf8, &rij(3)])).0);
    insta::assert_snapshot!(csv(bytes), @"
    regel 2, kolom G, `Voornamen`: de letters zijn geen UTF-8; bewaar het bestand als UTF-8, of zet in bureau.yaml `codering: windows-1252`
    3: A-3 goed
    ");
}

#[test]
fn a_file_that_is_another_table_is_refused_whole() {
    let told = [
        csv(""),
        csv("\u{feff}"),
        csv("\r\n\r\n"),
        csv(b"\xFF\xFEK\0e\0n\0".to_vec()),
        csv(b"PK\x03\x04....".to_vec()),
        csv(KOP.replace(';', ",")),
        csv(format!("sep=,\r\n{KOP}\r\n")),
        csv(KOP
            .replace("Woongemeente", "Woongemente")
            .replace("Status;", "")),
        csv(format!("{KOP};status")),
        csv(tabel(&[&rij(1)]).replace("\r\n", "\r")),
        csv("x".repeat(2 * 1024 * 1024)),
    ];
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn ten_thousand_columns_are_a_fault_and_no_burden() {
    let wide = "x;".repeat(10_000);
    assert_eq!(
        csv(tabel(&[&rij(1), &wide, &rij(3)])),
        "2: A-1 goed\nregel 3: gevonden 10001 kolommen; verwacht 21, zoals in de regel met kolomnamen; staat in een waarde het scheidingsteken? Zet er dan aanhalingstekens om\n4: A-3 goed"
    );
}

fn melding(kenmerk: &str) -> String {
    format!(
        r#"{{"bron":"duo","kenmerk":"{kenmerk}","soort":"absoluut-verzuim","ontvangen":"2026-10-08","gemeente":"woerden","jongere":{{"naam":"Jip Voorbeeld","geboortedatum":"2013-03-02","plaats":"Woerden"}},"gegevens":{{"vermoeden":"2026-10-08"}}}}"#
    )
}

#[test]
fn json_is_one_object_an_array_or_a_line_each() {
    let pretty = melding("A-1").replace(",\"", ",\n  \"");
    assert_eq!(json(pretty.clone()), "1: A-1 goed");
    assert_eq!(json(format!("\u{feff}\r\n {pretty}\n\n")), "2: A-1 goed");
    assert_eq!(
        json(format!("{}\n\n{}\r\n", melding("A-1"), melding("A-2"))),
        "1: A-1 goed\n3: A-2 goed"
    );
    assert_eq!(
        json(format!("[\n{},\n{pretty}\n]\n", melding("A-1"))),
        "2: A-1 goed\n3: A-1 goed"
    );
    assert_eq!(json("[]"), "");
}

#[test]
fn faults_of_json_carry_their_place_in_the_file_and_no_child() {
    let wrong = melding("A-2")
        .replace("woerden", "woerden\",\"kleur\":\"rood")
        .replace("2013-03-02", "31-02-2013")
        .replace(
            "\"vermoeden\":",
            "\"vermoeden\":\"2026-10-01\",\"vermoeden\":",
        );
    let typed = melding("A-3").replace("\"Jip Voorbeeld\"", "[999990019]");
    let deep = melding("A-4").replace(
        "\"2026-10-08\"}}",
        &format!("{}1{}}}}}", "[".repeat(200), "]".repeat(200)),
    );
    let lines = [
        melding("A-1"),
        wrong.clone(),
        typed,
        deep,
        "{\"bron\": \"duo\", \"naam\": Jip".to_owned(),
        melding("A-6"),
    ];
    insta::assert_snapshot!("lines", json(lines.join("\n")));
    insta::assert_snapshot!("array", json(format!("[{},\n  {wrong}]", melding("A-1"))));
}

#[test]
fn a_list_that_breaks_off_says_what_was_not_read() {
    let told = [
        json(format!("[{},\n{}", melding("A-1"), &melding("A-2")[..60])),
        json(format!(
            "[{},\n\"Jip\", {}]",
            melding("A-1"),
            melding("A-2")
        )),
        json(format!("[{}] x", melding("A-1"))),
        json(format!(
            "[{{\"bron\":\"{}\"}},{}]",
            "x".repeat(1024 * 1024),
            melding("A-2")
        )),
        json(format!(
            "{}\n{}\n{}",
            melding("A-1"),
            "x".repeat(1024 * 1024),
            melding("A-3")
        )),
        json("Jip"),
    ];
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn one_melding_is_read_as_the_api_is_handed_it() {
    assert_eq!(
        melding_uit_json(melding("A-1").as_bytes())
            .expect("a melding")
            .kenmerk,
        "A-1"
    );
    let fouten = melding_uit_json(b"{\"bron\": 1}").unwrap_err();
    assert!(fouten.len() > 3, "{fouten:?}");
}

/// Bytes made as they are asked for; counts how many were.
struct Eindeloos {
    next: u32,
    until: u32,
    left: Vec<u8>,
    asked: Arc<AtomicU64>,
}

impl Read for Eindeloos {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while self.left.len() < to.len() && self.next <= self.until {
            let line = if self.next == 0 {
                KOP.to_owned()
            } else {
                rij(self.next)
            };
            self.left.extend(line.into_bytes());
            self.left.push(b'\n');
            self.next += 1;
        }
        let n = to.len().min(self.left.len());
        to[..n].copy_from_slice(&self.left[..n]);
        self.left.drain(..n);
        self.asked
            .fetch_add(u64::try_from(n).unwrap(), Ordering::SeqCst);
        Ok(n)
    }
}

/// Twenty thousand rows; the reader is never further ahead than its window and the rows in flight.
#[tokio::test]
async fn a_long_file_is_read_no_further_than_it_is_taken_in() {
    let (formaat, kennis) = formaat();
    let asked = Arc::new(AtomicU64::new(0));
    let until = 20_000;
    let source = Eindeloos {
        next: 0,
        until,
        left: Vec::new(),
        asked: Arc::clone(&asked),
    };
    let lezer = Lezer::open(&formaat, kennis, source).expect("a table");
    let engine = engine().await;
    let mut furthest = 0;
    let mut rows = 0;
    // Each row names a gemeente of elsewhere for the engine, so that this measures reading alone.
    let telling = neem(&engine, lezer, Some("elders"), |_, _, read| {
        furthest = furthest.max(asked.load(Ordering::SeqCst) - read);
        rows += 1;
    })
    .await
    .expect("read to the end");
    assert_eq!(
        (telling.gelezen, telling.geweigerd, rows),
        (until.into(), until.into(), until)
    );
    let row = u64::try_from(rij(until).len() + 1).unwrap();
    assert!(
        furthest <= 64 * 1024 + 3 * 64 * row,
        "read {furthest} bytes ahead"
    );
}
