//! What a letter says, to whom, and what an author hears when it cannot.

use serde_json::{Value, json};

use super::*;
use crate::render::proef::{effect, elders, melding, met_stukken, ouder, thuis};

const EERSTE: &str = "---\nonderwerp: Inschrijving van {{ jongere.naam }}\naan: ouders\n---\n{{ aanhef }},\n\n\
    Voor {{ jongere.naam }} vinden wij geen inschrijving. Antwoord uiterlijk \
    **{{ termijnen[\"antwoordtermijn\"].einde|datum }}**.\n\n- Bel {{ bureau.telefoon }}\n- of kom langs\n";

fn tekst(bron: &str) -> Tekst {
    Tekst::lees("workflows/landelijk/brieven/proef.md", bron).unwrap()
}

fn met_aan(aan: &str) -> Tekst {
    tekst(&EERSTE.replace("aan: ouders", &format!("aan: {aan}")))
}

fn brieven(tekst: &Tekst, melding: &Melding) -> Vec<Brief> {
    met_stukken(melding, |stukken| maak(tekst, stukken)).unwrap()
}

/// Who gets which letter, one a line.
fn adressen(brieven: &[Brief]) -> String {
    let regel = |brief: &Brief| {
        let Geadresseerde {
            namen,
            adres,
            aanhef,
            opmerkingen,
            beoordelen: _,
        } = &brief.geadresseerde;
        let (namen, adres, opmerkingen) =
            (namen.join(" + "), adres.join(", "), opmerkingen.join("; "));
        format!(
            "{}: {namen} | {adres} | {aanhef} | {opmerkingen}\n",
            brief.bestandsnaam
        )
    };
    brieven.iter().map(regel).collect()
}

fn tussen<'a>(html: &'a str, van: &str, tot: &str) -> &'a str {
    html.split_once(van)
        .and_then(|(_, rest)| rest.split_once(tot))
        .unwrap()
        .0
        .trim()
}

#[test]
fn a_letter_says_what_the_text_says_and_the_sheet_adds_the_rest() {
    let gevonden = brieven(
        &tekst(EERSTE),
        &melding(json!([ouder("A. de Wit", thuis())])),
    );
    let html = &gevonden[0].html;
    insta::assert_snapshot!(tussen(html, "</style>\n</head>\n", "</html>"), @r#"
    <body>
    <header>
    <strong>Regionaal Bureau Leerplicht</strong>
    <span>Voorbeeldplein 1</span>
    <span>0000 AA Woerden</span>
    <span>leerplicht@rbl.example</span>
    </header>
    <address class="venster" aria-label="Geadresseerde">
    <span>A. de Wit</span>
    <span>Voorbeeldlaan 7</span>
    <span>0000 BB  Woerden</span>
    </address>
    <main>
    <dl class="kenmerk">
    <dt>Datum</dt><dd>15 oktober 2026</dd>
    <dt>Ons kenmerk</dt><dd>Z12</dd>
    </dl>
    <h1>Betreft: Inschrijving van Sanne de Wit</h1>
    <p>Geachte A. de Wit,</p>
    <p>Voor Sanne de Wit vinden wij geen inschrijving. Antwoord uiterlijk <strong>5 november 2026</strong>.</p>
    <ul>
    <li>Bel 0348 - 00 00 00</li>
    <li>of kom langs</li>
    </ul>
    <section class="ondertekening">
    <p>Met vriendelijke groet,</p>
    <p>Namens het college van burgemeester en wethouders</p>
    <p>Marit Hoekstra<br>
    leerplichtambtenaar</p>
    </section>
    </main>
    </body>
    "#);
    assert!(html.contains("<html lang=\"nl\">") && html.contains("@page { size: A4"));
}

#[test]
fn what_the_text_names_the_sheet_leaves_out() {
    let bron = format!(
        "{EERSTE}\n{{{{ brief.datum|datum }}}}, {{{{ bureau.ondertekening }}}}\n\n{{% for regel in bureau.adres -%}}\n{{{{ regel }}}}  \n{{% endfor -%}}\n"
    );
    let gevonden = brieven(&tekst(&bron), &melding(json!([])));
    for eenmaal in [
        "15 oktober 2026",
        "Namens het college",
        "Voorbeeldplein 1",
        "0348",
    ] {
        assert_eq!(gevonden[0].html.matches(eenmaal).count(), 1, "{eenmaal}");
    }
}

#[test]
fn nobody_known_means_no_guess() {
    let gevonden = brieven(&tekst(EERSTE), &melding(json!([])));
    insta::assert_snapshot!(adressen(&gevonden), @"Z12-14-absoluut-verzuim-eerste.html: De ouder(s), verzorger(s) van Sanne de Wit | Voorbeeldlaan 7, 0000 BB  Woerden | Geachte ouder(s), verzorger(s) |");
}

#[test]
fn a_parent_without_custody_is_not_written_to() {
    let ouders = json!([ouder("A. de Wit", thuis()), {"naam": "C. Vreemd", "adres": elders()}]);
    let gevonden = brieven(&tekst(EERSTE), &melding(ouders));
    insta::assert_snapshot!(adressen(&gevonden), @"Z12-14-absoluut-verzuim-eerste.html: A. de Wit | Voorbeeldlaan 7, 0000 BB  Woerden | Geachte A. de Wit |");
    assert!(!gevonden[0].html.contains("Vreemd"));
}

#[test]
fn two_parents_at_one_address_share_a_letter() {
    let zelfde = json!({"straat": "Voorbeeldln.", "huisnummer": " 7", "postcode": "0000bb", "plaats": "WOERDEN"});
    let gevonden = brieven(
        &tekst(EERSTE),
        &melding(json!([
            ouder("A. de Wit", thuis()),
            ouder("B. Bakker", zelfde)
        ])),
    );
    insta::assert_snapshot!(adressen(&gevonden), @"Z12-14-absoluut-verzuim-eerste.html: A. de Wit + B. Bakker | Voorbeeldlaan 7, 0000 BB  Woerden | Geachte A. de Wit, geachte B. Bakker |");
}

#[test]
fn two_parents_at_two_addresses_each_get_their_own() {
    let gevonden = brieven(
        &tekst(EERSTE),
        &melding(json!([
            ouder("A. de Wit", thuis()),
            ouder("B. Bakker", elders())
        ])),
    );
    insta::assert_snapshot!(adressen(&gevonden), @"
    Z12-14-absoluut-verzuim-eerste-1.html: A. de Wit | Voorbeeldlaan 7, 0000 BB  Woerden | Geachte A. de Wit | 
    Z12-14-absoluut-verzuim-eerste-2.html: B. Bakker | Andere Dreef 12, 0000CC  Montfoort | Geachte B. Bakker |
    ");
    assert!(
        !gevonden[1].html.contains("Voorbeeldlaan"),
        "the other's address stays unknown"
    );
}

#[test]
fn a_missing_address_is_that_of_the_child_and_administratie_hears_of_it() {
    let gevonden = brieven(
        &tekst(EERSTE),
        &melding(json!([ouder("A. de Wit", Value::Null)])),
    );
    insta::assert_snapshot!(adressen(&gevonden), @"Z12-14-absoluut-verzuim-eerste.html: A. de Wit | Voorbeeldlaan 7, 0000 BB  Woerden | Geachte A. de Wit | van A. de Wit is geen adres bekend; dit is het adres van de jongere");
}

#[test]
fn a_secret_address_is_never_printed_nor_lent() {
    let geheim = json!({"straat": "Schuilplaats", "huisnummer": "1", "postcode": "0000 ZZ", "plaats": "Nergens", "geheim": true});
    let mut zaak = melding(json!([
        ouder("A. de Wit", geheim.clone()),
        ouder("B. Bakker", Value::Null)
    ]));
    zaak.jongere.as_mut().unwrap().adres = serde_json::from_value(geheim).unwrap();
    let gevonden = brieven(&met_aan("ouders-en-jongere"), &zaak);
    insta::assert_snapshot!(adressen(&gevonden), @"
    Z12-14-absoluut-verzuim-eerste-1.html: A. de Wit + Sanne de Wit |  | Geachte A. de Wit, beste Sanne de Wit | adres bekend bij het bureau (geheim)
    Z12-14-absoluut-verzuim-eerste-2.html: B. Bakker |  | Geachte B. Bakker | het adres van de jongere is geheim en het is niet bekend dat deze ouder daar woont: laat de behandelaar eerst beoordelen of deze brief gemeente en school mag noemen; adres ontbreekt: vul het aan vóór verzending
    ");
    for brief in &gevonden {
        assert!(
            !brief.html.contains("Schuilplaats")
                && !brief.html.contains("0000 ZZ")
                && !brief.html.contains("Nergens")
        );
    }
}

/// The letters for the parent that field `voor_wie` names.
fn voor(wie: &str, aan: &str, melding: &Melding) -> Vec<Brief> {
    let bron = EERSTE.replace("aan: ouders", &format!("aan: {aan}\nalleen: voor_wie"));
    let mut brief = effect();
    brief.context["gegevens"]["voor_wie"] = json!(wie);
    let bureau = crate::render::proef::bureau();
    let stukken = Stukken {
        effect: &brief,
        melding,
        bureau: &bureau,
    };
    maak(&tekst(&bron), stukken).unwrap()
}

#[test]
fn a_letter_for_one_parent_goes_to_that_parent_alone() {
    let zaak = melding(json!([
        ouder("A. de Wit", thuis()),
        ouder("B. Bakker", elders())
    ]));
    let alle: String = [
        ("eerste-ouder", "ouders"),
        ("tweede-ouder", "ouders"),
        ("tweede-ouder", "ouders-en-jongere"),
        ("beide-ouders", "ouders"),
    ]
    .iter()
    .map(|(wie, aan)| format!("{wie}, {aan}\n{}", adressen(&voor(wie, aan, &zaak))))
    .collect();
    insta::assert_snapshot!(alle, @"
    eerste-ouder, ouders
    Z12-14-absoluut-verzuim-eerste.html: A. de Wit | Voorbeeldlaan 7, 0000 BB  Woerden | Geachte A. de Wit | 
    tweede-ouder, ouders
    Z12-14-absoluut-verzuim-eerste.html: B. Bakker | Andere Dreef 12, 0000CC  Montfoort | Geachte B. Bakker | 
    tweede-ouder, ouders-en-jongere
    Z12-14-absoluut-verzuim-eerste-1.html: B. Bakker | Andere Dreef 12, 0000CC  Montfoort | Geachte B. Bakker | 
    Z12-14-absoluut-verzuim-eerste-2.html: Sanne de Wit | Voorbeeldlaan 7, 0000 BB  Woerden | Beste Sanne de Wit | 
    beide-ouders, ouders
    Z12-14-absoluut-verzuim-eerste-1.html: A. de Wit | Voorbeeldlaan 7, 0000 BB  Woerden | Geachte A. de Wit | 
    Z12-14-absoluut-verzuim-eerste-2.html: B. Bakker | Andere Dreef 12, 0000CC  Montfoort | Geachte B. Bakker |
    ");
    // What nobody filled in chooses nobody.
    let bron = EERSTE.replace("aan: ouders", "aan: ouders\nalleen: voor_wie");
    assert_eq!(brieven(&tekst(&bron), &zaak).len(), 2);
}

#[test]
fn a_named_parent_who_is_not_there_or_has_no_custody_is_told_to_administratie() {
    let alone = melding(json!([ouder("A. de Wit", thuis())]));
    let zonder = json!({"naam": "C. Vreemd", "adres": elders()});
    let no_custody = melding(json!([zonder, ouder("B. Bakker", thuis())]));
    let alle = [
        adressen(&voor("tweede-ouder", "ouders", &alone)),
        adressen(&voor("eerste-ouder", "ouders", &no_custody)),
        // A parent keeps his place, whoever stands before him.
        adressen(&voor("tweede-ouder", "ouders", &no_custody)),
        adressen(&voor("eerste-ouder", "ouders", &melding(json!([])))),
    ]
    .concat();
    insta::assert_snapshot!(alle, @"
    Z12-14-absoluut-verzuim-eerste.html: A. de Wit | Voorbeeldlaan 7, 0000 BB  Woerden | Geachte A. de Wit | deze brief is voor de tweede ouder, maar die staat niet met gezag in de melding; zij is nu voor alle ouders met gezag
    Z12-14-absoluut-verzuim-eerste.html: B. Bakker | Voorbeeldlaan 7, 0000 BB  Woerden | Geachte B. Bakker | deze brief is voor de eerste ouder, maar die staat niet met gezag in de melding; zij is nu voor alle ouders met gezag
    Z12-14-absoluut-verzuim-eerste.html: B. Bakker | Voorbeeldlaan 7, 0000 BB  Woerden | Geachte B. Bakker | 
    Z12-14-absoluut-verzuim-eerste.html: De ouder(s), verzorger(s) van Sanne de Wit | Voorbeeldlaan 7, 0000 BB  Woerden | Geachte ouder(s), verzorger(s) | deze brief is voor de eerste ouder, maar die staat niet met gezag in de melding; zij is nu voor alle ouders met gezag
    ");
}

#[test]
fn a_letter_to_a_parent_from_whom_the_child_may_hide_is_judged_first() {
    let geheim = json!({"straat": "Schuilplaats", "huisnummer": "1", "postcode": "0000 ZZ", "plaats": "Nergens", "geheim": true});
    let open = json!({"straat": "Schuilplaats", "huisnummer": "1", "postcode": "0000 ZZ"});
    let held = |kind: &Value, eigen: Value| {
        let mut zaak = melding(json!([ouder("A. de Wit", eigen)]));
        zaak.jongere.as_mut().unwrap().adres = serde_json::from_value(kind.clone()).unwrap();
        let brief = &brieven(&tekst(EERSTE), &zaak)[0];
        let told = brief.html.contains("laat de behandelaar eerst beoordelen");
        assert_eq!(told, brief.geadresseerde.beoordelen);
        told
    };
    let bare = json!({"geheim": true});
    // Elsewhere, or nobody knows where.
    for eigen in [elders(), Value::Null] {
        assert!(held(&geheim, eigen.clone()), "{eigen}");
        assert!(held(&bare, eigen.clone()), "{eigen}");
        assert!(!held(&thuis(), eigen.clone()), "{eigen}");
    }
    let other =
        json!({"straat": "Elders", "huisnummer": "2", "postcode": "0000 YY", "geheim": true});
    assert!(held(&geheim, other));
    // With the child, as far as can be told.
    for eigen in [geheim.clone(), open, bare.clone()] {
        assert!(!held(&geheim, eigen.clone()), "{eigen}");
    }
}

#[test]
fn a_school_that_the_bureau_does_not_know_has_no_name() {
    let bron = EERSTE.replace(
        "{{ aanhef }}",
        "{% if school.naam is defined %}{{ school.naam }}{% else %}de school{% endif %}",
    );
    let mut zaak = melding(json!([]));
    let brief = &brieven(&tekst(&bron), &zaak)[0];
    assert!(brief.html.contains("<p>College De Verzonnen Brug,</p>"));
    zaak.school.as_mut().unwrap().brin = "99ZZ".into();
    let brief = &brieven(&tekst(&bron), &zaak)[0];
    assert!(brief.html.contains("<p>de school,</p>") && !brief.html.contains("99ZZ"));
}

#[test]
fn two_secret_addresses_without_more_are_two_households() {
    let geheim = json!({"geheim": true});
    let gevonden = brieven(
        &tekst(EERSTE),
        &melding(json!([
            ouder("A. de Wit", geheim.clone()),
            ouder("B. Bakker", geheim)
        ])),
    );
    assert_eq!(gevonden.len(), 2);
}

#[test]
fn other_readers_have_their_own_words() {
    let zaak = melding(json!([
        ouder("A. de Wit", thuis()),
        ouder("B. Bakker", elders())
    ]));
    let alle: String = ["jongere", "ouders-en-jongere", "school", "svb", "halt"]
        .iter()
        .map(|aan| format!("{aan}\n{}", adressen(&brieven(&met_aan(aan), &zaak))))
        .collect();
    insta::assert_snapshot!(alle, @"
    jongere
    Z12-14-absoluut-verzuim-eerste.html: Sanne de Wit | Voorbeeldlaan 7, 0000 BB  Woerden | Beste Sanne de Wit | 
    ouders-en-jongere
    Z12-14-absoluut-verzuim-eerste-1.html: A. de Wit + Sanne de Wit | Voorbeeldlaan 7, 0000 BB  Woerden | Geachte A. de Wit, beste Sanne de Wit | 
    Z12-14-absoluut-verzuim-eerste-2.html: B. Bakker | Andere Dreef 12, 0000CC  Montfoort | Geachte B. Bakker | 
    school
    Z12-14-absoluut-verzuim-eerste.html: College De Verzonnen Brug, t.a.v. de directeur | Woerden | Geachte directeur | het postadres van de school staat niet in Termijnwacht: vul het aan vóór verzending
    svb
    Z12-14-absoluut-verzuim-eerste.html: Sociale Verzekeringsbank |  | Geachte heer, mevrouw | adres ontbreekt: vul het aan vóór verzending
    halt
    Z12-14-absoluut-verzuim-eerste.html: Bureau Halt Voorbeeld | Postbus 00, 0000 AA Utrecht | Geachte heer, mevrouw | 
    ");
}

#[test]
fn a_hostile_name_arrives_as_it_is_spelled() {
    let mut zaak = melding(json!([ouder("*x* <b>&amp;\r\nBcc: kwaad", thuis())]));
    zaak.jongere.as_mut().unwrap().naam =
        "<script>alert(1)</script> [klik](https://kwaad.example) # `x` {{ 7*7 }} \u{202e}om".into();
    let gevonden = brieven(&tekst(EERSTE), &zaak);
    let html = &gevonden[0].html;
    assert!(
        !html.contains("<script")
            && !html.contains("<b>")
            && !html.contains("<a ")
            && !html.contains("<em>")
            && !html.contains("\u{202e}")
    );
    insta::assert_snapshot!(tussen(html, "<h1>", "<ul>"), @"
    Betreft: Inschrijving van &lt;script&gt;alert(1)&lt;/script&gt; [klik](https://kwaad.example) # `x` {{ 7*7 }} om</h1>
    <p>Geachte *x* &lt;b&gt;&amp;amp; Bcc: kwaad,</p>
    <p>Voor &lt;script&gt;alert(1)&lt;/script&gt; [klik](https://kwaad.example) # `x` {{ 7*7 }} om vinden wij geen inschrijving. Antwoord uiterlijk <strong>5 november 2026</strong>.</p>
    ");
    assert_eq!(
        gevonden[0].bestandsnaam,
        "Z12-14-absoluut-verzuim-eerste.html"
    );
}

#[test]
fn what_an_officer_typed_keeps_its_lines_but_makes_no_layout() {
    let mut brief = effect();
    brief.context["gegevens"]["voorwaarden"] =
        json!("1. naar school\r\n\r\n# elke dag\n    - op tijd");
    let zaak = melding(json!([]));
    let bureau = crate::render::proef::bureau();
    let bron = "---\nonderwerp: x\naan: ouders\n---\nVoorwaarden: {{ gegevens.voorwaarden }}\n\n- **{{ gegevens.uren }} uur**, azc: {{ gegevens.azc }}\n";
    let gevonden = maak(
        &tekst(bron),
        Stukken {
            effect: &brief,
            melding: &zaak,
            bureau: &bureau,
        },
    )
    .unwrap();
    insta::assert_snapshot!(tussen(&gevonden[0].html, "</h1>", "<section"), @"
    <p>Voorwaarden: 1. naar school<br />
    <br />
    # elke dag<br />
    - op tijd</p>
    <ul>
    <li><strong>18,5 uur</strong>, azc: nee</li>
    </ul>
    ");
}

#[test]
fn a_text_that_asks_what_is_not_there_makes_no_letter() {
    let zaak = melding(json!([]));
    let fout = |regel: &str| {
        let bron = format!("---\nonderwerp: x\naan: ouders\n---\nEerste regel\n{regel}\n");
        met_stukken(&zaak, |stukken| maak(&tekst(&bron), stukken))
            .unwrap_err()
            .to_string()
    };
    insta::assert_snapshot!(fout("Op {{ gegevens.gesprek_datum|datum }}"), @"regel 6: `gegevens.gesprek_datum` heeft in deze zaak geen waarde");
    insta::assert_snapshot!(fout("Op {{ termijnen[\"zonder-datum\"].einde|datum }}"), @r#"regel 6: `termijnen["zonder-datum"].einde` heeft in deze zaak geen waarde"#);
    insta::assert_snapshot!(fout("Op {{ gegevens.azc|datum }}"), @"regel 6: dit is geen datum");
}

#[test]
fn a_text_without_end_is_stopped() {
    let mut brief = effect();
    brief.context["gegevens"]["lang"] = json!(vec![1; 200]);
    let (zaak, bureau) = (melding(json!([])), crate::render::proef::bureau());
    let stukken = Stukken {
        effect: &brief,
        melding: &zaak,
        bureau: &bureau,
    };
    let lus = [
        "{% for a in gegevens.lang %}".repeat(4),
        "{% endfor %}".repeat(4),
    ]
    .join("x");
    let fout = maak(
        &tekst(&format!("---\nonderwerp: x\naan: ouders\n---\n{lus}\n")),
        stukken,
    )
    .unwrap_err();
    assert_eq!(fout, Fout::TeVeel("te veel herhalingen"));
    let veel = format!(
        "{{% for a in gegevens.lang %}}{}{{% endfor %}}",
        "x".repeat(20_000)
    );
    let fout = maak(
        &tekst(&format!("---\nonderwerp: x\naan: ouders\n---\n{veel}\n")),
        stukken,
    )
    .unwrap_err();
    assert_eq!(fout, Fout::TeVeel("de uitkomst is te lang"));
}

#[test]
fn every_name_of_the_list_is_in_the_context_of_a_full_melding() {
    use crate::render::verwijzing::namen::BRIEF;
    let mut zaak = melding(json!([ouder("A. de Wit", thuis())]));
    zaak.verzuim = serde_json::from_value(json!({"soort": "luxe"})).unwrap();
    let context = met_stukken(&zaak, context);
    for naam in BRIEF
        .iter()
        .filter(|naam| !naam.contains(['*', '[']) && **naam != "aanhef")
    {
        let pad = format!("/{}", naam.replace('.', "/"));
        assert!(
            Value::Object(context.clone()).pointer(&pad).is_some(),
            "{naam}"
        );
    }
}

const GETEKEND: &str = "---\nonderwerp: Later\naan: ouders\n---\n\
    {{ ondertekenaar.naam }}{% if ondertekenaar.boa %}, boa{% endif %}\
    {% if verdaging.reden is defined %}: {{ verdaging.met }}, {{ verdaging.reden }}{% endif %}\n\n{{ bureau.ondertekening }}\n";

#[test]
fn a_letter_is_signed_by_who_sent_it_and_knows_the_verdaging_it_tells() {
    let melding = melding(json!([ouder("A. de Wit", thuis())]));
    let says = |context: Value| {
        met_stukken(&melding, |stukken| {
            let mut effect = stukken.effect.clone();
            for (naam, waarde) in context.as_object().unwrap() {
                effect.context[naam] = waarde.clone();
            }
            let effect = &effect;
            let made = maak(&tekst(GETEKEND), Stukken { effect, ..stukken }).unwrap();
            tussen(&made[0].html, "</h1>\n<p>", "</p>").to_owned()
        })
    };
    // Frozen when it was sent, whoever that medewerker is today.
    let sent = json!({"naam": "Daan Mulder", "boa": true});
    let told = json!({"met": "4 weken", "reden": "Het advies is er *nog* niet"});
    insta::assert_snapshot!(says(json!({"ondertekenaar": sent, "verdaging": told})), @"Daan Mulder, boa: 4 weken, Het advies is er *nog* niet");
    // The clock sent it: the officer of the zaak signs.
    insta::assert_snapshot!(says(json!({"ondertekenaar": null, "verdaging": null})), @"Marit Hoekstra");
}
