//! Every code is shown whole in some test: the text is what an author reads, so it is what is held.
//!
//! Easy to get wrong: a code without a test is a sentence nobody has read.

use std::fs;
use std::path::Path;

use termijnwacht::definition::diagnostic::Code;

/// Codes without a snapshot, and why.
const ZONDER: &[(Code, &str)] = &[(
    Code::F029,
    "comes after a thousand faults; that it comes is tested, its text is one fixed line",
)];

fn read(folder: &Path, all: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            read(&path, all);
        } else if path
            .extension()
            .is_some_and(|ext| ext == "rs" || ext == "snap")
        {
            all.push_str(&fs::read_to_string(&path).expect("a text"));
        }
    }
}

#[test]
fn every_code_has_a_snapshot_of_its_whole_text() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = String::new();
    read(&root.join("src"), &mut all);
    read(&root.join("tests"), &mut all);
    let shown = |code: &Code| all.contains(&format!("{}[{code}]: ", code.ernst()));
    let excepted = |code: &Code| ZONDER.iter().any(|(own, _)| own == code);
    let missing: Vec<&Code> = Code::ALLE
        .iter()
        .filter(|code| !shown(code) && !excepted(code))
        .collect();
    assert!(missing.is_empty(), "no snapshot shows {missing:?}");
    let needless: Vec<&(Code, &str)> = ZONDER.iter().filter(|(code, _)| shown(code)).collect();
    assert!(needless.is_empty(), "{needless:?} have one");
}
