//! Loading again with what was kept says the same as loading anew, to the letter.

use std::collections::BTreeMap;

use super::*;
use crate::bronnen::Bestand;

/// All that a load says: what was told, and everything the catalogue holds.
fn said(geladen: Result<Geladen, Vec<Diagnostic>>) -> String {
    let Geladen {
        catalog,
        waarschuwingen,
    } = match geladen {
        Ok(geladen) => geladen,
        Err(told) => return format!("{told:#?}"),
    };
    let procedures: BTreeMap<&Digest, String> = catalog
        .definities()
        .map(|(digest, procedure)| (digest, format!("{procedure:?}")))
        .collect();
    let bureaus: Vec<_> = catalog.bureaus().collect();
    format!(
        "{waarschuwingen:#?}\n{:#?}\n{procedures:#?}\n{:#?}\n{:?}\n{bureaus:#?}",
        catalog.definities.keuzes,
        catalog.blobs(),
        catalog.kalenderdigest(),
    )
}

/// Replaces a passage that must be there.
fn edit(bronnen: &mut Bronnen, pad: &str, was: &str, wordt: &str) {
    let bestand = bronnen.workflows.get_mut(pad).unwrap();
    assert!(bestand.tekst.contains(was), "{pad} does not hold `{was}`");
    bestand.tekst = bestand.tekst.replace(was, wordt);
}

fn copy(bronnen: &mut Bronnen, van: &str, naar: &str, extra: &str) {
    let tekst = bronnen.workflows[van].tekst.clone() + extra;
    let toon = format!("workflows/{naar}");
    bronnen
        .workflows
        .insert(naar.to_owned(), Bestand { toon, tekst });
}

const BUREAU: &str = "utrecht-noordwest";

#[test]
fn after_any_edit_a_warm_load_says_what_a_cold_one_says() {
    let begin = Bronnen::ingebed().alleen(BUREAU);
    let mut now = begin.clone();
    let mut lader = Lader::default();
    let mut steps = 0;
    let mut step = |what: &str, bronnen: &Bronnen| {
        let (warm, cold) = (said(lader.laad(bronnen)), said(Catalog::load(bronnen)));
        steps += 1;
        // Whole catalogues say nothing to a reader: the first line that differs does.
        let differs = warm.lines().zip(cold.lines()).find(|(a, b)| a != b);
        assert_eq!(differs, None, "{what}");
        assert_eq!(warm.len(), cold.len(), "{what}");
    };
    step("as shipped", &now);
    step("the same again", &now);
    let halt = "utrecht-noordwest/halt.yaml";
    edit(
        &mut now,
        halt,
        "procedure: halt\n",
        "procedure: halt\ntitel: Naar Halt\n",
    );
    step("a title of the bureau", &now);
    let brief = "landelijk/brieven/halt-oproep.md";
    edit(&mut now, brief, "Met vriendelijke groet", "Met groet");
    step("words of a national letter", &now);
    copy(
        &mut now,
        brief,
        "utrecht-noordwest/woerden/brieven/halt-oproep.md",
        "\n\nWoerden\n",
    );
    step("a gemeente gets a letter of its own", &now);
    let own = "utrecht-noordwest/woerden/brieven/halt-oproep.md";
    edit(&mut now, own, "\n\nWoerden\n", "");
    step("that letter is the same as the one below", &now);
    edit(&mut now, own, "{{ aanhef }}", "{{ gegevens.bestaat_niet }}");
    step("it names what no procedure has", &now);
    edit(&mut now, own, "{{ gegevens.bestaat_niet }}", "{{ aanhef");
    step("it is half written", &now);
    now.workflows.remove(own);
    step("it is gone", &now);
    edit(&mut now, halt, "procedure: halt\n", "procedure: [halt\n");
    step("no YAML", &now);
    edit(&mut now, halt, "procedure: [halt\n", "procedure: halt\n");
    step("mended", &now);
    edit(
        &mut now,
        halt,
        "titel: Naar Halt\n",
        "uit: wij doen dit niet\n",
    );
    step("the procedure is off, which others must know", &now);
    now.workflows.get_mut(halt).unwrap().tekst = begin.workflows[halt].tekst.clone();
    step("on again", &now);
    let script = now.scripts.get_mut("landelijk/halt_criteria.rhai").unwrap();
    script.tekst += "\n// gezien\n";
    step("a script says the same in other words", &now);
    let script = now.scripts.get_mut("landelijk/halt_criteria.rhai").unwrap();
    script.tekst += "\nfn (\n";
    step("a script that does not compile", &now);
    now.scripts.remove("landelijk/halt_criteria.rhai");
    step("a script that is gone", &now);
    now.scripts.clone_from(&begin.scripts);
    let people = "utrecht-noordwest/bureau.yaml";
    edit(&mut now, people, "afzender: ", "afzender: geen-adres # ");
    step("a sender that can be no address", &now);
    now.workflows.get_mut(people).unwrap().tekst = begin.workflows[people].tekst.clone();
    step("people as they were", &now);
    let regios = "landelijk/kalender/regios.yaml";
    edit(
        &mut now,
        regios,
        "code: \"0632\", regio: midden",
        "code: \"0632\", regio: zuid",
    );
    step("another calendar", &now);
    edit(&mut now, regios, "regio: zuid", "regio: west");
    step("calendars that cannot be built", &now);
    step("as shipped, at last", &begin);
    assert_eq!(steps, 21);
}

#[test]
fn what_is_kept_is_what_the_newest_load_used() {
    let bronnen = Bronnen::ingebed().alleen(BUREAU);
    let mut lader = Lader::default();
    let mut kept = |bronnen: &Bronnen| {
        let _ = lader.laad(bronnen);
        lader.omvang()
    };
    let first = kept(&bronnen);
    let brief = "landelijk/brieven/halt-oproep.md";
    for save in 0..5 {
        let mut other = bronnen.clone();
        edit(
            &mut other,
            brief,
            "Met vriendelijke groet",
            &format!("Groet {save}"),
        );
        assert_eq!(kept(&other), first);
    }
    assert_eq!(kept(&Bronnen::default()), 0);
}
