//! Takes settings one by one from the environment, the file or the default, and remembers what was asked.
//!
//! What nobody asked for is unknown: so the list of known keys cannot differ from what is really read. Easy
//! to get wrong: stopping at the first fault. A setting that cannot be read is told and counts as its
//! default, and reading goes on.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::{Fault, Place, nearest};
use super::secret::Secret;
use super::value::{Value, kind};
use super::{PREFIX, RESERVED};

/// Where the value of a setting came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    Default,
    Set(Place),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::Set(place) => place.fmt(f),
        }
    }
}

/// A setting as it is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    pub section: &'static str,
    pub key: &'static str,
    /// The value in TOML; of a secret only whether it is set.
    pub value: String,
    pub origin: Origin,
    /// Whether it is a secret, which a settings file may not hold.
    pub secret: bool,
}

type Table<'a> = BTreeMap<String, BTreeMap<String, (usize, Spanned<DeValue<'a>>)>>;

/// Reads settings; see the top of this file.
pub(super) struct Reader<'a> {
    file: String,
    text: &'a str,
    sections: Table<'a>,
    /// Sections as the file names them, with the place of their first key or header.
    named: Vec<(String, usize)>,
    environment: BTreeMap<String, OsString>,
    asked: BTreeMap<&'static str, BTreeSet<&'static str>>,
    settings: Vec<Setting>,
    faults: Vec<Fault>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        file: Option<(&Path, &'a str)>,
        environment: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> Self {
        let (file, text) = file.map_or((String::new(), ""), |(path, text)| {
            (path.display().to_string(), text)
        });
        let known = |(name, value): (OsString, OsString)| {
            let name = name.into_string().ok()?;
            let ours = name.starts_with(PREFIX) && !RESERVED.contains(&name.as_str());
            ours.then_some((name, value))
        };
        let mut reader = Self {
            file,
            text,
            sections: Table::new(),
            named: Vec::new(),
            environment: environment.into_iter().filter_map(known).collect(),
            asked: BTreeMap::new(),
            settings: Vec::new(),
            faults: Vec::new(),
        };
        reader.parse();
        reader
    }

    fn parse(&mut self) {
        let (root, errors) = DeTable::parse_recoverable(self.text);
        for error in errors {
            let place = self.place(error.span().map_or(0, |span| span.start));
            self.faults.push(Fault::new(place, error.message()));
        }
        for (section, value) in root.into_inner() {
            let at = section.span().start;
            self.named.push((section.get_ref().to_string(), at));
            match value.into_inner() {
                DeValue::Table(table) => {
                    let keys = table
                        .into_iter()
                        .map(|(key, value)| (key.get_ref().to_string(), (key.span().start, value)))
                        .collect();
                    self.sections
                        .insert(section.into_inner().into_owned(), keys);
                }
                other => {
                    let name = section.into_inner();
                    let message = format!("`{name}` stands outside any section");
                    let hint = match kind(&other) {
                        "a list" => format!("write `[{name}]` once, not `[[{name}]]`"),
                        _ => "settings stand below a header such as `[http]`".to_owned(),
                    };
                    let fault = Fault::new(self.place(at), message).with_hint(Some(hint));
                    self.faults.push(fault);
                    self.named.pop();
                }
            }
        }
    }

    /// A byte of the file as line and column.
    fn place(&self, at: usize) -> Place {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        Place::File(self.file.clone(), Some((line, column)))
    }

    /// The settings under one header.
    pub(super) fn section(&mut self, name: &'static str) -> Section<'_, 'a> {
        self.asked.entry(name).or_default();
        Section { reader: self, name }
    }

    /// Tells a fault that only several settings together show.
    pub(super) fn fault(&mut self, section: &str, key: &str, message: impl Into<String>) {
        let found = |one: &&Setting| one.section == section && one.key == key;
        let place = match self.settings.iter().find(found).map(|one| &one.origin) {
            Some(Origin::Set(place)) => place.clone(),
            _ if self.file.is_empty() => Place::Environment(variable(section, key)),
            _ => Place::File(self.file.clone(), None),
        };
        self.faults.push(Fault::new(place, message));
    }

    /// Tells what nobody asked for, and gives the settings when nothing was wrong.
    pub(super) fn finish(mut self) -> Result<Vec<Setting>, Vec<Fault>> {
        self.unknown_in_file();
        self.unknown_in_environment();
        if self.faults.is_empty() {
            return Ok(self.settings);
        }
        self.faults.sort_by_key(|fault| match &fault.place {
            Place::File(_, at) => (0, at.unwrap_or_default()),
            Place::Environment(_) => (1, (0, 0)),
        });
        Err(self.faults)
    }

    fn unknown_in_file(&mut self) {
        for (section, at) in std::mem::take(&mut self.named) {
            if !self.asked.contains_key(section.as_str()) {
                let hint = nearest(&section, self.asked.keys().copied())
                    .map(|name| format!("did you mean `[{name}]`?"));
                let message = format!("unknown section `[{section}]`");
                let fault = Fault::new(self.place(at), message).with_hint(hint);
                self.faults.push(fault);
                self.sections.remove(&section);
            }
        }
        for (section, keys) in std::mem::take(&mut self.sections) {
            for (key, (at, _)) in keys {
                let message = format!("unknown key `{key}` in `[{section}]`");
                let hint = self.meant(&section, &key);
                let fault = Fault::new(self.place(at), message).with_hint(hint);
                self.faults.push(fault);
            }
        }
    }

    /// The key of the same section, else the same key of another.
    fn meant(&self, section: &str, key: &str) -> Option<String> {
        let own = self.asked.get(section).into_iter().flatten().copied();
        if let Some(name) = nearest(key, own) {
            return Some(format!("did you mean `{name}`?"));
        }
        let elsewhere = self.asked.iter().find(|(_, keys)| keys.contains(key));
        elsewhere.map(|(section, _)| format!("`{key}` belongs in `[{section}]`"))
    }

    fn unknown_in_environment(&mut self) {
        let known: Vec<String> = self
            .asked
            .iter()
            .flat_map(|(section, keys)| keys.iter().map(|key| variable(section, key)))
            .collect();
        for name in std::mem::take(&mut self.environment).into_keys() {
            let hint = nearest(&name, known.iter().map(String::as_str))
                .map(|name| format!("did you mean `{name}`?"));
            let place = Place::Environment(name.clone());
            let message = format!("unknown setting `{name}`");
            self.faults.push(Fault::new(place, message).with_hint(hint));
        }
    }
}

/// The name of a setting in the environment.
fn variable(section: &str, key: &str) -> String {
    format!("{PREFIX}{section}__{key}").to_ascii_uppercase()
}

/// The settings under one header.
pub(super) struct Section<'r, 'a> {
    reader: &'r mut Reader<'a>,
    name: &'static str,
}

impl Section<'_, '_> {
    /// A setting, or its default.
    pub(super) fn get<T: Value>(&mut self, key: &'static str, default: T) -> T {
        let (value, origin) = match self.take(key) {
            Some((Ok(value), place)) => (value, Origin::Set(place)),
            Some((Err(message), place)) => {
                let message = format!("`{key}`: {message}");
                self.reader.faults.push(Fault::new(place, message));
                (default, Origin::Default)
            }
            None => (default, Origin::Default),
        };
        let shown = value.show();
        self.note(key, shown, origin, false);
        value
    }

    /// A secret: from `KEY` in the environment, else from the file that `KEY_file` names.
    pub(super) fn secret(&mut self, key: &'static str, key_file: &'static str) -> Option<Secret> {
        let in_file = self.in_file(key);
        let direct = match self.take::<Option<String>>(key) {
            Some((_, place)) if in_file => {
                let message = format!("`{key}` is a secret and may not stand in this file");
                let hint = format!(
                    "put it in a file of its own and name that in `{key_file}`, or set {}",
                    variable(self.name, key)
                );
                let fault = Fault::new(place, message).with_hint(Some(hint));
                self.reader.faults.push(fault);
                None
            }
            // The message of a fault may hold the value; a text that is no UTF-8 is all it can be.
            Some((Err(_), place)) => {
                let message = format!("`{key}`: expected a text in UTF-8");
                self.reader.faults.push(Fault::new(place, message));
                None
            }
            Some((Ok(found), place)) => found.map(|text| (text, place)),
            None => None,
        };
        let origin = direct
            .as_ref()
            .map_or(Origin::Default, |(_, place)| Origin::Set(place.clone()));
        let path: Option<PathBuf> = self.get(key_file, None);
        let from_file = path.and_then(|path| self.secret_of(key_file, &path));
        if direct.is_some() && from_file.is_some() {
            let message = format!("`{key}` and `{key_file}` are both set; keep one");
            self.reader.fault(self.name, key_file, message);
        }
        let secret = direct.map(|(text, _)| text).or(from_file).map(Secret::new);
        let shown = if secret.is_some() { "(set)" } else { "\"\"" };
        self.note(key, shown.to_owned(), origin, true);
        secret
    }

    fn secret_of(&mut self, key_file: &'static str, path: &Path) -> Option<String> {
        let why = match std::fs::read_to_string(path) {
            Ok(text) if text.trim().is_empty() => "is empty".to_owned(),
            // Editors and `echo` end a file with a line's end, which is no part of the secret.
            Ok(text) => return Some(text.trim_end_matches(['\r', '\n']).to_owned()),
            Err(source) => format!("cannot be read: {source}"),
        };
        let message = format!("`{key_file}`: `{}` {why}", path.display());
        self.reader.fault(self.name, key_file, message);
        None
    }

    fn note(&mut self, key: &'static str, value: String, origin: Origin, secret: bool) {
        self.reader.settings.push(Setting {
            section: self.name,
            key,
            value,
            origin,
            secret,
        });
    }

    fn in_file(&self, key: &str) -> bool {
        let keys = self.reader.sections.get(self.name);
        keys.is_some_and(|keys| keys.contains_key(key))
    }

    /// What was written, from the environment before the file; both count as asked for.
    fn take<T: Value>(&mut self, key: &'static str) -> Option<(Result<T, String>, Place)> {
        let reader = &mut *self.reader;
        reader.asked.entry(self.name).or_default().insert(key);
        let keys = reader.sections.get_mut(self.name);
        let written = keys.and_then(|keys| keys.remove(key)).map(|(at, value)| {
            let place = reader.place(at);
            (T::from_toml(value.get_ref()), place)
        });
        let name = variable(self.name, key);
        let overridden = reader.environment.remove(&name).map(|value| {
            let text = value.into_string();
            let value = text.map_or_else(
                |_| Err("expected a text in UTF-8".to_owned()),
                |text| T::from_text(&text),
            );
            (value, Place::Environment(name))
        });
        // What the file has is wrong also where the environment overrides it.
        match (overridden, written) {
            (Some(overridden), Some((Err(message), place))) => {
                let message = format!("`{key}`: {message}");
                reader.faults.push(Fault::new(place, message));
                Some(overridden)
            }
            (overridden, written) => overridden.or(written),
        }
    }
}
