//! Scripts that cannot answer what a procedure asks. Each with the whole text.

use super::rest::all;
use super::*;
use crate::bronnen::Bestand;

/// A procedure of the bureau with a question to a script of its own.
const PROEF: &str = "\
procedure: proef
titel: Proef
vragen:
  weging:
    script: weging
    invoer: [verzuim]
    antwoorden: {wel: Het moet, niet: Het hoeft niet}
    grondslag: voorbeeld
fasen:
  wegen:
    taken:
      afwegen:
        titel: Weeg af
        voor: leerplichtambtenaar
        grondslag: voorbeeld
        voorstel: weging
        uitkomsten:
          wel: {sluit: klaar}
          niet: {sluit: klaar}
uitkomsten:
  klaar: De zaak is klaar
";

/// The shipped files and a script that answers the question.
fn with_script(tekst: &str) -> Bronnen {
    let mut bronnen = een_bureau().met_workflow("utrecht-noordwest/proef.yaml", PROEF);
    let bestand = Bestand {
        toon: "scripts/utrecht-noordwest/weging.rhai".to_owned(),
        tekst: tekst.to_owned(),
    };
    let pad = "utrecht-noordwest/weging.rhai".to_owned();
    bronnen.scripts.insert(pad, bestand);
    bronnen
}

/// All that is told of a script.
fn of_script(tekst: &str) -> String {
    let told = all(&with_script(tekst)).into_iter();
    let told: Vec<String> = told.map(|fout| fout.to_string()).collect();
    told.join("\n\n")
}

#[test]
fn a_script_whose_shape_is_wrong() {
    insta::assert_snapshot!(of_script("fn weging(zaak) { #{ antwoord: \"wel\" "), @"
    fout[F401]: hier ontbreekt `}`
      --> scripts/utrecht-noordwest/weging.rhai:1:38
    hint: zie HANDLEIDING 9.2
    ");
    insta::assert_snapshot!(of_script(&"// lang\n".repeat(9000)), @"
    fout[F402]: script is 72000 bytes, de grens is 65536
      --> scripts/utrecht-noordwest/weging.rhai:1:1
    hint: verdeel het beleid over meer vragen (HANDLEIDING 9.4)
    ");
    insta::assert_snapshot!(of_script("fn wegng(zaak) { #{ antwoord: \"wel\", reden: \"r\" } }"), @"
    fout[F403]: functie `weging` ontbreekt
      --> scripts/utrecht-noordwest/weging.rhai:1:1
    hint: bedoelde u `wegng`? (HANDLEIDING 9.2)
    ");
    insta::assert_snapshot!(of_script("let x = 1;\nfn weging(zaak, x) { #{ antwoord: \"wel\", reden: \"r\" } }"), @"
    fout[F405]: opdracht buiten een functie
      --> scripts/utrecht-noordwest/weging.rhai:1:1
    hint: zet alles binnen `fn weging(zaak) { … }` (HANDLEIDING 9.2)

    fout[F404]: functie `weging` krijgt `(zaak, x)`, verwacht `(zaak)`
      --> scripts/utrecht-noordwest/weging.rhai:2:1
    hint: schrijf `fn weging(zaak)` (HANDLEIDING 9.2)
    ");
}

#[test]
fn a_script_that_does_what_it_may_not() {
    let tekst = "\
fn weging(zaak) {
    let uren = tel(zaak.verzuim, 1);
    let lijst = lengt(uren);
    let f = tel;
    let x = loop { break 3; };
    zaak.verzuim = 3;
    let y = veel(1, 2, 3, 4, 5, 6, 7);
    sleep(3);
    let m = #{ a: 1 };
    m.a = 2;
    #{ antwoord: \"wel\", reden: \"r\" }
}
fn tel(v) { v }
fn veel(a, b, c, d, e, f, g) { this }
";
    insta::assert_snapshot!(of_script(tekst), @"
    fout[F407]: functie `tel` krijgt 2 waarden, verwacht 1
      --> scripts/utrecht-noordwest/weging.rhai:2:16
    hint: zie HANDLEIDING 9.3

    fout[F406]: onbekende functie `lengt`
      --> scripts/utrecht-noordwest/weging.rhai:3:17
    hint: bedoelde u `len`? (HANDLEIDING 9.3)

    fout[F408]: functie `tel` is geen waarde
      --> scripts/utrecht-noordwest/weging.rhai:4:13
    hint: roep haar aan: `tel(…)` (HANDLEIDING 9.4)

    fout[F409]: `break` met een waarde
      --> scripts/utrecht-noordwest/weging.rhai:5:20
    hint: zet de waarde in een variabele en schrijf daarna `break;` (HANDLEIDING 9.4)

    fout[F410]: een script verandert de zaak niet
      --> scripts/utrecht-noordwest/weging.rhai:6:5
    hint: zet de waarde in een eigen variabele: `let x = …;` (HANDLEIDING 9.4)

    fout[F411]: functie `veel` krijgt 7 waarden, de grens is 6
      --> scripts/utrecht-noordwest/weging.rhai:7:13
    hint: geef een kaart `#{…}` mee (HANDLEIDING 9.4)

    fout[F412]: functie `sleep` mag niet in een beleidsscript
      --> scripts/utrecht-noordwest/weging.rhai:8:5
    hint: een script wacht niet; een termijn hoort in de definitie (HANDLEIDING 9.3)

    fout[F414]: alleen een hele variabele kan een nieuwe waarde krijgen
      --> scripts/utrecht-noordwest/weging.rhai:10:5
    hint: maak de kaart in één keer: `let x = #{ a: …, b: … };` (HANDLEIDING 9.4)

    fout[F413]: `this` bestaat hier niet
      --> scripts/utrecht-noordwest/weging.rhai:14:32
    hint: geef de waarde tussen de haakjes mee (HANDLEIDING 9.4)
    ");
}

#[test]
fn a_script_that_answers_what_was_not_asked() {
    let tekst = "\
fn weging(zaak) {
    if zaak.school.naam == \"x\" {
        return #{ antwoord: \"wal\", reden: \"r\" };
    }
    if zaak.verzuim.uren > 3 {
        return #{ antwoord: \"wel\" };
    }
    #{ antwoord: \"niet\", reden: \"r\", redn: \"r\" }
}
";
    insta::assert_snapshot!(of_script(tekst), @"
    fout[F420]: `zaak.school.naam` is geen invoer van vraag `weging`
      --> scripts/utrecht-noordwest/weging.rhai:2:13
    hint: deze vraag krijgt: `verzuim` (HANDLEIDING 9.1)

    fout[F421]: vraag `weging` kent geen antwoord `wal`
      --> scripts/utrecht-noordwest/weging.rhai:3:29
    hint: bedoelde u `wel`? (HANDLEIDING 9.2)

    fout[F422]: een antwoord zonder `reden`
      --> scripts/utrecht-noordwest/weging.rhai:6:16
    hint: zeg waarom, en noem het artikel of het beleid (HANDLEIDING 9.2)

    fout[F423]: een antwoord heeft geen veld `redn`
      --> scripts/utrecht-noordwest/weging.rhai:8:38
    hint: bedoelde u `reden`? (HANDLEIDING 9.2)
    ");
}

#[test]
fn a_script_whose_answers_are_not_written_out() {
    let tekst = "\
fn weging(zaak) {
    if zaak.verzuim.uren > 3 {
        return #{ antwoord: \"w\" + \"el\", reden: \"r\" };
    }
    if zaak.verzuim.uren > 2 {
        #{ antwoord: \"niet\", reden: \"r\" }
    }
}
";
    insta::assert_snapshot!(of_script(tekst), @"
    fout[F424]: dit antwoord staat niet uitgeschreven
      --> scripts/utrecht-noordwest/weging.rhai:3:33
    hint: zet het antwoord zelf tussen aanhalingstekens; hangt het ergens van af, kies dan met `if` of `switch` tussen uitgeschreven antwoorden (HANDLEIDING 9.2)

    fout[F425]: een weg door het script geeft hier geen antwoord
      --> scripts/utrecht-noordwest/weging.rhai:5:5
    hint: geef `if` een `else` en `switch` een `_`, en laat elke weg eindigen met een antwoord en een reden (HANDLEIDING 9.2)
    ");
}
