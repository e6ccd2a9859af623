//! What the reader refuses before it knows the shape, and hostile files.

use proptest::prelude::*;

use super::*;

/// All faults as the author reads them.
fn fouten(tekst: &str) -> String {
    let (_, fouten) = ontleed("p.yaml", tekst);
    fouten.iter().map(|fout| format!("{fout}\n")).collect()
}

fn codes(tekst: &str) -> Vec<Code> {
    ontleed("p.yaml", tekst)
        .1
        .iter()
        .map(|fout| fout.code)
        .collect()
}

#[test]
fn all_duplicate_keys_are_told_with_both_places() {
    insta::assert_snapshot!(fouten("titel: a\nfasen:\n  x: 1\n  x: 2\ntitel: b\ntitel: c\n"), @"
    fout[F002]: sleutel `x` staat twee keer in hetzelfde blok
      --> p.yaml:4:3
    hint: de eerste staat op regel 3, kolom 3; voeg ze samen of geef er één een andere naam (HANDLEIDING 1.4)
    fout[F002]: sleutel `titel` staat twee keer in hetzelfde blok
      --> p.yaml:5:1
    hint: de eerste staat op regel 1, kolom 1; voeg ze samen of geef er één een andere naam (HANDLEIDING 1.4)
    fout[F002]: sleutel `titel` staat twee keer in hetzelfde blok
      --> p.yaml:6:1
    hint: de eerste staat op regel 1, kolom 1; voeg ze samen of geef er één een andere naam (HANDLEIDING 1.4)
    ");
}

#[test]
fn anchors_aliases_merge_keys_and_tags_are_refused_together() {
    let tekst = "a: &anker {x: 1}\nb: *anker\nc:\n  <<: *anker\n  d: !!str 5\ne: !eigen [1]\n";
    insta::assert_snapshot!(fouten(tekst), @"
    fout[F022]: ankers met `&` mogen niet
      --> p.yaml:1:4
    hint: schrijf de waarde uit; een tekst die met `&` of `*` begint staat tussen aanhalingstekens (HANDLEIDING 1.4)
    fout[F022]: verwijzingen met `*` mogen niet
      --> p.yaml:2:4
    hint: schrijf de waarde uit; een tekst die met `&` of `*` begint staat tussen aanhalingstekens (HANDLEIDING 1.4)
    fout[F023]: samenvoegen met `<<` mag niet
      --> p.yaml:4:3
    hint: schrijf de regels uit; wat een laag overneemt staat in de laag eronder (HANDLEIDING 1.4)
    fout[F022]: verwijzingen met `*` mogen niet
      --> p.yaml:4:7
    hint: schrijf de waarde uit; een tekst die met `&` of `*` begint staat tussen aanhalingstekens (HANDLEIDING 1.4)
    fout[F024]: typelabel `!!str` mag niet
      --> p.yaml:5:6
    hint: haal het weg; een tekst die met `!` begint staat tussen aanhalingstekens (HANDLEIDING 1.4)
    fout[F024]: typelabel `!eigen` mag niet
      --> p.yaml:6:4
    hint: haal het weg; een tekst die met `!` begint staat tussen aanhalingstekens (HANDLEIDING 1.4)
    ");
}

#[test]
fn an_unknown_alias_is_told_as_one() {
    insta::assert_snapshot!(fouten("als: *iets\n"), @"
    fout[F022]: ankers en verwijzingen (`&` en `*`) mogen niet
      --> p.yaml:1:6
    hint: schrijf de waarde uit; een tekst die met `&` of `*` begint staat tussen aanhalingstekens (HANDLEIDING 1.4)
    ");
}

#[test]
fn a_bomb_of_aliases_is_never_unfolded() {
    let mut tekst = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for i in 1..20 {
        let vorige = format!("*a{}, ", i - 1).repeat(9);
        tekst.push_str(&format!("a{i}: &a{i} [{vorige}]\n"));
    }
    let (boom, fouten) = ontleed("p.yaml", &tekst);
    assert!(fouten.iter().all(|fout| fout.code == Code::F022));
    assert_eq!(boom.unwrap().kaart().len(), 20);
}

#[test]
fn a_second_document_is_refused() {
    insta::assert_snapshot!(fouten("a: 1\n---\nb: 2\n"), @"
    fout[F025]: een tweede document begint hier
      --> p.yaml:2:1
    hint: een bestand bevat precies één document; haal de regel met `---` weg of maak er een tweede bestand van (HANDLEIDING 1.4)
    ");
}

#[test]
fn an_empty_file_is_told_as_empty() {
    for tekst in [
        "",
        "\n\n",
        "# alleen een opmerking\n",
        "---\n",
        "\u{feff}",
        "~",
    ] {
        assert_eq!(codes(tekst), [Code::F028], "{tekst:?}");
    }
    insta::assert_snapshot!(fouten(""), @"
    fout[F028]: het bestand is leeg
      --> p.yaml:1:1
    hint: vul het, of haal het weg; een procedure begint met `procedure: naam`, een bureau met `bureau: naam` (HANDLEIDING 1.4)
    ");
}

#[test]
fn keys_are_plain_words() {
    insta::assert_snapshot!(fouten("? [a, b]\n: 1\n: 2\n~: 3\n{c: d}: 4\ne: 5\n"), @"
    fout[F026]: een sleutel moet een gewoon woord zijn
      --> p.yaml:1:3
    hint: zet voor de dubbele punt één woord, en een tekst met haken of een vraagteken tussen aanhalingstekens (HANDLEIDING 1.4)
    fout[F026]: een sleutel moet een gewoon woord zijn
      --> p.yaml:3:1
    hint: zet voor de dubbele punt één woord, en een tekst met haken of een vraagteken tussen aanhalingstekens (HANDLEIDING 1.4)
    fout[F026]: een sleutel moet een gewoon woord zijn
      --> p.yaml:4:1
    hint: zet voor de dubbele punt één woord, en een tekst met haken of een vraagteken tussen aanhalingstekens (HANDLEIDING 1.4)
    fout[F026]: een sleutel moet een gewoon woord zijn
      --> p.yaml:5:1
    hint: zet voor de dubbele punt één woord, en een tekst met haken of een vraagteken tussen aanhalingstekens (HANDLEIDING 1.4)
    ");
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let tekst = format!("a: {}\n", "x".repeat(grens::BYTES));
    insta::assert_snapshot!(fouten(&tekst), @"
    fout[F020]: het bestand is 1025 kB; een bestand mag hoogstens 1024 kB zijn
      --> p.yaml:1:1
    hint: zie HANDLEIDING 1.4
    ");
}

#[test]
fn too_many_values_stop_the_reading() {
    let tekst = format!("a: [{}]\n", "1,".repeat(grens::KNOPEN + 1));
    insta::assert_snapshot!(fouten(&tekst), @"
    fout[F020]: het bestand bevat meer dan 100000 waarden
      --> p.yaml:1:199999
    hint: zie HANDLEIDING 1.4
    ");
}

#[test]
fn blocks_that_go_too_deep_stop_the_reading() {
    let haken = "[".repeat(40);
    insta::assert_snapshot!(fouten(&format!("a: {haken}\n")), @"
    fout[F021]: blokken mogen hoogstens 32 diep in elkaar staan
      --> p.yaml:1:35
    hint: zie HANDLEIDING 1.4
    ");
    for diep in [
        "- ".repeat(400_000),
        "{".repeat(400_000),
        "[".repeat(400_000),
        "? ".repeat(1000),
    ] {
        assert_eq!(codes(&diep), [Code::F021]);
    }
}

#[test]
fn thirty_two_blocks_deep_is_still_read() {
    let tekst = format!("{}x{}", "[".repeat(31), "]".repeat(31));
    assert_eq!(codes(&tekst), []);
    let tekst = format!("{}x{}", "[".repeat(32), "]".repeat(32));
    assert_eq!(codes(&tekst), [Code::F021]);
}

#[test]
fn invisible_characters_are_refused_where_they_are() {
    insta::assert_snapshot!(fouten("a: 1\nb: x\0y\nc: 3\n"), @"
    fout[F027]: onleesbaar teken U+0000 in het bestand
      --> p.yaml:2:5
    hint: verwijder het teken en sla het bestand op als gewone tekst (UTF-8) (HANDLEIDING 1.4)
    ");
    insta::assert_snapshot!(fouten("a: 1\n\u{feff}b: 2\n"), @"
    fout[F027]: onleesbaar teken U+FEFF in het bestand
      --> p.yaml:2:1
    hint: verwijder het teken en sla het bestand op als gewone tekst (UTF-8) (HANDLEIDING 1.4)
    ");
}

#[test]
fn a_file_from_windows_reads_the_same() {
    let (unix, _) = ontleed("p.yaml", "a:\n  - b: 1\n  - 'é': ja\n");
    let (windows, fouten) = ontleed("p.yaml", "\u{feff}a:\r\n  - b: 1\r\n  - 'é': ja\r\n");
    assert_eq!(fouten, []);
    assert_eq!(unix, windows);
}

#[test]
fn syntax_errors_name_a_cause_an_author_recognises() {
    let gevallen = [
        ("tab in de inspringing", "fasen:\n\tonderzoek: x\n"),
        (
            "geen dubbele punt",
            "titel: a\nvoor leerplichtambtenaar\nfasen: b\n",
        ),
        ("geen spatie", "titel: a\nvoor:b\n"),
        ("twee dubbele punten", "titel: brief: aan ouders\n"),
        (
            "aanhalingsteken open",
            "titel: \"Verstuur de brief\nvoor: x\n",
        ),
        (
            "aanhalingsteken te vroeg",
            "titel: \"Verstuur\" de brief\nvoor: x\n",
        ),
        ("enkel aanhalingsteken", "titel: 'Foto's'\nvoor: x\n"),
        ("haak open", "a: [b, c\nd: e\n"),
        ("accolade open", "a: {b: c, d\ne: f\n"),
        ("haak te veel", "a: b]\nc: ]\n"),
        ("scheef", "a:\n    b: 1\n  c: 2\n"),
        ("streepje", "a: - b\n"),
        ("lijst en kaart", "a:\n  - b\n  c: d\n"),
        ("procent", "a: %b\n"),
        ("apenstaart", "a: @b\n"),
        ("escape", "a: \"\\d\"\n"),
        ("label", "a: !x!y z\n"),
        ("tekst na wortel", "[a]\nb: c\n"),
    ];
    let uit: String = gevallen
        .iter()
        .map(|(naam, tekst)| format!("# {naam}\n{}\n", fouten(tekst)))
        .collect();
    insta::assert_snapshot!(uit, @r#"
    # tab in de inspringing
    fout[F001]: een tab staat in de inspringing
      --> p.yaml:2:1
    hint: spring in met spaties; stel uw editor in op spaties in plaats van tabs (HANDLEIDING 1.4)

    # geen dubbele punt
    fout[F001]: hier ontbreekt een dubbele punt of de spatie erna
      --> p.yaml:2:1
    hint: schrijf `sleutel: waarde`, met een spatie na de dubbele punt; een tekst met een dubbele punt erin staat tussen aanhalingstekens (HANDLEIDING 1.4)

    # geen spatie
    fout[F001]: hier ontbreekt een dubbele punt of de spatie erna
      --> p.yaml:2:1
    hint: schrijf `sleutel: waarde`, met een spatie na de dubbele punt; een tekst met een dubbele punt erin staat tussen aanhalingstekens (HANDLEIDING 1.4)

    # twee dubbele punten
    fout[F001]: een dubbele punt staat hier niet goed
      --> p.yaml:1:13
    hint: schrijf `sleutel: waarde`, met een spatie na de dubbele punt; een tekst met een dubbele punt erin staat tussen aanhalingstekens (HANDLEIDING 1.4)

    # aanhalingsteken open
    fout[F001]: een aanhalingsteken wordt niet gesloten
      --> p.yaml:1:8
    hint: zet het aanhalingsteken aan het einde van de tekst; een `'` binnen enkele aanhalingstekens schrijft u dubbel (HANDLEIDING 1.4)

    # aanhalingsteken te vroeg
    fout[F001]: na het sluitende aanhalingsteken staat nog tekst
      --> p.yaml:1:19
    hint: zet het aanhalingsteken aan het einde van de tekst; een `'` binnen enkele aanhalingstekens schrijft u dubbel (HANDLEIDING 1.4)

    # enkel aanhalingsteken
    fout[F001]: na het sluitende aanhalingsteken staat nog tekst
      --> p.yaml:1:14
    hint: zet het aanhalingsteken aan het einde van de tekst; een `'` binnen enkele aanhalingstekens schrijft u dubbel (HANDLEIDING 1.4)

    # haak open
    fout[F001]: een `[` of `{` wordt niet gesloten
      --> p.yaml:2:2
    hint: elke `[` heeft een `]`, elke `{` een `}` (HANDLEIDING 1.4)

    # accolade open
    fout[F001]: hier ontbreekt een komma of een `}`
      --> p.yaml:2:5
    hint: elke `{` heeft een `}`, elke `[` een `]`; tussen de onderdelen staan komma's, en een tekst met een dubbele punt of komma erin staat tussen rechte aanhalingstekens (HANDLEIDING 1.4)

    # haak te veel
    fout[F001]: een haak staat op de verkeerde plaats
      --> p.yaml:2:4
    hint: elke `[` heeft een `]`, elke `{` een `}` (HANDLEIDING 1.4)

    # scheef
    fout[F001]: deze regel is niet goed ingesprongen
      --> p.yaml:3:3
    hint: zet regels die bij elkaar horen even ver naar rechts, met spaties, en elk blok twee spaties verder (HANDLEIDING 1.4)

    # streepje
    fout[F001]: een streepje staat hier niet goed
      --> p.yaml:1:4
    hint: elk onderdeel van een lijst begint met `- `, even ver ingesprongen als het vorige (HANDLEIDING 1.4)

    # lijst en kaart
    fout[F001]: hier hoort een streepje, of deze regel is niet goed ingesprongen
      --> p.yaml:3:3
    hint: zet regels die bij elkaar horen even ver naar rechts, met spaties, en elk blok twee spaties verder (HANDLEIDING 1.4)

    # procent
    fout[F001]: een tekst begint met een teken dat in YAML iets anders betekent
      --> p.yaml:1:4
    hint: zet de tekst tussen rechte aanhalingstekens: `"…"` (HANDLEIDING 1.4)

    # apenstaart
    fout[F001]: een tekst begint met een teken dat in YAML iets anders betekent
      --> p.yaml:1:4
    hint: zet de tekst tussen rechte aanhalingstekens: `"…"` (HANDLEIDING 1.4)

    # escape
    fout[F001]: onbekend teken na `\` tussen dubbele aanhalingstekens
      --> p.yaml:1:4
    hint: gebruik enkele aanhalingstekens: daarin betekent `\` niets bijzonders (HANDLEIDING 1.4)

    # label
    fout[F024]: typelabels (`!`) mogen niet
      --> p.yaml:1:4
    hint: haal het weg; een tekst die met `!` begint staat tussen aanhalingstekens (HANDLEIDING 1.4)

    # tekst na wortel
    fout[F001]: deze regel is niet goed ingesprongen
      --> p.yaml:2:1
    hint: zet regels die bij elkaar horen even ver naar rechts, met spaties, en elk blok twee spaties verder (HANDLEIDING 1.4)
    "#);
}

/// Lines as an editor counts them, for the places of faults.
fn ligt_in(tekst: &str, fout: &Diagnostic) -> bool {
    let tekst = tekst.strip_prefix('\u{feff}').unwrap_or(tekst);
    regels(tekst)
        .nth(fout.regel.wrapping_sub(1))
        .is_some_and(|regel| (1..=regel.chars().count() + 1).contains(&fout.kolom))
}

proptest! {
    #[test]
    fn any_text_gives_a_tree_or_a_fault_inside_the_text(
        tekst in prop_oneof![
            any::<String>(),
            any::<Vec<u8>>().prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
        ],
    ) {
        let (boom, fouten) = ontleed("p.yaml", &tekst);
        prop_assert!(boom.is_some() || !fouten.is_empty());
        for fout in &fouten {
            prop_assert!(ligt_in(&tekst, fout), "{fout}");
        }
    }

    #[test]
    fn so_does_any_text_that_looks_like_yaml(
        delen in prop::collection::vec(
            prop::sample::select(vec![
                "a", "b: ", ": ", "- ", "\n", "\n  ", "\n    ", "\t", "[", "]", "{", "}", ", ", "'", "\"",
                "&a ", "*a", "!t ", "!!str ", "<<: ", "? ", "|\n", ">-\n", "#", "---\n", "...\n", "%", "\r\n",
                "\r", "é", "\\", "\u{feff}", "ja", "2026-10-08", "\u{2028}", "@",
            ]),
            0..40,
        ),
    ) {
        let tekst: String = delen.concat();
        let (boom, fouten) = ontleed("p.yaml", &tekst);
        prop_assert!(boom.is_some() || !fouten.is_empty());
        for fout in &fouten {
            prop_assert!(ligt_in(&tekst, fout), "{fout}");
        }
    }
}
