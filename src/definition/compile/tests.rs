//! Faults as an author reads them: small procedures, each with something wrong, and all that is told of them.

use super::*;

mod dwangsom;
mod handhaving;
mod lagen;
mod lagentabel;
mod namen;
mod rest;
mod stilstand;
mod termijnen;
mod voorbeelden;
mod voorwaarden;
mod wettabel;

/// The surroundings of the examples: one letter, one mail, one script.
pub(super) fn omgeving() -> Omgeving {
    let one = |naam: &str| BTreeMap::from([(naam.to_owned(), Digest::of(naam))]);
    Omgeving {
        brieven: one("eerste"),
        mails: one("overzicht"),
        scripts: one("weging"),
        procedures: BTreeMap::from([(
            "svb-melding".to_owned(),
            vec!["voorkomen".to_owned(), "blijft-staan".to_owned()],
        )]),
        uit: BTreeMap::new(),
        volledig: true,
    }
}

/// Compiles layers named `landelijk`, `bureau`, `gemeente` in turn.
pub(super) fn gecompileerd(teksten: &[&str]) -> Gecompileerd {
    let namen = ["landelijk", "bureau", "gemeente"];
    let mut told = Vec::new();
    let mut lagen = Vec::new();
    for (naam, tekst) in namen.iter().zip(teksten) {
        let (laag, fouten) = Laag::lees(naam, "proef", &format!("{naam}/proef.yaml"), tekst);
        told.extend(fouten);
        lagen.extend(laag);
    }
    let lagen: Vec<&Laag> = lagen.iter().collect();
    let mut made = compile(&lagen, &omgeving());
    told.extend(made.diagnostics);
    made.diagnostics = told;
    made
}

/// All that is told of these layers.
pub(super) fn told(teksten: &[&str]) -> String {
    let told: Vec<String> = gecompileerd(teksten)
        .diagnostics
        .iter()
        .map(ToString::to_string)
        .collect();
    told.join("\n\n")
}

/// A good procedure in which a test replaces one thing.
pub(super) const GOED: &str = "\
procedure: proef
titel: Proef
gegevens:
  vermoeden: datum
  soort: {soort: [a, b], verplicht: nee}
begin: schrijven
fasen:
  schrijven:
    taken:
      brief-sturen:
        titel: Stuur de brief
        voor: administratie
        brief: eerste
        grondslag: LPW art. 2
        termijn: {binnen: 6 weken, na: vermoeden, wettelijk: ja}
        herinner: [2 schooldagen vooraf]
        escaleer:
          - {op: de dag, naar: leidinggevende}
        uitkomsten:
          verzonden: {ga_naar: wachten}
          niet-nodig: {sluit: klaar}
  wachten:
    termijnen:
      antwoord: {binnen: 10 schooldagen, na: brief-sturen, grondslag: voorbeeld, verstreken: {sluit: klaar}}
    gebeurtenissen:
      reactie:
        gegevens: {inhoud: [ja-graag, liever-niet]}
        gevolg: {sluit: klaar}
uitkomsten:
  klaar: De zaak is klaar
";

/// The good procedure with one thing replaced.
pub(super) fn met(van: &str, naar: &str) -> String {
    assert!(GOED.contains(van), "the good procedure has no `{van}`");
    told(&[&GOED.replacen(van, naar, 1)])
}

#[test]
fn a_good_procedure_is_compiled_and_nothing_is_told() {
    let made = gecompileerd(&[GOED]);
    assert_eq!(made.diagnostics, []);
    let procedure = made.procedure.unwrap();
    assert_eq!(procedure.begin, "schrijven");
    let (fase, taak) = procedure.taak("brief-sturen").unwrap();
    assert_eq!((fase, taak.laag.as_str()), ("schrijven", "landelijk"));
    assert_eq!(taak.termijn.as_ref().unwrap().grondslag, ["LPW art. 2"]);
    assert_eq!(
        procedure.teksten.keys().collect::<Vec<_>>(),
        ["eerste", "overzicht"]
    );
}

#[test]
fn the_json_of_a_definition_reads_back_the_same() {
    let procedure = gecompileerd(&[GOED]).procedure.unwrap();
    let json = serde_json::to_string(&procedure).unwrap();
    assert_eq!(serde_json::from_str::<Procedure>(&json).unwrap(), procedure);
}

#[test]
fn all_faults_are_told_at_once_those_of_shape_and_of_meaning() {
    let wrong = GOED
        .replacen("ga_naar: wachten", "ga_nar: wachten", 1)
        .replacen("6 weken", "6 wekken", 1)
        .replacen("voor: administratie", "voor: administrati", 1);
    insta::assert_snapshot!(told(&[&wrong]), @"
    fout[F108]: taak `brief-sturen` noemt onbekende rol `administrati`
      --> landelijk/proef.yaml:12:15
    hint: bedoelde u `administratie`? (HANDLEIDING 3.4)

    fout[F130]: taak `brief-sturen`: onbekende eenheid `wekken` in `6 wekken`; verwacht schooldagen, werkdagen, dagen, weken, maanden of kwartalen; bedoelde u `6 weken`?
      --> landelijk/proef.yaml:15:27
    hint: zie HANDLEIDING 4.3

    fout[F003]: onbekende sleutel `ga_nar` in `verzonden`
      --> landelijk/proef.yaml:20:23
    hint: bedoelde u `ga_naar`? toegestaan: `als`, `zet`, `open`, `start`, `brief`, `mail`, `melding_uit`, `schort_op`, `hervat`, `stopt`, `ga_naar` of `sluit` (HANDLEIDING 3)
    ");
}

#[test]
fn a_procedure_switched_off_gives_its_reason_and_no_definition() {
    let off = "procedure: proef\nbreidt_uit: landelijk/proef\nuit: geen overeenkomst\n";
    let made = gecompileerd(&[GOED, off]);
    assert_eq!(made.uit.as_deref(), Some("geen overeenkomst"));
    assert!(made.procedure.is_none());
    // It has a term of law: that it is off is told, and no more.
    insta::assert_snapshot!(told(&[GOED, off]), @"
    waarschuwing[W108]: laag `bureau` zet een procedure uit waarin taak `brief-sturen` een wettelijke termijn heeft
      --> bureau/proef.yaml:3:1
    hint: LPW art. 2 blijft gelden (landelijk/proef.yaml:15); zorg dat het bureau deze zaken ergens anders bewaakt (HANDLEIDING 7.2)
    ");
}
