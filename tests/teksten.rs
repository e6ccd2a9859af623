//! Every letter and mail that is shipped reads without faults.
//!
//! What they say on a zaak is for the scenarios. Easy to get wrong: a folder that is not found passes
//! silently, so the texts are counted.

use std::fs;
use std::path::{Path, PathBuf};

use termijnwacht::render::controleer;

#[test]
fn the_shipped_texts_are_without_faults() {
    let mut gezien = 0;
    for map in mappen(&Path::new(env!("CARGO_MANIFEST_DIR")).join("workflows")) {
        for bestand in ["brieven", "mails"]
            .iter()
            .flat_map(|soort| inhoud(&map.join(soort)))
        {
            let tekst = fs::read_to_string(&bestand).unwrap();
            let fouten = controleer(&bestand.to_string_lossy(), &tekst);
            let fouten: Vec<String> = fouten.iter().map(ToString::to_string).collect();
            assert!(fouten.is_empty(), "{}", fouten.join("\n"));
            gezien += 1;
        }
    }
    assert!(gezien > 0, "no text found");
}

/// The layers, however deep.
fn mappen(map: &Path) -> Vec<PathBuf> {
    let lower = inhoud(map).into_iter().filter(|pad| pad.is_dir());
    let mut gevonden: Vec<PathBuf> = lower.flat_map(|pad| mappen(&pad)).collect();
    gevonden.push(map.to_owned());
    gevonden
}

fn inhoud(map: &Path) -> Vec<PathBuf> {
    fs::read_dir(map)
        .map(|delen| delen.map(|deel| deel.unwrap().path()).collect())
        .unwrap_or_default()
}
