//! Which file is what, by its place below `workflows` and `scripts`.
//!
//! ```text
//! landelijk/<procedure>.yaml           landelijk/kalender/*.yaml    landelijk/brieven|mails/<naam>.md
//! <bureau>/bureau.yaml                 <bureau>/<procedure>.yaml    <bureau>/brieven|mails/<naam>.md
//! <bureau>/<gemeente>/<procedure>.yaml <bureau>/<gemeente>/gemeente.yaml
//!                                                                   <bureau>/<gemeente>/brieven|mails/<naam>.md
//! ```
//! Easy to get wrong: a folder's name is all that says to which layer a file belongs; a file one level too
//! deep would be read by nobody, so it is told.

/// The lowest layer.
pub(super) const LANDELIJK: &str = "landelijk";

/// Folders with something of their own, which no layer is.
pub(super) const ANDERE: [&str; 3] = ["schema", "scenarios", "test"];

/// A layer by its folders: `landelijk`, a bureau, or a gemeente of one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Laagpad {
    /// `landelijk` or the slug of a bureau.
    pub eerste: String,
    pub gemeente: Option<String>,
}

impl Laagpad {
    pub fn landelijk() -> Self {
        Self {
            eerste: LANDELIJK.to_owned(),
            gemeente: None,
        }
    }

    pub fn bureau(bureau: &str) -> Self {
        Self {
            eerste: bureau.to_owned(),
            gemeente: None,
        }
    }

    pub fn gemeente(bureau: &str, gemeente: &str) -> Self {
        Self {
            eerste: bureau.to_owned(),
            gemeente: Some(gemeente.to_owned()),
        }
    }

    /// The layers a gemeente sees, lowest first.
    pub fn van_gemeente(bureau: &str, gemeente: &str) -> [Self; 3] {
        [
            Self::landelijk(),
            Self::bureau(bureau),
            Self::gemeente(bureau, gemeente),
        ]
    }

    /// The layers below this one, the nearest first.
    pub fn eronder(&self) -> Vec<Self> {
        match &self.gemeente {
            Some(_) => vec![Self::bureau(&self.eerste), Self::landelijk()],
            None if self.eerste == LANDELIJK => Vec::new(),
            None => vec![Self::landelijk()],
        }
    }

    /// The folder it stands in, below `workflows` or `scripts`.
    pub fn map(&self) -> String {
        match &self.gemeente {
            Some(gemeente) => format!("{}/{gemeente}", self.eerste),
            None => self.eerste.clone(),
        }
    }

    /// The name as definitions carry it: `landelijk`, `utrecht-noordwest`, `woerden`.
    pub fn naam(&self) -> &str {
        self.gemeente.as_deref().unwrap_or(&self.eerste)
    }
}

/// What a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Soort {
    Procedure(Laagpad, String),
    Bureau(String),
    /// What a gemeente says for itself.
    Gemeente(Laagpad),
    Kalender(String),
    Brief(Laagpad, String),
    Mail(Laagpad, String),
    /// Read by something else, or by people.
    Anders,
    /// Where nothing is read.
    Verdwaald,
}

/// What the file at this path below `workflows` is.
pub(super) fn workflow(pad: &str) -> Soort {
    let parts: Vec<&str> = pad.split('/').collect();
    let stem = |file: &str, ext: &str| file.strip_suffix(ext).map(str::to_owned);
    let yaml = |file: &str| stem(file, ".yaml");
    let text = |laag: Laagpad, map: &str, file: &str| match (map, stem(file, ".md")) {
        ("brieven", Some(naam)) => Soort::Brief(laag, naam),
        ("mails", Some(naam)) => Soort::Mail(laag, naam),
        _ => Soort::Verdwaald,
    };
    match parts.as_slice() {
        [file] if file.ends_with(".md") => Soort::Anders,
        parts if parts.iter().any(|part| ANDERE.contains(part)) => Soort::Anders,
        [.., file] if !is_naam(file) => Soort::Verdwaald,
        [bureau, "bureau.yaml"] if *bureau != LANDELIJK => Soort::Bureau((*bureau).to_owned()),
        [laag, file] => match yaml(file) {
            Some(naam) => Soort::Procedure(Laagpad::bureau(laag), naam),
            None => beside(file),
        },
        [LANDELIJK, "kalender", file] => {
            yaml(file).map_or_else(|| beside(file), |_| Soort::Kalender((*file).to_owned()))
        }
        [laag, map @ ("brieven" | "mails"), file] => text(Laagpad::bureau(laag), map, file),
        [bureau, gemeente, "gemeente.yaml"] if *bureau != LANDELIJK => {
            Soort::Gemeente(Laagpad::gemeente(bureau, gemeente))
        }
        [bureau, gemeente, file] if *bureau != LANDELIJK => match yaml(file) {
            Some(naam) => Soort::Procedure(Laagpad::gemeente(bureau, gemeente), naam),
            None => beside(file),
        },
        [bureau, gemeente, map, file] if *bureau != LANDELIJK => {
            text(Laagpad::gemeente(bureau, gemeente), map, file)
        }
        _ => Soort::Verdwaald,
    }
}

/// Whether a file can be named so: computers that copy a file put a space or a bracket in its name, authors do not.
fn is_naam(file: &str) -> bool {
    !file.contains([' ', '(', ')'])
}

/// What lies in the folder of a layer beside its procedures.
fn beside(file: &str) -> Soort {
    match is_eigen_stuk(file) && file.ends_with(".md") {
        true => Soort::Anders,
        false => Soort::Verdwaald,
    }
}

/// Whether a file is for people only: its name is all capitals, as in `VERANTWOORDING.md`.
pub(super) fn is_eigen_stuk(file: &str) -> bool {
    let stem = file.split('.').next().unwrap_or(file);
    stem.contains(char::is_alphabetic) && !stem.contains(char::is_lowercase)
}

/// The layer and name of the script at this path below `scripts`.
pub(super) fn script(pad: &str) -> Option<(Laagpad, String)> {
    let parts: Vec<&str> = pad.split('/').collect();
    let (laag, file) = match parts.as_slice() {
        [laag, file] => (Laagpad::bureau(laag), file),
        [bureau, gemeente, file] if *bureau != LANDELIJK => {
            (Laagpad::gemeente(bureau, gemeente), file)
        }
        _ => return None,
    };
    file.strip_suffix(".rhai")
        .filter(|_| is_naam(file))
        .map(|naam| (laag, naam.to_owned()))
}
