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
    insta::assert_snapshot!(fouten("titel: a\nfasen:\n  x: 1\n  x: 2\ntitel: b\ntitel: c\n"), @"");
}

#[test]
fn anchors_aliases_merge_keys_and_tags_are_refused_together() {
    let tekst = "a: &anker {x: 1}\nb: *anker\nc:\n  <<: *anker\n  d: !!str 5\ne: !eigen [1]\n";
    insta::assert_snapshot!(fouten(tekst), @"");
}

#[test]
fn an_unknown_alias_is_told_as_one() {
    insta::assert_snapshot!(fouten("als: *iets\n"), @"");
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
    insta::assert_snapshot!(fouten("a: 1\n---\nb: 2\n"), @"");
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
    insta::assert_snapshot!(fouten(""), @"");
}

#[test]
fn keys_are_plain_words() {
    insta::assert_snapshot!(fouten("? [a, b]\n: 1\n: 2\n~: 3\n{c: d}: 4\ne: 5\n"), @"");
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let tekst = format!("a: {}\n", "x".repeat(grens::BYTES));
    insta::assert_snapshot!(fouten(&tekst), @"");
}

#[test]
fn too_many_values_stop_the_reading() {
    let tekst = format!("a: [{}]\n", "1,".repeat(grens::KNOPEN + 1));
    insta::assert_snapshot!(fouten(&tekst), @"");
}

#[test]
fn blocks_that_go_too_deep_stop_the_reading() {
    let haken = "[".repeat(40);
    insta::assert_snapshot!(fouten(&format!("a: {haken}\n")), @"");
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
    insta::assert_snapshot!(fouten("a: 1\nb: x\0y\nc: 3\n"), @"");
    insta::assert_snapshot!(fouten("a: 1\n\u{feff}b: 2\n"), @"");
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
    insta::assert_snapshot!(uit, @"");
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
    fn any_text_gives_a_tree_or_a_fault_inside_the_text(tekst in any::<String>()) {
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
