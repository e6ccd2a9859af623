//! The rules of the house that a compiler does not know: which room may lean on which, and how files begin.
//!
//! Reads the sources as text. A room is `src/NAME.rs` with `src/NAME/`. Easy to get wrong: a new room. It
//! fails here until it has a row in `ROOMS`, and so until somebody has thought where it stands.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Room, whether it is pure, and the rooms it may lean on. `lib.rs` shows the same table.
const ROOMS: &[(&str, bool, &[&str])] = &[
    ("kalender", true, &[]),
    ("rooster", true, &[]),
    ("zaak", true, &["kalender"]),
    ("definition", true, &["zaak", "kalender", "rooster"]),
    (
        "decide",
        true,
        &["zaak", "kalender", "rooster", "definition"],
    ),
    ("render", true, &["zaak", "kalender", "definition"]),
    ("policy", false, &["zaak"]),
    ("bronnen", false, &["zaak", "definition"]),
    (
        "catalog",
        false,
        &[
            "zaak",
            "kalender",
            "definition",
            "render",
            "policy",
            "bronnen",
        ],
    ),
    ("clock", false, &[]),
    ("config", false, &[]),
    ("store", false, &["zaak"]),
    ("smtp", false, &["clock", "config"]),
    (
        // `bronnen` for its tests, which run on what is shipped.
        "engine",
        false,
        &[
            "zaak",
            "bronnen",
            "kalender",
            "definition",
            "decide",
            "policy",
            "catalog",
            "store",
            "clock",
        ],
    ),
    (
        "worker",
        false,
        &[
            "zaak",
            "kalender",
            "rooster",
            "definition",
            "decide",
            "render",
            "bronnen",
            "catalog",
            "store",
            "engine",
            "clock",
            "smtp",
        ],
    ),
    (
        "intake",
        false,
        &[
            "zaak",
            "kalender",
            "definition",
            "catalog",
            "store",
            "engine",
            "clock",
        ],
    ),
    (
        "inzage",
        false,
        &["zaak", "kalender", "definition", "store", "engine"],
    ),
    (
        "api",
        false,
        &[
            "zaak",
            "definition",
            "catalog",
            "store",
            "engine",
            "intake",
            "inzage",
        ],
    ),
    (
        "daemon",
        false,
        &[
            "catalog", "clock", "config", "smtp", "store", "engine", "worker", "intake", "api",
        ],
    ),
    (
        "cli",
        false,
        &[
            "intake",
            "zaak",
            "kalender",
            "definition",
            "decide",
            "render",
            "policy",
            "bronnen",
            "catalog",
            "clock",
            "config",
            "store",
            "engine",
            "worker",
            "api",
            "daemon",
            "smtp",
            "inzage",
            "rooster",
        ],
    ),
];

/// What a pure room never names: threads, networks, databases, files, the clock, the environment.
const IMPURE: &[&str] = &[
    "tokio::",
    "sqlx::",
    "axum::",
    "lettre::",
    "notify::",
    "rhai::",
    "rust_embed::",
    "anstream::",
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::thread",
    "std::time::SystemTime",
    "std::time::Instant",
    "SystemTime::",
    "Instant::",
    "Utc::now",
    "Local::now",
];

/// Exceptions, each with its reason.
const EXCEPTIONS: &[(&str, &str, &str)] = &[(
    "src/render/eml.rs",
    "lettre::",
    "only the message builder: a mail becomes text here, nothing is sent",
)];

/// Only the room itself may name these.
const KEPT_IN: &[(&str, &[&str])] = &[
    ("sqlx::", &["store"]),
    ("rhai::", &["policy"]),
    ("lettre::", &["render", "smtp"]),
    ("tokio_rustls::", &["smtp"]),
    ("minijinja::", &["render"]),
    ("cron::", &["rooster"]),
    ("rust_embed::", &["bronnen"]),
    ("clap::", &["cli", "main"]),
    ("notify::", &["intake", "worker"]),
    ("encoding_rs::", &["intake"]),
    ("toml::", &["config"]),
    ("axum::", &["api", "daemon"]),
];

/// Names that say nothing about what lives there.
const EMPTY_NAMES: &[&str] = &[
    "utils", "util", "common", "types", "helpers", "helper", "manager", "service", "misc",
];

const MAX_LINES: usize = 600;

struct Source {
    path: String,
    room: String,
    text: String,
}

impl Source {
    /// The lines of code: without comments, so that prose may name what code may not, and without the tests
    /// at the end, which may read a shipped file.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .take_while(|(_, line)| *line != "mod tests {")
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
            .map(|(index, line)| (index + 1, line))
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files_under(dir: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(dir) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_under(&path, found);
        } else {
            found.push(path);
        }
    }
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().display().to_string()
}

fn sources() -> Vec<Source> {
    let mut paths = Vec::new();
    files_under(&root().join("src"), &mut paths);
    paths.retain(|path| path.extension().is_some_and(|ext| ext == "rs"));
    paths.sort();
    let sources: Vec<Source> = paths
        .iter()
        .map(|path| {
            let path_shown = shown(path);
            let below = path_shown.trim_start_matches("src/");
            let room = below.split('/').next().unwrap().trim_end_matches(".rs");
            Source {
                room: room.to_owned(),
                text: fs::read_to_string(path).unwrap(),
                path: path_shown,
            }
        })
        .collect();
    assert!(sources.len() > 50, "the sources were not found");
    sources
}

/// The rooms that a line names: `crate::zaak::…`, and each room in `use crate::{zaak, store::…}`.
fn rooms_named(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        let rest = &line[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut name = String::new();
            for letter in group.chars() {
                match letter {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => found.extend(first_name(&std::mem::take(&mut name))),
                    _ if depth == 0 => name.push(letter),
                    _ => {}
                }
            }
            found.extend(first_name(&name));
        } else {
            found.extend(first_name(rest));
        }
    }
    found
}

fn first_name(path: &str) -> Option<String> {
    let name: String = path
        .trim()
        .chars()
        .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
        .collect();
    (!name.is_empty()).then_some(name)
}

/// Joins the lines of a `use` that is spread over several.
fn statements(source: &Source) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut open = false;
    for (number, line) in source.code() {
        if open {
            if let Some((_, statement)) = found.last_mut() {
                statement.push_str(line.trim());
            }
        } else {
            found.push((number, line.trim().to_owned()));
        }
        let starts = line.trim_start().starts_with("use ") || line.contains("pub use ");
        open = (open || starts) && !line.contains(';');
    }
    found
}

fn assert_none(faults: Vec<String>) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn the_reader_of_use_lines_sees_groups_and_paths() {
    assert_eq!(rooms_named("use crate::zaak::{Zaak, ids};"), ["zaak"]);
    assert_eq!(
        rooms_named("use crate::{zaak::{Zaak, Taak}, store::Store, clock};"),
        ["zaak", "store", "clock"]
    );
    assert_eq!(
        rooms_named("fn f(a: crate::engine::Engine, b: crate::zaak::Zaak)"),
        ["engine", "zaak"]
    );
}

#[test]
fn every_room_leans_only_on_the_rooms_it_may() {
    let rooms: BTreeMap<&str, BTreeSet<&str>> = ROOMS
        .iter()
        .map(|(room, _, may)| (*room, may.iter().copied().collect()))
        .collect();
    let mut faults = Vec::new();
    for source in sources() {
        if ["lib", "main"].contains(&source.room.as_str()) {
            continue;
        }
        let Some(may) = rooms.get(source.room.as_str()) else {
            faults.push(format!(
                "{}: room `{}` has no row in ROOMS",
                source.path, source.room
            ));
            continue;
        };
        for (number, statement) in statements(&source) {
            for named in rooms_named(&statement) {
                if rooms.contains_key(named.as_str())
                    && named != source.room
                    && !may.contains(named.as_str())
                {
                    faults.push(format!(
                        "{}:{number}: `{}` may not lean on `{named}`",
                        source.path, source.room
                    ));
                }
            }
        }
    }
    assert_none(faults);
}

#[test]
fn the_table_of_rooms_points_one_way() {
    let mut seen = BTreeSet::new();
    for (room, pure, may) in ROOMS {
        for other in *may {
            assert!(
                seen.contains(other),
                "`{room}` leans on `{other}`, which stands below it"
            );
            let leans_on_pure = ROOMS.iter().any(|(name, pure, _)| name == other && *pure);
            assert!(
                !pure || leans_on_pure,
                "`{room}` is pure and leans on `{other}`"
            );
        }
        seen.insert(room);
        let stands = root().join("src").join(format!("{room}.rs")).exists();
        assert!(stands, "`{room}` is in the table but not in src/");
    }
}

#[test]
fn pure_rooms_name_no_clock_file_network_or_thread() {
    let pure: BTreeSet<&str> = ROOMS
        .iter()
        .filter(|(_, pure, _)| *pure)
        .map(|(room, ..)| *room)
        .collect();
    let mut faults = Vec::new();
    let mut used = BTreeSet::new();
    for source in sources() {
        if !pure.contains(source.room.as_str()) {
            continue;
        }
        for (number, line) in source.code() {
            for word in IMPURE.iter().filter(|word| line.contains(**word)) {
                let excepted = EXCEPTIONS
                    .iter()
                    .position(|(path, what, _)| *path == source.path && what == word);
                match excepted {
                    Some(index) => drop(used.insert(index)),
                    None => faults.push(format!(
                        "{}:{number}: a pure room names `{word}`",
                        source.path
                    )),
                }
            }
        }
    }
    for (index, (path, what, reason)) in EXCEPTIONS.iter().enumerate() {
        if !used.contains(&index) {
            faults.push(format!(
                "{path}: the exception for `{what}` ({reason}) is no longer needed"
            ));
        }
    }
    assert_none(faults);
}

#[test]
fn each_tool_stays_in_its_room() {
    let mut faults = Vec::new();
    for source in sources() {
        for (number, line) in source.code() {
            for (word, rooms) in KEPT_IN {
                let named = line.match_indices(word).any(|(at, _)| {
                    !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_')
                });
                if named && !rooms.contains(&source.room.as_str()) {
                    faults.push(format!(
                        "{}:{number}: `{word}` belongs in {}",
                        source.path,
                        rooms.join(" and ")
                    ));
                }
            }
        }
    }
    assert_none(faults);
}

#[test]
fn every_file_says_what_it_is_for_and_stays_readable() {
    let mut faults = Vec::new();
    for source in sources() {
        if !source.text.starts_with("//! ") {
            faults.push(format!(
                "{}: does not open with what it is for (`//!`)",
                source.path
            ));
        }
        let lines = source.text.lines().count();
        if lines > MAX_LINES {
            faults.push(format!(
                "{}: {lines} lines; more than {MAX_LINES} is too long",
                source.path
            ));
        }
        let stem = Path::new(&source.path).file_stem().unwrap();
        let parts = Path::new(&source.path)
            .components()
            .map(|part| part.as_os_str());
        for name in parts.chain([stem]) {
            if EMPTY_NAMES.contains(&name.to_string_lossy().as_ref()) {
                faults.push(format!(
                    "{}: `{}` does not say what lives there",
                    source.path,
                    name.display()
                ));
            }
        }
    }
    assert_none(faults);
}

#[test]
fn nothing_names_the_machine_it_was_written_on() {
    // Built from halves, so that this file does not name them.
    let machine: Vec<String> = [("/wo", "rk/"), ("/ro", "ot/"), ("/ho", "me/")]
        .iter()
        .map(|(a, b)| format!("{a}{b}"))
        .collect();
    let mut paths = Vec::new();
    for entry in fs::read_dir(root()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if ["target", ".git", "demo", "var", "shared"].contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            files_under(&path, &mut paths);
        } else {
            paths.push(path);
        }
    }
    let mut faults = Vec::new();
    for path in paths {
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        for (index, line) in text.lines().enumerate() {
            for word in machine.iter().filter(|word| line.contains(*word)) {
                faults.push(format!("{}:{}: names `{word}`", shown(&path), index + 1));
            }
        }
    }
    assert_none(faults);
}
