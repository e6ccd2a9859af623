//! Deliveries: tables with quotes, encodings and fields of any size, and JSON.

use std::io::{self, Read};
use std::sync::LazyLock;

use termijnwacht::bronnen::Bronnen;
use termijnwacht::catalog::Catalog;
use termijnwacht::definition::aanlevering::Kennis;
use termijnwacht::intake::{Formaat, LeesFout, Lezer, Stuk};

use crate::fuzz;
use crate::mutant::{mutant, pick};
use crate::toeval::Toeval;

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    let loaded = Catalog::load(&Bronnen::ingebed().alleen("utrecht-noordwest"));
    loaded.expect("the shipped definitions").catalog
});

const KOP: &str = "Kenmerk;Datum levering;Woongemeente;Status;Burgerservicenummer;Onderwijsnummer;Voornamen;Voorvoegsel;Achternaam;Geboortedatum;Startkwalificatie;Woonplaats;Straat;Huisnummer;Postcode;Indicatie geheim;Naam ouder 1;Gezag ouder 1;Naam ouder 2;Gezag ouder 2;Laatste BRIN en vestiging";

fn rij(nummer: u64) -> String {
    format!(
        "A-{nummer};08-10-2026;Woerden;;;P{nummer};Jip;van der;\"Voorbeeld; \"\"{nummer}\"\"\";02-03-2013;nee;Woerden;Voorbeeldlaan;{nummer};0000 AA;0;Kim Voorbeeld;ja;;;00XX00"
    )
}

/// Gives its bytes in pieces of any size, so that a row is broken anywhere.
struct Stukjes<'a> {
    rest: &'a [u8],
    toeval: Toeval,
}

impl Read for Stukjes<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = u64::try_from(buffer.len().min(self.rest.len())).unwrap();
        if most == 0 {
            return Ok(0);
        }
        let take = usize::try_from(self.toeval.to(most)).unwrap();
        let (now, rest) = self.rest.split_at(take);
        buffer[..take].copy_from_slice(now);
        self.rest = rest;
        Ok(take)
    }
}

fn lees(
    formaat: &Formaat,
    kennis: &Kennis,
    bytes: &[u8],
    seed: u64,
) -> Result<Vec<Stuk>, Vec<String>> {
    let toeval = Toeval::new(seed);
    let inner = Stukjes {
        rest: bytes,
        toeval,
    };
    let mut lezer = match Lezer::open(formaat, kennis.clone(), inner) {
        Ok(lezer) => lezer,
        Err(LeesFout::Bestand(fouten)) => {
            assert!(!fouten.is_empty());
            return Err(fouten.iter().map(ToString::to_string).collect());
        }
        Err(fout) => panic!("{fout}"),
    };
    let mut stukken = Vec::new();
    while let Some(stuk) = lezer.volgende().expect("memory reads") {
        stukken.push(stuk);
        assert!(stukken.len() <= bytes.len() + 1, "more rows than bytes");
    }
    assert!(lezer.gelezen() <= u64::try_from(bytes.len()).unwrap());
    Ok(stukken)
}

fn holds(formaat: &Formaat, kennis: &Kennis, bytes: &[u8], seed: u64) -> bool {
    let read = lees(formaat, kennis, bytes, seed);
    let again = lees(formaat, kennis, bytes, seed + 1);
    if read != again {
        let (read, again) = (format!("{read:#?}"), format!("{again:#?}"));
        let other = read
            .lines()
            .zip(again.lines())
            .find(|(one, two)| one != two);
        panic!("it matters how the bytes come: {other:?}");
    }
    let Ok(stukken) = read else { return false };
    // As an editor counts, a lone CR too.
    let lines = bytes
        .iter()
        .filter(|byte| matches!(byte, b'\n' | b'\r'))
        .count()
        + 1;
    let mut last = 0;
    let mut kept = 0;
    for stuk in &stukken {
        assert!(
            stuk.regel >= last.max(1) && stuk.regel <= lines + 1,
            "line {} of {lines}",
            stuk.regel
        );
        last = stuk.regel;
        kept += stuk.rauw.as_ref().map_or(0, Vec::len);
        if let Err(fouten) = &stuk.inhoud {
            assert!(!fouten.is_empty());
            for fout in fouten {
                assert!((1..=lines + 1).contains(&fout.regel), "{fout}");
                let told = fout.to_string();
                assert!(told.chars().count() < 2_000, "endless: {told}");
                assert!(
                    !told.contains("Voorbeeldlaan"),
                    "a child can be found by `{told}`"
                );
            }
        }
    }
    assert!(kept <= bytes.len(), "{kept} bytes kept of {}", bytes.len());
    stukken.iter().any(|stuk| stuk.inhoud.is_ok())
}

/// Bytes that are no longer a text.
fn bytes(toeval: &mut Toeval, tekst: String) -> Vec<u8> {
    let mut bytes = tekst.into_bytes();
    match toeval.to(8) {
        1 => {
            let at =
                usize::try_from(toeval.to(u64::try_from(bytes.len().max(1)).unwrap()) - 1).unwrap();
            bytes.splice(at..at, [0xe9, 0xff, 0x80]);
        }
        2 => bytes = bytes.iter().flat_map(|byte| [*byte, 0]).collect(),
        3 => bytes.truncate(bytes.len() / 2),
        _ => {}
    }
    bytes
}

#[test]
fn tables_are_read_row_by_row() {
    let bureau = CATALOG.bureau("utrecht-noordwest").expect("the bureau");
    let formaat = Formaat::van("duo-absoluut-41.csv", bureau).expect("a mapping");
    let kennis = CATALOG.kennis(bureau);
    fuzz("tables", 700, |toeval| {
        let rijen: Vec<String> = (1..=toeval.to(6)).map(rij).collect();
        let end = pick(toeval, &["\n", "\r\n"]);
        let tekst = format!("{KOP}{end}{}{end}", rijen.join(end));
        let tekst = if toeval.to(9) == 1 {
            format!("sep=;{end}{tekst}")
        } else {
            // The first line mostly stays as it is, or no row would ever be read.
            let (kop, rest) = tekst.split_once('\n').expect("a first line");
            match toeval.to(4) {
                1 => mutant(toeval, &tekst, KOP),
                _ => format!("{kop}\n{}", mutant(toeval, rest, KOP)),
            }
        };
        let bytes = bytes(toeval, tekst);
        let seed = toeval.to(u64::from(u32::MAX));
        holds(&formaat, &kennis, &bytes, seed)
    });
}

#[test]
fn json_is_read_melding_by_melding() {
    let lines = include_str!("../../src/cli/demo/meldingen.jsonl");
    let all: Vec<&str> = lines.lines().collect();
    fuzz("json", 700, |toeval| {
        let first = usize::try_from(toeval.to(u64::try_from(all.len() - 3).unwrap()) - 1).unwrap();
        let some = &all[first..first + 3];
        let tekst = match toeval.to(3) {
            1 => format!("[{}]", some.join(",\n")),
            2 => some[0].replace(",\"", ",\n  \""),
            _ => some.join("\n"),
        };
        let tekst = mutant(toeval, &tekst, all[0]);
        let bytes = bytes(toeval, tekst);
        let seed = toeval.to(u64::from(u32::MAX));
        holds(&Formaat::Json, &Kennis::default(), &bytes, seed)
    });
}

/// Found by mutants: what was made of a file hung on how much of it had come at the first look.
#[test]
fn it_does_not_matter_how_the_bytes_come() {
    let one = r#"{"bron": "x", "kenmerk": "A-1"}"#;
    for (tekst, rows) in [
        (format!("{{\"bron\": \"x\"\n{one}\n{one}\n"), 3),
        (format!("{{\"bron\": \"x\n{one}\n{one}\n"), 3),
        (format!("{{\"jongere\":\n{one}}}\n"), 1),
        (format!("{one}\n{one}\n"), 2),
    ] {
        for seed in 0..50 {
            let read = lees(&Formaat::Json, &Kennis::default(), tekst.as_bytes(), seed);
            assert_eq!(read.expect("rows").len(), rows, "{tekst}");
        }
    }
}
