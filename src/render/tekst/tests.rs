//! What an author hears of a text that is wrong.

use super::*;

fn fouten(inhoud: &str) -> String {
    fouten_van(
        "landelijk/brieven/proef.md",
        &format!("---\nonderwerp: Proef\naan: ouders\n---\n{inhoud}\n"),
    )
}

fn fouten_van(bestand: &str, tekst: &str) -> String {
    controleer(bestand, tekst)
        .iter()
        .map(|fout| format!("{fout}\n"))
        .collect()
}

#[test]
fn a_good_text_has_no_faults() {
    let goed = "{% set eind = termijnen[\"antwoordtermijn\"] %}{% if eind is defined and ouders|length > 1 %}{{ eind.einde|datum }}{% elif verzuim.soort in [\"luxe\", \"overig\"] %}x{% endif %}\n\
        {# {{ geen.naam }} #}{% for ouder in ouders %}{{ ouder.naam }}{% if not loop.last %} en {% endif %}{% endfor %}\n\
        {{ datums[\"melding-versturen\"]|kwartaal_na|datum }} {{ gegevens.plaats|default(\"}}\") }}";
    assert_eq!(fouten(goed), "");
}

#[test]
fn unknown_names_are_told_with_their_place_and_the_nearest() {
    insta::assert_snapshot!(fouten("{{ jongere.nam }}\n\n  {{ jongre.naam }} {{ behandelaar.leeftijd }}"), @"
    fout[F503]: onbekende naam `jongere.nam`
      --> landelijk/brieven/proef.md:5:4
    hint: bedoelde u `jongere.naam`? (HANDLEIDING 8.4)
    fout[F503]: onbekende naam `jongre.naam`
      --> landelijk/brieven/proef.md:7:6
    hint: bedoelde u `jongere.naam`? (HANDLEIDING 8.4)
    fout[F503]: onbekende naam `behandelaar.leeftijd`
      --> landelijk/brieven/proef.md:7:24
    hint: bekend: `behandelaar.mail` en `behandelaar.naam` (HANDLEIDING 8.4)
    ");
}

#[test]
fn a_lent_name_is_judged_as_what_it_stands_for() {
    insta::assert_snapshot!(fouten("{% for o in ouders %}{{ o.adres }}{% endfor %}{% set b = bureau %}{{ b.fax }}"), @"
    fout[F503]: onbekende naam `ouders[].adres`
      --> landelijk/brieven/proef.md:5:25
    hint: bekend: `ouders[].naam` (HANDLEIDING 8.4)
    fout[F503]: onbekende naam `bureau.fax`
      --> landelijk/brieven/proef.md:5:70
    hint: bekend: `bureau.adres`, `bureau.mail`, `bureau.naam`, `bureau.ondertekening` en `bureau.telefoon` (HANDLEIDING 8.4)
    ");
    insta::assert_snapshot!(fouten("{{ termijnen[\"antwoord\"].begin|datum }} {{ brief.datum.jaar }}"), @"
    fout[F503]: onbekende naam `termijnen.antwoord.begin`
      --> landelijk/brieven/proef.md:5:4
    hint: bekend: `termijnen.antwoord.einde` en `termijnen.antwoord.uitleg` (HANDLEIDING 8.4)
    fout[F503]: onbekende naam `brief.datum.jaar`
      --> landelijk/brieven/proef.md:5:44
    hint: `brief.datum` heeft geen onderdelen (HANDLEIDING 8.4)
    ");
}

#[test]
fn a_group_is_no_text() {
    insta::assert_snapshot!(fouten("{{ jongere }} {{ bureau.adres }}"), @"
    fout[F503]: `jongere` is een lijst of groep en kan niet als tekst worden geschreven
      --> landelijk/brieven/proef.md:5:4
    hint: schrijf wat u ervan bedoelt, zoals `jongere.geboortedatum` (HANDLEIDING 8.4)
    fout[F503]: `bureau.adres` is een lijst of groep en kan niet als tekst worden geschreven
      --> landelijk/brieven/proef.md:5:18
    hint: schrijf wat u ervan bedoelt, zoals `bureau.adres[0]` (HANDLEIDING 8.4)
    ");
}

#[test]
fn blocks_must_close() {
    insta::assert_snapshot!(fouten("{% if ouders %}\nx\n{% for o in ouders %}{% endif %}"), @"
    fout[F508]: `{% if … %}` is niet afgesloten
      --> landelijk/brieven/proef.md:5:1
    hint: sluit het af met `{% endif %}` (HANDLEIDING 8.4)
    fout[F508]: `{% for … %}` is niet afgesloten
      --> landelijk/brieven/proef.md:7:1
    hint: sluit het af met `{% endfor %}` (HANDLEIDING 8.4)
    fout[F508]: `{% endif %}` sluit niets af
      --> landelijk/brieven/proef.md:7:22
    hint: ervoor hoort `{% if … %}` te staan (HANDLEIDING 8.4)
    ");
    insta::assert_snapshot!(fouten("een\ntwee {{ aanhef }"), @"
    fout[F508]: `{{` is niet afgesloten
      --> landelijk/brieven/proef.md:6:6
    hint: sluit het blok af met `}}` (HANDLEIDING 8.4)
    ");
    insta::assert_snapshot!(fouten("een\n{{ aanhef aanhef }}"), @"
    fout[F508]: tussen `{{` en `}}` of `{%` en `%}` staat iets dat niet te lezen is
      --> landelijk/brieven/proef.md:6:1
    hint: kijk aanhalingstekens, haakjes en `|` op deze regel na (HANDLEIDING 8.4)
    ");
}

#[test]
fn filters_tests_and_statements_are_few() {
    insta::assert_snapshot!(fouten("{{ brief.datum|dtum }} {{ aanhef|safe }} {% if aanhef is defned %}{% endif %}"), @"
    fout[F504]: onbekend filter `dtum`
      --> landelijk/brieven/proef.md:5:16
    hint: bedoelde u `datum`? (HANDLEIDING 8.4)
    fout[F504]: onbekend filter `safe`
      --> landelijk/brieven/proef.md:5:34
    hint: bekend: `datum`, `default`, `first`, `kwartaal_na`, `last`, `length`, `lower`, `trim` en `upper` (HANDLEIDING 8.4)
    fout[F504]: onbekende toets `is defned`
      --> landelijk/brieven/proef.md:5:58
    hint: bedoelde u `defined`? (HANDLEIDING 8.4)
    ");
    insta::assert_snapshot!(fouten("{% include 'x' %}{% macro a() %}{% endmacro %}{% sett a = b %}{{ range(9) }}{{ aanhef.upper() }}"), @"
    fout[F505]: de opdracht `include` kan niet in een tekst
      --> landelijk/brieven/proef.md:5:1
    hint: u kunt `if`, `elif`, `else`, `for` en `set` gebruiken (HANDLEIDING 8.4)
    fout[F505]: de opdracht `macro` kan niet in een tekst
      --> landelijk/brieven/proef.md:5:18
    hint: u kunt `if`, `elif`, `else`, `for` en `set` gebruiken (HANDLEIDING 8.4)
    fout[F505]: de opdracht `endmacro` kan niet in een tekst
      --> landelijk/brieven/proef.md:5:33
    hint: u kunt `if`, `elif`, `else`, `for` en `set` gebruiken (HANDLEIDING 8.4)
    fout[F505]: de opdracht `sett` kan niet in een tekst
      --> landelijk/brieven/proef.md:5:47
    hint: bedoelde u `set`? (HANDLEIDING 8.4)
    fout[F505]: `range(…)` kan niet: een tekst kan niets berekenen
      --> landelijk/brieven/proef.md:5:66
    hint: gebruik een filter, zoals `|datum`, of laat de procedure de waarde vastleggen (HANDLEIDING 8.4)
    fout[F503]: onbekende naam `aanhef.upper`
      --> landelijk/brieven/proef.md:5:80
    hint: `aanhef` heeft geen onderdelen (HANDLEIDING 8.4)
    fout[F505]: `upper(…)` kan niet: een tekst kan niets berekenen
      --> landelijk/brieven/proef.md:5:80
    hint: gebruik een filter, zoals `|datum`, of laat de procedure de waarde vastleggen (HANDLEIDING 8.4)
    ");
    insta::assert_snapshot!(fouten("{% set a = aanhef ~ aanhef %}{% set b %}x{% endset %}"), @"
    fout[F505]: `{% set %}` geeft alleen een bestaande naam een kortere naam
      --> landelijk/brieven/proef.md:5:1
    hint: schrijf `{% set kort = lange.naam %}` (HANDLEIDING 8.4)
    fout[F505]: `{% set %}` geeft alleen een bestaande naam een kortere naam
      --> landelijk/brieven/proef.md:5:30
    hint: schrijf `{% set kort = lange.naam %}` (HANDLEIDING 8.4)
    fout[F505]: de opdracht `endset` kan niet in een tekst
      --> landelijk/brieven/proef.md:5:42
    hint: u kunt `if`, `elif`, `else`, `for` en `set` gebruiken (HANDLEIDING 8.4)
    ");
}

#[test]
fn the_front_matter_is_judged_like_every_author_file() {
    let tekst =
        "---\nonderwerp: Over {{ jongere.nam }}\naan: oudrs\nkleur: rood\n---\n{{ aanhf }}\n";
    insta::assert_snapshot!(fouten_van("brieven/a.md", tekst), @"
    fout[F503]: onbekende naam `jongere.nam`
      --> brieven/a.md:2:12
    hint: bedoelde u `jongere.naam`? (HANDLEIDING 8.4)
    fout[F006]: `oudrs` is geen keuze voor `aan`
      --> brieven/a.md:3:6
    hint: bedoelde u `ouders`? toegestaan: `ouders`, `jongere`, `ouders-en-jongere`, `school`, `svb`, `duo`, `halt`, `openbaar-ministerie`, `raad-voor-de-kinderbescherming`, `deskundige`, `ggd`, `samenwerkingsverband`, `inspectie`, `arbeidsinspectie`, `brp` en nog 1 (HANDLEIDING 3)
    fout[F003]: onbekende sleutel `kleur` in het bestand
      --> brieven/a.md:4:1
    hint: toegestaan: `onderwerp`, `aan`, `alleen` of `grondslag` (HANDLEIDING 3)
    fout[F503]: onbekende naam `aanhf`
      --> brieven/a.md:6:4
    hint: bedoelde u `aanhef`? (HANDLEIDING 8.4)
    ");
    insta::assert_snapshot!(fouten_van("brieven/a.md", "Beste"), @"
    fout[F507]: het kopblok tussen twee regels `---` ontbreekt
      --> brieven/a.md:1:1
    hint: begin het bestand met een regel `---`, dan `onderwerp: …`, en weer een regel `---` (HANDLEIDING 8.1)
    ");
    insta::assert_snapshot!(fouten_van("brieven/a.md", "---\nonderwerp: x\n"), @"
    fout[F507]: het kopblok is niet afgesloten met een regel `---`
      --> brieven/a.md:1:1
    hint: begin het bestand met een regel `---`, dan `onderwerp: …`, en weer een regel `---` (HANDLEIDING 8.1)
    ");
    assert!(fouten_van("brieven/a.md", &"x".repeat(40_000)).contains("F506"));
}

#[test]
fn a_mail_knows_no_person() {
    insta::assert_snapshot!(fouten_van("landelijk/mails/a.md", "---\nonderwerp: '{{ jongere.naam }}'\n---\n{{ ontvanger.naam }} {{ ouders }}\n"), @"
    fout[F503]: onbekende naam `jongere.naam`
      --> landelijk/mails/a.md:2:12
    hint: bekend: `aantal`, `aantal_zaken`, `bureau`, `cijfers`, `delen`, `ontvanger`, `regels`, `rest`, `samenvatting`, `zaak` en `zaken` (HANDLEIDING 8.4)
    fout[F503]: onbekende naam `ouders`
      --> landelijk/mails/a.md:4:25
    hint: bekend: `aantal`, `aantal_zaken`, `bureau`, `cijfers`, `delen`, `ontvanger`, `regels`, `rest`, `samenvatting`, `zaak` en `zaken` (HANDLEIDING 8.4)
    ");
}

#[test]
fn a_text_tells_what_its_procedure_must_know() {
    let bron = "---\nonderwerp: x\naan: ouders\n---\n{{ gegevens.advies }} {{ datums.gesprek|datum }} {{ termijnen[\"a-b\"].einde|datum }} {{ taken[\"c\"]|datum }}\n";
    let tekst = Tekst::lees("brieven/a.md", bron).unwrap();
    let genoemd: Vec<String> = tekst
        .genoemd()
        .iter()
        .map(|naam| format!("{naam:?}"))
        .collect();
    insta::assert_snapshot!(genoemd.join("\n"), @r#"
    Gegeven("advies")
    Datum("gesprek")
    Termijn("a-b")
    Taak("c")
    "#);
}

#[test]
fn nothing_an_author_writes_makes_the_check_fall_over() {
    for bron in [
        "{{",
        "{%",
        "{#",
        "{{ \"",
        "{% for %}{% endfor %}",
        "{% for in %}",
        "{{ a[ }}",
        "{% set %}",
        "{{ | }}",
        "{{ é.ü }}",
        "{%%}",
        "{{}}",
        "{{ -}}",
        "\u{e000}5\u{e001}",
    ] {
        let _ = fouten(bron);
    }
    let diep = format!("{{{{ {}aanhef{} }}}}", "(".repeat(5_000), ")".repeat(5_000));
    assert!(fouten(&diep).contains("F508"));
}
