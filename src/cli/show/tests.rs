//! What `show` prints, of a small country with one bureau and one gemeente that differ, and of all that is shipped.

use super::*;
use crate::definition::ontleed::ontleed;

const WOERDEN: &str = "procedure: absoluut-verzuim\nbreidt_uit: utrecht-noordwest/absoluut-verzuim\nfasen:\n  aanschrijven:\n    taken:\n      eerste-brief:\n        termijn: {binnen: 3 schooldagen, grondslag: Beleidsregel Woerden 2026}\n";

fn bronnen() -> Bronnen {
    Bronnen::ingebed().met_workflow("utrecht-noordwest/woerden/absoluut-verzuim.yaml", WOERDEN)
}

fn show(gemeente: &str, procedure: &str, als: Vorm) -> Show {
    Show {
        gemeente: gemeente.to_owned(),
        procedure: procedure.to_owned(),
        als,
        json: false,
    }
}

fn shown(show: &Show, breedte: usize) -> String {
    let bronnen = bronnen();
    let catalog = Catalog::load(&bronnen).unwrap().catalog;
    let shown = show
        .shown(&catalog, &bronnen, breedte)
        .unwrap_or_else(|reden| reden);
    let shown = anstream::adapter::strip_str(&shown).to_string();
    // The digest changes with every edit of what is shipped.
    let versie = catalog.procedure(&show.gemeente, &show.procedure);
    versie.map_or(shown.clone(), |(digest, _)| {
        shown.replace(digest.kort(), "0123456789ab")
    })
}

/// The lines from one that holds `van`, so many of them.
fn part(tekst: &str, van: &str, aantal: usize) -> String {
    let lines = tekst.lines().skip_while(|line| !line.starts_with(van));
    lines.take(aantal).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_line_says_which_layer_wrote_it_and_on_what_article() {
    let tekst = shown(&show("woerden", "absoluut-verzuim", Vorm::Yaml), 100);
    insta::assert_snapshot!(part(&tekst, "#", 6), @"
    # Absoluut verzuim in gemeente Woerden, versie 0123456789ab
    # landelijk          workflows/landelijk/absoluut-verzuim.yaml
    # utrecht-noordwest  workflows/utrecht-noordwest/absoluut-verzuim.yaml
    # woerden            workflows/utrecht-noordwest/woerden/absoluut-verzuim.yaml

    procedure: absoluut-verzuim                          # woerden:1
    ");
    insta::assert_snapshot!(part(&tekst, "      eerste-brief:", 20), @"
          eerste-brief:                                  # landelijk:72           AI art. 3 lid 7
            titel: Verstuur de eerste brief aan de
                ouders, zodra vaststaat dat het geen
                registratiefout is                       # landelijk:73           AI art. 3 lid 7
            voor: administratie                          # landelijk:74           AI art. 3 lid 7
            brief: absoluut-verzuim-eerste               # landelijk:75           AI art. 3 lid 7
            grondslag: AI art. 3 lid 7                   # utrecht-noordwest:26   AI art. 3 lid 7
            termijn:                                     # landelijk:77           Beleidsregel Woerden …
              binnen: 3 schooldagen                      # woerden:7              Beleidsregel Woerden …
              na: vermoeden                              # landelijk:77           Beleidsregel Woerden …
              grondslag: Beleidsregel Woerden 2026       # woerden:7              Beleidsregel Woerden …
            herinner: [2 schooldagen vooraf]             # landelijk:78           AI art. 3 lid 7
            escaleer:                                    # landelijk:79           AI art. 3 lid 7
              - {op: de dag, naar: leerplichtambtenaar}  # landelijk:80           AI art. 3 lid 7
              - na: 3 schooldagen                        # landelijk:81           AI art. 3 lid 7
                naar: leidinggevende                     # landelijk:81           AI art. 3 lid 7
            uitkomsten:                                  # landelijk:82           AI art. 3 lid 7
              verzonden: {ga_naar: wachten-op-reactie}   # landelijk:83           AI art. 3 lid 7
              ingeschreven-gebleken:                     # landelijk:84           AI art. 3 lid 7
                ga_naar: inschrijving-controleren        # landelijk:84           AI art. 3 lid 7
    ");
    let wide = tekst.lines().filter(|line| line.chars().count() > 100);
    assert_eq!(wide.collect::<Vec<_>>(), Vec::<&str>::new());
}

#[test]
fn an_example_that_was_taken_over_shows_where_it_stands_and_who_took_it_over() {
    let tekst = shown(&show("amersfoort", "absoluut-verzuim", Vorm::Yaml), 100);
    insta::assert_snapshot!(part(&tekst, "        termijn:", 4), @"
    termijn:                                            # landelijk:47    voorbeeld
      binnen: 2 schooldagen                             # landelijk:47    voorbeeld
      na: vermoeden                                     # landelijk:47    voorbeeld
      grondslag: voorbeeld                              # amersfoort:6    voorbeeld
    ");
    assert!(!tekst.contains("voorbeelden: overnemen") && !tekst.contains("  voorbeeld: "));
}

#[test]
fn a_narrow_terminal_shows_the_layer_as_a_letter_and_a_wide_one_the_path() {
    let of = |breedte| {
        let tekst = shown(&show("woerden", "absoluut-verzuim", Vorm::Yaml), breedte);
        format!(
            "{}\n…\n{}",
            part(&tekst, "#", 4),
            part(&tekst, "        termijn:", 2)
        )
    };
    insta::assert_snapshot!(of(60), @"
    # Absoluut verzuim in gemeente Woerden, versie 0123456789ab
    # L  workflows/landelijk/absoluut-verzuim.yaml
    # B  workflows/utrecht-noordwest/absoluut-verzuim.yaml
    # G  workflows/utrecht-noordwest/woerden/absoluut-verzuim.yaml
    …
            termijn:                                    # L:47
              binnen: 2 schooldagen                     # B:21
    ");
    insta::assert_snapshot!(of(160), @"
    # Absoluut verzuim in gemeente Woerden, versie 0123456789ab
    # landelijk          workflows/landelijk/absoluut-verzuim.yaml
    # utrecht-noordwest  workflows/utrecht-noordwest/absoluut-verzuim.yaml
    # woerden            workflows/utrecht-noordwest/woerden/absoluut-verzuim.yaml
    …
            termijn:                                      # landelijk          workflows/landelijk/absoluut-verzuim.yaml:47                   voorbeeld
              binnen: 2 schooldagen                       # utrecht-noordwest  workflows/utrecht-noordwest/absoluut-verzuim.yaml:21           voorbeeld
    ");
}

#[test]
fn the_table_has_words_and_no_slugs() {
    let tekst = shown(&show("woerden", "absoluut-verzuim", Vorm::Tabel), 100);
    insta::assert_snapshot!(part(&tekst, "| administratie | Verstuur", 3), @"
    | administratie | Verstuur de eerste brief aan de ouders, zodra vaststaat dat het geen registratiefout is; brief: absoluut verzuim eerste | 3 schooldagen | „Dag waarop bleek dat een inschrijving ontbreekt” | 2 schooldagen vooraf herinnering; op de dag naar leerplichtambtenaar; 3 schooldagen erna naar leidinggevende | verzonden / ingeschreven gebleken | taak: AI art. 3 lid 7; termijn: Beleidsregel Woerden 2026 | landelijk; bureau Utrecht Noordwest; gemeente Woerden |
    |  | **De ouders hebben de eerste brief en kunnen reageren** |  |  |  |  |  |  |
    | (wachten) | Reactie van de ouders op de eerste brief | 10 schooldagen | „Verstuur de eerste brief aan de ouders, zodra vaststaat dat het geen registratiefout is” is gedaan |  |  | AI art. 3 lid 7 | landelijk; bureau Utrecht Noordwest |
    ");
    let page = shown(&show("woerden", "absoluut-verzuim", Vorm::Html), 100);
    assert!(
        page.contains("<th colspan=\"8\" scope=\"rowgroup\">De ouders worden aangeschreven</th>")
    );
}

#[test]
fn what_does_not_exist_is_told_with_the_nearest_name() {
    assert_eq!(
        shown(&show("woerdn", "verlof", Vorm::Yaml), 100),
        "geen bureau werkt voor gemeente `woerdn`; bedoelde u `woerden`?"
    );
    assert_eq!(
        shown(&show("woerden", "verlov", Vorm::Yaml), 100),
        "in gemeente `woerden` is geen procedure `verlov`; bedoelde u `verlof`?"
    );
}

#[test]
fn a_procedure_that_is_off_shows_its_reason_and_where_it_stands() {
    let pad = "utrecht-noordwest/woerden/svb-melding.yaml";
    let off = "procedure: svb-melding\nbreidt_uit: utrecht-noordwest/svb-melding\nuit: geen overeenkomst met de SVB\n";
    let bronnen = Bronnen::ingebed().met_workflow(pad, off);
    let catalog = Catalog::load(&bronnen).unwrap().catalog;
    let yaml = show("woerden", "svb-melding", Vorm::Yaml).shown(&catalog, &bronnen, 100);
    let yaml = anstream::adapter::strip_str(&yaml.unwrap()).to_string();
    insta::assert_snapshot!(part(&yaml, "uit:", 1), @"uit: geen overeenkomst met de SVB                    # woerden:3");
    let table = show("woerden", "svb-melding", Vorm::Tabel).shown(&catalog, &bronnen, 100);
    assert_eq!(
        table.unwrap_err(),
        "procedure `svb-melding` staat uit in gemeente `woerden`: geen overeenkomst met de SVB"
    );
}

/// Every shipped definition in every gemeente: what is shown reads back as what was laid, whatever the width; every
/// line has a layer; and the JSON names each place.
#[test]
fn every_shipped_definition_can_be_shown_in_every_gemeente() {
    fn bare(knoop: &Knoop) -> Value {
        value(knoop)
    }
    let bronnen = Bronnen::ingebed();
    let catalog = Catalog::load(&bronnen).unwrap().catalog;
    let mut seen = std::collections::HashSet::new();
    for gemeente in catalog.gemeenten() {
        // No procedure is left out in silence: it runs, or is off for a reason.
        let on = catalog
            .procedures(gemeente)
            .map(|(_, one)| one.slug.as_str());
        let all: Vec<&str> = on
            .chain(catalog.uitgezet(gemeente).map(|(slug, _)| slug))
            .collect();
        let national = bronnen.workflows.keys().filter_map(|pad| {
            let naam = pad.strip_prefix("landelijk/")?.strip_suffix(".yaml")?;
            (!naam.contains('/')).then_some(naam)
        });
        for slug in national {
            assert!(all.contains(&slug), "{gemeente} {slug}");
        }
        for (digest, procedure) in catalog.procedures(gemeente) {
            let slug = procedure.slug.as_str();
            let ask = show(gemeente, slug, Vorm::Yaml);
            let gelegd = catalog.gelegd(&bronnen, gemeente, slug).unwrap();
            assert_eq!(
                gelegd.stukken.len(),
                procedure.teksten.len() + procedure.scripts.len(),
                "{gemeente} {slug}"
            );
            let table = show(gemeente, slug, Vorm::Tabel).shown(&catalog, &bronnen, 100);
            assert!(table.is_ok_and(|table| table.lines().count() > 3));
            // The same definition looks the same in the next gemeente.
            if !seen.insert(digest.clone()) {
                continue;
            }
            for breedte in [60, 100, 160] {
                let shown = ask.shown(&catalog, &bronnen, breedte).unwrap();
                let shown = anstream::adapter::strip_str(&shown).to_string();
                let (again, fouten) = ontleed("show.yaml", &shown);
                assert_eq!(fouten, [], "{gemeente} {slug} {breedte}");
                assert_eq!(
                    bare(&again.unwrap()),
                    bare(&gelegd.boom),
                    "{slug} {breedte}"
                );
            }
            let json = ask.as_json(&catalog, &gelegd);
            let lines = json["regels"].as_array().unwrap();
            assert!(lines.len() > 5);
            for line in lines {
                let file = bronnen.bestand(line["bestand"].as_str().unwrap()).unwrap();
                let at = line["regel"].as_u64().unwrap() as usize;
                assert!(
                    file.tekst
                        .lines()
                        .nth(at - 1)
                        .is_some_and(|text| !text.trim().is_empty())
                );
                assert!(
                    procedure
                        .lagen
                        .iter()
                        .any(|laag| line["laag"] == laag.as_str())
                );
            }
        }
    }
}
