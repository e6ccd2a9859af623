//! The two sides of a comparison: from what somebody typed to the files it stands for.
//!
//! Easy to get wrong: the scripts. Those beside a folder are its own; only where there are none do those of the
//! command line or the installation serve.

use anyhow::Context as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::Mappen;
use super::super::bewaard::{self, DRAAIT};
use super::super::check::workflows_of;
use super::super::config::SettingsArg;
use crate::bronnen::{Bestand, Bronnen};
use crate::store::SqliteStore;

/// What is on disk.
pub(super) const NU: &str = "nu";

/// A side, as it is named and what it holds.
pub(super) struct Kant {
    pub naam: String,
    pub bronnen: Bronnen,
}

/// Where sides come from: this installation, with its database where there is one.
pub(super) struct Zijde {
    pub store: Option<Arc<SqliteStore>>,
    mappen: Mappen,
}

impl Zijde {
    /// Opens the installation; `None` when its settings have faults, which have then been told. A database that
    /// is not there is not made.
    ///
    /// # Errors
    /// A database that cannot be opened.
    pub async fn open(settings: &SettingsArg, mappen: &Mappen) -> anyhow::Result<Option<Self>> {
        let Some(loaded) = settings.load(mappen) else {
            return Ok(None);
        };
        let config = loaded.config;
        let database = &config.database.path;
        let store = if database.is_file() {
            let told = || format!("cannot open the database `{}`", database.display());
            Some(Arc::new(
                SqliteStore::open(database).await.with_context(told)?,
            ))
        } else {
            None
        };
        let mappen = Mappen {
            workflows: config.files.workflows.clone(),
            scripts: config.files.scripts.clone(),
        };
        Ok(Some(Self { store, mappen }))
    }

    /// The files an argument stands for, else a Dutch sentence why there are none.
    ///
    /// # Errors
    /// A folder or file that cannot be read.
    pub async fn kant(&self, argument: &str) -> anyhow::Result<Result<Kant, String>> {
        let kant = |naam: String, bronnen| Ok(Ok(Kant { naam, bronnen }));
        if argument == NU {
            let naam = match self.mappen.plaatsen().mappen().next() {
                Some(_) => "wat nu op schijf staat",
                None => "de definities in het programma (hier is geen map `workflows`)",
            };
            return kant(naam.to_owned(), self.mappen.bronnen()?);
        }
        let pad = Path::new(argument);
        if argument != DRAAIT && pad.exists() {
            return match self.map(pad)? {
                Some(bronnen) => kant(format!("map `{argument}`"), bronnen),
                None => Ok(Err(format!(
                    "in of boven `{argument}` is geen map `landelijk`: dit is geen map met procedures"
                ))),
            };
        }
        if bewaard::is_versie(argument) {
            return self.versie(argument).await;
        }
        Ok(Err(format!(
            "`{argument}` is geen map en geen versie; noem een map met procedures, een versie zoals `v12`, `{DRAAIT}` of `{NU}`"
        )))
    }

    /// A version that this installation kept.
    async fn versie(&self, argument: &str) -> anyhow::Result<Result<Kant, String>> {
        let Some(store) = &self.store else {
            return Ok(Err(format!(
                "`{argument}` is niet bekend: er is hier geen database; noem een map met procedures om mee te vergelijken"
            )));
        };
        let found = bewaard::versie(&**store, argument).await?;
        Ok(found.map(|found| Kant {
            naam: found.naam,
            bronnen: found.bronnen,
        }))
    }

    fn map(&self, pad: &Path) -> anyhow::Result<Option<Bronnen>> {
        let root = match workflows_of(pad) {
            Some(root) => Some(root),
            None => workflows_of(&pad.canonicalize()?),
        };
        let Some(root) = root else {
            return Ok(None);
        };
        let full = root.canonicalize()?;
        let beside = full.parent().map(|parent| parent.join("scripts"));
        let own: Option<PathBuf> = beside.filter(|dir| dir.is_dir());
        let scripts = own.or_else(|| self.mappen.scripts.clone());
        Ok(Some(Bronnen::kies(Some(&root), scripts.as_deref())?))
    }
}

impl Zijde {
    /// Ends the connections.
    pub async fn close(self) {
        if let Some(store) = self.store {
            store.close().await;
        }
    }
}

impl Kant {
    /// How many files are not written the same on both sides.
    pub fn anders_geschreven(&self, other: &Self) -> usize {
        let pairs = [
            (&self.bronnen.workflows, &other.bronnen.workflows),
            (&self.bronnen.scripts, &other.bronnen.scripts),
        ];
        let count = pairs.into_iter().map(|(here, there)| {
            let text = |bestand: &Bestand| bestand.tekst.clone();
            let differs = |pad: &&String| here.get(*pad).map(text) != there.get(*pad).map(text);
            let gone = there.keys().filter(|pad| !here.contains_key(*pad));
            here.keys().chain(gone).filter(differs).count()
        });
        count.sum()
    }
}
