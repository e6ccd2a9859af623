//! Names: those that do not exist, are used twice, or lead nowhere.

use super::{GOED, gecompileerd, met, told};
use crate::definition::diagnostic::Code;

#[test]
fn a_fase_that_does_not_exist() {
    insta::assert_snapshot!(met("{ga_naar: wachten}", "{ga_naar: wachtten}"), @"
    fout[F101]: taak `brief-sturen` gaat naar onbekende fase `wachtten`
      --> landelijk/proef.yaml:20:32
    hint: bedoelde u `wachten`? (HANDLEIDING 3.5)

    fout[F120]: fase `wachten` wordt nooit bereikt
      --> landelijk/proef.yaml:22:3
    hint: geen gevolg gaat hierheen; zet ergens `ga_naar: wachten`, of haal de fase weg (HANDLEIDING 3.3)
    ");
}

#[test]
fn a_taak_that_does_not_exist() {
    insta::assert_snapshot!(met("niet-nodig: {sluit: klaar}", "niet-nodig: {open: brief-stuuren}"), @"
    fout[F102]: taak `brief-sturen` opent onbekende taak `brief-stuuren`
      --> landelijk/proef.yaml:21:30
    hint: bedoelde u `brief-sturen`? (HANDLEIDING 3.5)
    ");
}

#[test]
fn an_uitkomst_that_was_not_declared() {
    insta::assert_snapshot!(met("niet-nodig: {sluit: klaar}", "niet-nodig: {sluit: kaar}"), @"
    fout[F104]: taak `brief-sturen` sluit met onbekende uitkomst `kaar`
      --> landelijk/proef.yaml:21:31
    hint: bedoelde u `klaar`? (HANDLEIDING 3.9)
    ");
}

#[test]
fn a_procedure_that_nobody_knows_and_one_that_is_still_outside() {
    insta::assert_snapshot!(met("niet-nodig: {sluit: klaar}", "niet-nodig: {start: [verlf, verlof], sluit: klaar}"), @"
    fout[F103]: taak `brief-sturen` start onbekende procedure `verlf`
      --> landelijk/proef.yaml:21:32
    hint: bedoelde u `verlof`? (HANDLEIDING 3.8)
    ");
}

#[test]
fn a_letter_that_is_not_there() {
    insta::assert_snapshot!(met("brief: eerste", "brief: eertse"), @"
    fout[F501]: taak `brief-sturen` noemt brief `eertse`, maar die tekst is er niet
      --> landelijk/proef.yaml:13:16
    hint: bedoelde u `eerste`? (HANDLEIDING 8.1)
    ");
}

#[test]
fn a_letter_that_would_never_go_out() {
    insta::assert_snapshot!(met("verzonden: {", "gedaan: {"), @"
    fout[F128]: taak `brief-sturen` heeft een brief maar geen uitkomst `verzonden`
      --> landelijk/proef.yaml:13:9
    hint: de brief gaat uit met de uitkomst `verzonden`; zet die erbij (HANDLEIDING 3.4)
    ");
}

#[test]
fn a_name_used_for_two_things() {
    insta::assert_snapshot!(met("antwoord: {binnen", "brief-sturen: {binnen"), @"
    fout[F111]: termijn `brief-sturen` heet net als een taak in deze procedure
      --> landelijk/proef.yaml:24:7
    hint: een naam hoort bij één ding; zie landelijk/proef.yaml:10 (HANDLEIDING 3.3)
    ");
}

#[test]
fn names_that_are_badly_written_or_taken() {
    insta::assert_snapshot!(met("      reactie:", "      Reactie_Ouders:\n        gevolg: {sluit: klaar}\n      overlijden:"), @"
    fout[F112]: gebeurtenis `Reactie_Ouders` is niet goed geschreven
      --> landelijk/proef.yaml:26:7
    hint: een naam heeft kleine letters, cijfers en streepjes, zoals `eerste-brief` (HANDLEIDING 3.1)

    fout[F113]: gebeurtenis `overlijden` heet zoals iets wat elke zaak vanzelf al kent
      --> landelijk/proef.yaml:28:7
    hint: kies een andere naam (HANDLEIDING 11)
    ");
}

#[test]
fn a_field_of_two_kinds_and_a_kind_that_does_not_exist() {
    insta::assert_snapshot!(met("gegevens: {inhoud: [ja-graag, liever-niet]}", "gegevens: {vermoeden: tekst, wens: text}"), @"
    fout[F114]: veld `vermoeden` is hier een tekst, elders een datum
      --> landelijk/proef.yaml:27:31
    hint: dezelfde naam houdt overal hetzelfde in; zie landelijk/proef.yaml:4, of kies een andere naam (HANDLEIDING 3.2)

    fout[F115]: veld `wens` heeft onbekende soort `text`
      --> landelijk/proef.yaml:27:44
    hint: bedoelde u `tekst`? (HANDLEIDING 3.2)
    ");
}

#[test]
fn a_question_and_its_script() {
    insta::assert_snapshot!(
        met("begin: schrijven", "vragen:\n  weeg: {script: wegin, invoer: [jongeren], antwoorden: {a: A}}\nbegin: schrijven"),
        @"
    fout[F400]: vraag `weeg` noemt script `wegin`, maar dat script is er niet
      --> landelijk/proef.yaml:7:18
    hint: bedoelde u `weging`? (HANDLEIDING 9)

    fout[F157]: vraag `weeg` vraagt onbekende invoer `jongeren`
      --> landelijk/proef.yaml:7:34
    hint: bedoelde u `jongere`? (HANDLEIDING 9)
    "
    );
}

#[test]
fn a_letter_chosen_by_a_question_that_does_not_decide() {
    insta::assert_snapshot!(
        told(&[&GOED
            .replacen("begin: schrijven", "vragen:\n  weging: {antwoorden: {eerste: A, tweede: B}}\nbegin: schrijven", 1)
            .replacen("brief: eerste", "brief: {vraag: weging}", 1)]),
        @"
    fout[F156]: taak `brief-sturen` laat vraag `weging` een brief kiezen, maar die vraag beslist niet zelf
      --> landelijk/proef.yaml:15:24
    hint: zet `beslist: ja` bij de vraag; dat mag alleen bij mechanisch werk zoals een briefkeuze (HANDLEIDING 9)

    fout[F501]: taak `brief-sturen` laat vraag `weging` een brief kiezen, maar antwoord `tweede` is geen brief
      --> landelijk/proef.yaml:15:24
    hint: zet hem in `brieven/tweede.md`, of noem het antwoord zoals een brief (HANDLEIDING 8.1)
    "
    );
}

#[test]
fn a_fase_nobody_comes_to_and_one_nobody_leaves() {
    insta::assert_snapshot!(
        met("uitkomsten:\n  klaar", "  vergeten:\n    taken:\n      doen: {titel: Doe, voor: beheerder, uitkomsten: {gedaan: {}}}\nuitkomsten:\n  klaar"),
        @"
    fout[F120]: fase `vergeten` wordt nooit bereikt
      --> landelijk/proef.yaml:29:3
    hint: geen gevolg gaat hierheen; zet ergens `ga_naar: vergeten`, of haal de fase weg (HANDLEIDING 3.3)
    "
    );
    insta::assert_snapshot!(
        told(&[&GOED.replacen(", verstreken: {sluit: klaar}", "", 1).replacen("gevolg: {sluit: klaar}", "gevolg: {}", 1)]),
        @"
    fout[F121]: fase `wachten` heeft geen uitweg
      --> landelijk/proef.yaml:22:3
    hint: geen taak, termijn of gebeurtenis heeft hier `ga_naar` of `sluit` (HANDLEIDING 3.3)
    "
    );
}

#[test]
fn a_fase_that_never_stays_has_no_use_for_events() {
    insta::assert_snapshot!(met("  wachten:\n", "  wachten:\n    bij_binnenkomst: {sluit: klaar}\n"), @"
    fout[F125]: termijn `antwoord` is nooit aan de orde: fase `wachten` gaat bij binnenkomst altijd door
      --> landelijk/proef.yaml:25:7
    hint: geef `bij_binnenkomst` een voorwaarde, of haal dit weg (HANDLEIDING 3.4)

    fout[F124]: gebeurtenis `reactie` is nooit aan de orde: fase `wachten` gaat bij binnenkomst altijd door
      --> landelijk/proef.yaml:27:7
    hint: geef `bij_binnenkomst` een voorwaarde, of haal dit weg (HANDLEIDING 3.6)
    ");
}

#[test]
fn a_taak_without_uitkomsten_and_one_that_never_opens() {
    insta::assert_snapshot!(
        met("  wachten:\n", "  wachten:\n    taken:\n      een: {titel: Een, voor: beheerder}\n      twee: {titel: Twee, voor: beheerder, direct: nee, uitkomsten: {gedaan: {}}}\n"),
        @"
    fout[F122]: taak `een` heeft geen uitkomsten en kan dus niet worden afgerond
      --> landelijk/proef.yaml:24:7
    hint: noem minstens één uitkomst: `uitkomsten: {gedaan: {ga_naar: …}}` (HANDLEIDING 3.4)

    fout[F125]: taak `twee` gaat nooit open: zij heeft `direct: nee` en geen gevolg opent haar
      --> landelijk/proef.yaml:25:44
    hint: zet ergens in een gevolg `open: twee` (HANDLEIDING 3.4)
    "
    );
}

#[test]
fn waiting_for_a_procedure_that_nothing_starts() {
    insta::assert_snapshot!(met("  wachten:\n", "  wachten:\n    wacht_op: {halt: {sluit: klaar}}\n"), @"
    fout[F126]: fase `wachten` wacht op `halt`, maar niets in deze procedure start die
      --> landelijk/proef.yaml:23:16
    hint: zet ergens in een gevolg `start: halt` (HANDLEIDING 3.8)
    ");
}

#[test]
fn a_line_that_is_never_reached_and_a_gevolg_that_contradicts_itself() {
    insta::assert_snapshot!(met("gevolg: {sluit: klaar}", "gevolg: [{sluit: klaar}, {ga_naar: schrijven, sluit: klaar}]"), @"
    waarschuwing[W101]: gebeurtenis `reactie`: deze regel wordt nooit bereikt
      --> landelijk/proef.yaml:28:34
    hint: de regel op landelijk/proef.yaml:28 heeft geen `als` en geldt dus altijd (HANDLEIDING 3.5)

    fout[F127]: gebeurtenis `reactie` gaat naar een fase en sluit de zaak tegelijk
      --> landelijk/proef.yaml:28:55
    hint: kies `ga_naar` of `sluit` (HANDLEIDING 3.5)
    ");
}

#[test]
fn what_is_remembered_must_exist_and_be_short() {
    let fields = "gegevens:\n  uitleg: tekst\n  dagen: getal";
    let good = GOED.replacen(
        "gegevens:",
        &format!("onthouden: [dagen, soort, inhoud, dagen]\n{fields}"),
        1,
    );
    let made = gecompileerd(&[&good]);
    assert_eq!(made.diagnostics, []);
    assert_eq!(
        made.procedure.unwrap().onthouden,
        ["dagen", "soort", "inhoud"]
    );
    let bad = GOED.replacen(
        "gegevens:",
        &format!("onthouden: [dage, uitleg]\n{fields}"),
        1,
    );
    insta::assert_snapshot!(told(&[&bad]), @"
    fout[F110]: `onthouden` noemt veld `dage`, dat niet bestaat
      --> landelijk/proef.yaml:3:13
    hint: bedoelde u `dagen`? (HANDLEIDING 3.2)

    fout[F118]: veld `uitleg` is een tekst en kan niet worden onthouden
      --> landelijk/proef.yaml:3:19
    hint: andere zaken zien alleen wat het beleid nodig heeft: een datum, een getal, ja of nee, of een keuze (HANDLEIDING 3.2)
    ");
}

#[test]
fn a_layer_remembers_something_else_altogether() {
    let good = GOED.replacen("gegevens:", "onthouden: [soort, vermoeden]\ngegevens:", 1);
    let bureau = "procedure: proef\nbreidt_uit: landelijk/proef\nonthouden: inhoud\n";
    let made = gecompileerd(&[&good, bureau]);
    assert_eq!(made.diagnostics, []);
    assert_eq!(made.procedure.unwrap().onthouden, ["inhoud"]);
}

#[test]
fn a_fase_that_ends_only_by_its_own_event_wakes_nobody() {
    insta::assert_snapshot!(met(", verstreken: {sluit: klaar}", ""), @"
    waarschuwing[W102]: fase `wachten` eindigt alleen als er van buiten iets binnenkomt
      --> landelijk/proef.yaml:22:3
    hint: geef haar een termijn met `verstreken`, of een taak die verder leidt (HANDLEIDING 3.3)
    ");
    // Who is warned looks again.
    let warns = ", herinner: [op de dag]";
    assert!(!met(", verstreken: {sluit: klaar}", warns).contains("W102"));
    let at_work = "  wachten:\n    taken:\n      bellen: {titel: Bel, voor: beheerder, grondslag: voorbeeld, uitkomsten: {gedaan: {}}}\n";
    let text = GOED.replacen(", verstreken: {sluit: klaar}", "", 1);
    assert_eq!(told(&[&text.replacen("  wachten:\n", at_work, 1)]), "");
}

#[test]
fn fasen_that_lead_to_one_another_and_to_no_end() {
    let round = GOED
        .replacen("niet-nodig: {sluit: klaar}", "niet-nodig: {}", 1)
        .replacen(
            "verstreken: {sluit: klaar}",
            "verstreken: {ga_naar: schrijven}",
            1,
        )
        .replacen("gevolg: {sluit: klaar}", "gevolg: {ga_naar: schrijven}", 1);
    insta::assert_snapshot!(told(&[&round]), @"
    fout[F121]: fasen `schrijven` en `wachten` leiden alleen naar elkaar
      --> landelijk/proef.yaml:8:3
    hint: geen weg eindigt in `sluit`; sluit de zaak ergens, of ga naar een fase die dat doet (HANDLEIDING 3.3)
    ");
    let itself = GOED
        .replacen(
            "verstreken: {sluit: klaar}",
            "verstreken: {ga_naar: wachten}",
            1,
        )
        .replacen("gevolg: {sluit: klaar}", "gevolg: {}", 1);
    insta::assert_snapshot!(told(&[&itself]), @"
    fout[F121]: fase `wachten` leidt alleen naar zichzelf
      --> landelijk/proef.yaml:22:3
    hint: geen weg eindigt in `sluit`; sluit de zaak ergens, of ga naar een fase die dat doet (HANDLEIDING 3.3)
    ");
    // An event of the whole procedure ends it: that may come.
    let general = round.replacen(
        "fasen:\n",
        "gebeurtenissen:\n  klacht: {gevolg: {sluit: klaar}}\nfasen:\n",
        1,
    );
    assert!(!told(&[&general]).contains("F121"));
}

#[test]
fn of_very_many_unknown_names_only_the_first_have_the_nearest_one() {
    let lines: String = (0..300)
        .map(|at| format!("      taak-{at}: {{titel: T, voor: administratie, grondslag: voorbeeld, uitkomsten: {{af: {{ga_naar: afgeslotn-{at}}}}}}}\n"))
        .collect();
    let tekst =
        format!("procedure: proef\ntitel: Proef\nfasen:\n  afgesloten-1:\n    taken:\n{lines}");
    let told = gecompileerd(&[&tekst]).diagnostics;
    let unknown = told.iter().filter(|fout| fout.code == Code::F101);
    let (with, without): (Vec<_>, Vec<_>) = unknown.partition(|fout| fout.hint.is_some());
    assert!(!with.is_empty() && with.len() <= 200, "{}", with.len());
    assert!(!without.is_empty());
}

#[test]
fn a_name_of_which_nobody_reads_the_end_is_cut() {
    let naam = "lang".repeat(1000);
    let tekst = GOED.replacen("ga_naar: wachten", &format!("ga_naar: {naam}"), 1);
    let told = gecompileerd(&[&tekst]).diagnostics;
    assert!(told.iter().any(|fout| fout.melding.contains('…')));
    assert!(told.iter().all(|fout| fout.melding.len() < 400));
}
