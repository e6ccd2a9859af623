//! Reading folders as they are in earnest: mounted, linked, in the middle of being replaced.

use std::os::unix::fs::symlink;

use super::*;

fn write(map: &Path, pad: &str, tekst: &str) {
    let path = map.join(pad);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, tekst).unwrap();
}

fn paden(map: &Path) -> Vec<String> {
    let plaatsen = Plaatsen {
        workflows: Some(map.to_path_buf()),
        scripts: None,
    };
    plaatsen.lees().unwrap().workflows.into_keys().collect()
}

#[test]
fn a_mounted_map_is_read_through_its_links_and_once() {
    let dir = tempfile::tempdir().unwrap();
    let map = dir.path();
    write(map, "..2026_11_22/landelijk/halt.yaml", "a");
    write(map, "..2026_11_22/los.yaml", "b");
    symlink("..2026_11_22", map.join("..data")).unwrap();
    symlink("..data/landelijk", map.join("landelijk")).unwrap();
    symlink("..data/los.yaml", map.join("los.yaml")).unwrap();
    assert_eq!(paden(map), ["landelijk/halt.yaml", "los.yaml"]);
}

#[test]
fn links_in_a_circle_end() {
    let dir = tempfile::tempdir().unwrap();
    let map = dir.path();
    write(map, "landelijk/halt.yaml", "a");
    symlink("..", map.join("landelijk/terug")).unwrap();
    symlink(".", map.join("landelijk/hier")).unwrap();
    symlink("nergens", map.join("landelijk/nergens.yaml.bak")).unwrap();
    assert_eq!(paden(map), ["landelijk/halt.yaml"]);
}

#[test]
fn what_is_no_plain_file_or_too_large_is_told_and_not_read() {
    let dir = tempfile::tempdir().unwrap();
    let map = dir.path();
    write(map, "landelijk/halt.yaml", "a");
    let pipe = map.join("landelijk/pijp.yaml");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let large = fs::File::create(map.join("landelijk/groot.md")).unwrap();
    large.set_len(grens::BYTES as u64 + 1).unwrap();
    let plaatsen = Plaatsen {
        workflows: Some(map.to_path_buf()),
        scripts: None,
    };
    let bronnen = plaatsen.lees().unwrap();
    assert_eq!(
        bronnen.workflows.into_keys().collect::<Vec<_>>(),
        ["landelijk/halt.yaml"]
    );
    let mut told: Vec<String> = bronnen.fouten.iter().map(Diagnostic::een_regel).collect();
    told.sort();
    assert!(
        told[0].contains("groot.md") && told[0].contains("hoogstens 1024 kB"),
        "{told:?}"
    );
    assert!(
        told[1].contains("pijp.yaml") && told[1].contains("geen gewoon bestand"),
        "{told:?}"
    );
    // What is told twice in the same way is the same.
    assert!(plaatsen.zegt_nog(&plaatsen.lees()));
}

#[test]
fn a_folder_that_went_away_is_a_fault_and_not_what_is_embedded() {
    let dir = tempfile::tempdir().unwrap();
    let plaatsen = Plaatsen {
        workflows: Some(dir.path().join("weg")),
        scripts: None,
    };
    let fout = plaatsen.lees().unwrap_err();
    assert!(fout.to_string().contains("weg"), "{fout}");
}

#[test]
fn a_manifest_tells_a_changed_new_removed_and_renamed_file() {
    let one = Bronnen::default()
        .met_workflow("a.yaml", "1")
        .met_workflow("b.yaml", "2");
    let other = Bronnen::default()
        .met_workflow("a.yaml", "3")
        .met_workflow("c.yaml", "2");
    let (one, other) = (one.manifest(), other.manifest());
    assert_ne!(one.digest(), other.digest());
    let verschil = Verschil {
        nieuw: 1,
        veranderd: 1,
        weg: 1,
    };
    assert_eq!(other.verschil(&one), verschil);
    let named: Vec<&str> = other.anders(&one).collect();
    assert_eq!(named, ["workflows/a.yaml", "workflows/c.yaml"]);
}

#[test]
fn a_version_gives_back_the_files_it_was_made_of() {
    let shipped = Bronnen::ingebed();
    let kept = shipped
        .alle()
        .map(|(pad, bestand)| (pad, bestand.tekst.clone()));
    let again = Bronnen::uit_versie(kept);
    assert_eq!(again.manifest(), shipped.manifest());
    assert!(again.scripts.len() > 1 && again.workflows.len() > 100);
}
