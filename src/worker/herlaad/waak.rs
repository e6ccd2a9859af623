//! Being woken when a file is saved, instead of reading everything every second.
//!
//! ```text
//!  event ─▶ bell ─▶ quiet for 50 ms, or a second of unrest ─▶ look
//!                   nothing for `rescan` ─────────────────▶ look
//! ```
//! Several files that are saved in one go are one look. Easy to get wrong: relying on events. They are lost when
//! there are many, a network share sends none, and a folder that was replaced is not the one that is watched; so
//! a look reads the folders, never the event, and the folders are watched anew when they are others.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::{Notify, watch};

use super::{Gezien, HerlaadFout, Herlader};
use crate::clock::Stopwatch;
use crate::store::Store;

/// How long it must be quiet before a look.
const STIL: Duration = Duration::from_millis(50);
/// How long a look waits for quiet at most.
const HOOGSTENS: Duration = Duration::from_secs(1);
/// When what failed is tried again, if `rescan` is not sooner.
const OPNIEUW: Duration = Duration::from_secs(5);
/// Folders within folders that are followed.
const DIEPTE: usize = 8;

/// Looks at the definitions until it is asked to stop: when something is saved, and every `rescan`.
pub async fn bewaak<S: Store>(
    mut herlader: Herlader<S>,
    rescan: Duration,
    mut stop: watch::Receiver<bool>,
) {
    let mut oog = Oog::new(herlader.plaatsen.mappen());
    let mut told = None;
    while !*stop.borrow() {
        oog.volg();
        let seen = tokio::select! {
            seen = herlader.kijk() => seen,
            // What is half done is done again at the next start; nothing is lost by it.
            _ = stop.wait_for(|asked| *asked) => return,
        };
        let wait = match seen {
            Ok(Gezien::Later) => Some(rescan.min(OPNIEUW)),
            Ok(_) => {
                told = None;
                Some(rescan).filter(|_| !oog.mappen.is_empty())
            }
            Err(fout) => {
                tell_once(&mut told, &fout);
                Some(rescan.min(OPNIEUW))
            }
        };
        tokio::select! {
            _ = oog.wacht(wait) => {}
            _ = stop.wait_for(|asked| *asked) => return,
        }
    }
}

/// A store that fails is told by those who need it more; here once.
fn tell_once(told: &mut Option<String>, fout: &HerlaadFout) {
    let what = fout.to_string();
    if told.as_ref() != Some(&what) {
        tracing::warn!(
            error = what,
            "definitions could not be looked at; it is tried again"
        );
        *told = Some(what);
    }
}

/// Watches folders, and single files.
pub struct Oog {
    mappen: Vec<PathBuf>,
    bel: Arc<Notify>,
    watcher: Option<RecommendedWatcher>,
    /// The folders that are watched: path and what stands there.
    gevolgd: BTreeSet<(PathBuf, u64, u64)>,
}

impl Oog {
    /// Of these folders and files; nothing is watched before [`Oog::volg`].
    pub fn new<'p>(mappen: impl Iterator<Item = &'p Path>) -> Self {
        let absolute = |map: &Path| std::path::absolute(map).unwrap_or_else(|_| map.to_path_buf());
        Self {
            mappen: mappen.map(absolute).collect(),
            bel: Arc::default(),
            watcher: None,
            gevolgd: BTreeSet::new(),
        }
    }

    /// Watches the folders that are there now, where they are not those of before.
    pub fn volg(&mut self) {
        let mut now = BTreeSet::new();
        for map in &self.mappen {
            folders(map, &mut Vec::new(), &mut now);
        }
        if now == self.gevolgd && self.watcher.is_some() {
            return;
        }
        self.watcher = self
            .watch()
            .inspect_err(|fout| {
                tracing::debug!(error = %fout, "definitions cannot be watched; they are looked at now and then");
            })
            .ok();
        self.gevolgd = now;
    }

    fn watch(&self) -> notify::Result<RecommendedWatcher> {
        let (bel, mappen) = (Arc::clone(&self.bel), self.mappen.clone());
        let hears = move |event: notify::Result<Event>| hears(&event, &mappen, &bel);
        let mut watcher = notify::recommended_watcher(hears)?;
        for map in &self.mappen {
            // The folder itself may be a link that is set to another, or come back after it went away.
            if let Some(above) = map.parent() {
                let _ = watcher.watch(above, RecursiveMode::NonRecursive);
            }
            if map.is_dir() {
                watcher.watch(map, RecursiveMode::Recursive)?;
            }
        }
        Ok(watcher)
    }

    /// Waits for a moment to look, without a time for ever; tells whether something was saved.
    pub async fn wacht(&self, wait: Option<Duration>) -> bool {
        let Some(wait) = wait else {
            return std::future::pending().await;
        };
        if tokio::time::timeout(wait, self.bel.notified())
            .await
            .is_err()
        {
            return false;
        }
        let since = Stopwatch::start();
        while since.elapsed() < HOOGSTENS {
            if tokio::time::timeout(STIL, self.bel.notified())
                .await
                .is_err()
            {
                break;
            }
        }
        true
    }
}

/// Rings for what may be a save.
fn hears(event: &notify::Result<Event>, mappen: &[PathBuf], bel: &Notify) {
    // A fault of the watcher is a reason to look, like an event that was lost.
    if !event.as_ref().is_ok_and(|event| is_noise(event, mappen)) {
        bel.notify_one();
    }
}

/// Reading a file, ours included, is no news; nor is what happens beside the folders.
fn is_noise(event: &Event, mappen: &[PathBuf]) -> bool {
    if event.need_rescan() {
        return false;
    }
    let reading = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => false,
        EventKind::Access(_) => true,
        _ => false,
    };
    let ours = |path: &PathBuf| mappen.iter().any(|map| path.starts_with(map));
    reading || !(event.paths.is_empty() || event.paths.iter().any(ours))
}

/// Every folder, links followed, and which one stands there.
fn folders(map: &Path, above: &mut Vec<(u64, u64)>, found: &mut BTreeSet<(PathBuf, u64, u64)>) {
    let Ok(there) = fs::metadata(map) else { return };
    let which = (there.dev(), there.ino());
    if !there.is_dir() || above.contains(&which) || above.len() >= DIEPTE {
        return;
    }
    found.insert((map.to_path_buf(), which.0, which.1));
    let Ok(entries) = fs::read_dir(map) else {
        return;
    };
    above.push(which);
    for entry in entries.flatten() {
        folders(&entry.path(), above, found);
    }
    above.pop();
}

#[cfg(test)]
mod tests {
    use super::super::Begin;
    use super::super::blik::Schijf;
    use super::*;
    use crate::bronnen::{Bronnen, Plaatsen};
    use crate::catalog::Lader;
    use crate::clock::Clock;
    use crate::engine::Engine;
    use crate::store::MemoryStore;
    use notify::event::{CreateKind, Flag, ModifyKind};

    #[test]
    fn reading_is_no_news_and_an_overflow_is() {
        let mappen = [PathBuf::from("/d/workflows")];
        let noise = |kind, path: &str| {
            let event = Event::new(kind).add_path(PathBuf::from(path));
            is_noise(&event, &mappen)
        };
        let (read, saved) = (AccessMode::Read, AccessMode::Write);
        let close = |mode| EventKind::Access(AccessKind::Close(mode));
        assert!(noise(close(read), "/d/workflows/halt.yaml"));
        assert!(noise(
            EventKind::Access(AccessKind::Open(read)),
            "/d/workflows/x"
        ));
        assert!(!noise(close(saved), "/d/workflows/halt.yaml"));
        assert!(!noise(
            EventKind::Create(CreateKind::File),
            "/d/workflows/a/b"
        ));
        // The database stands beside the folder.
        assert!(noise(
            EventKind::Modify(ModifyKind::Any),
            "/d/termijnwacht.db"
        ));
        assert!(!noise(
            EventKind::Create(CreateKind::Folder),
            "/d/workflows"
        ));
        let overflow = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert!(!is_noise(&overflow, &mappen));
    }
    /// The folders of a small bureau that nobody watches, and who reloads them.
    async fn unwatched() -> (tempfile::TempDir, Herlader<MemoryStore>) {
        let folder = tempfile::tempdir().unwrap();
        let wanted = |pad: &str| {
            let own = pad.starts_with("workflows/landelijk/mails/");
            own || pad.contains("/kalender/") || pad == "workflows/utrecht-noordwest/bureau.yaml"
        };
        for (pad, bestand) in Bronnen::ingebed().alle().filter(|(pad, _)| wanted(pad)) {
            let path = folder.path().join(pad);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let people = bestand.tekst.split("\naanlevering:").next().unwrap();
            fs::write(path, people).unwrap();
        }
        fs::create_dir(folder.path().join("scripts")).unwrap();
        let plaatsen = Plaatsen {
            workflows: Some(folder.path().join("workflows")),
            scripts: Some(folder.path().join("scripts")),
        };
        let begin = Begin::van_schijf(plaatsen).map_err(|it| it.fouten).unwrap();
        let clock = Clock::manual("2026-10-08T07:00:00Z".parse().unwrap());
        let store = Arc::new(MemoryStore::new());
        let engine = Engine::new(store, Arc::clone(&begin.catalog), Arc::new(clock));
        let engine = Arc::new(engine.await.unwrap());
        let herlader = Herlader::new(engine, begin, Arc::default()).await.unwrap();
        (folder, herlader)
    }

    #[tokio::test]
    async fn after_an_overflow_everything_is_looked_at() {
        let (folder, mut herlader) = unwatched().await;
        assert_eq!(herlader.kijk().await.unwrap(), Gezien::Niets);
        let oog = Oog::new(herlader.plaatsen.mappen());
        let mail = folder.path().join("workflows/landelijk/mails/incident.md");
        let tekst = fs::read_to_string(&mail).unwrap();
        // The events of this save are lost; what is heard is that some were, and names no file.
        fs::write(&mail, tekst.replacen("Beste", "Geachte", 1)).unwrap();
        let overflow = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        hears(&Ok(overflow), &oog.mappen, &oog.bel);
        oog.wacht(Some(Duration::MAX)).await;
        assert!(matches!(
            herlader.kijk().await.unwrap(),
            Gezien::Overgenomen(_)
        ));
        // A watcher that fails is a reason too.
        fs::write(&mail, tekst).unwrap();
        hears(&Err(notify::Error::generic("gone")), &oog.mappen, &oog.bel);
        oog.wacht(Some(Duration::MAX)).await;
        assert!(matches!(
            herlader.kijk().await.unwrap(),
            Gezien::Overgenomen(_)
        ));
    }

    #[tokio::test]
    async fn a_file_that_holds_only_its_beginning_is_waited_for_and_then_taken_as_it_is() {
        let (folder, mut herlader) = unwatched().await;
        let mail = folder.path().join("workflows/landelijk/mails/incident.md");
        let tekst = fs::read_to_string(&mail).unwrap();
        let half = &tekst[..tekst.trim_end().len() - 1];
        // Half there, and then the rest of it, which is new.
        fs::write(&mail, half).unwrap();
        assert_eq!(herlader.kijk().await.unwrap(), Gezien::Later);
        assert_eq!(herlader.kijk().await.unwrap(), Gezien::Later);
        fs::write(&mail, format!("{tekst}Met een regel meer.\n")).unwrap();
        let whole = herlader.kijk().await.unwrap();
        assert!(matches!(whole, Gezien::Overgenomen(_)), "{whole:?}");
        // Half there, and it stays so: somebody meant it.
        fs::write(&mail, half).unwrap();
        herlader.geduld.rest = Duration::ZERO;
        assert_eq!(herlader.kijk().await.unwrap(), Gezien::Later);
        let meant = herlader.kijk().await.unwrap();
        assert!(matches!(meant, Gezien::Overgenomen(_)), "{meant:?}");
    }

    #[tokio::test]
    async fn a_look_that_hangs_is_told_and_waited_for() {
        let (folder, mut herlader) = unwatched().await;
        let stand = herlader.stand();
        let (done, hung) = tokio::sync::oneshot::channel();
        herlader.lopend = Some(tokio::spawn(async { hung.await.unwrap() }));
        herlader.geduld.blik = Duration::from_millis(1);
        assert_eq!(herlader.kijk().await.unwrap(), Gezien::Later);
        assert!(stand.toestand().blind);
        let mail = folder.path().join("workflows/landelijk/mails/incident.md");
        let tekst = fs::read_to_string(&mail).unwrap();
        fs::write(&mail, format!("{tekst}Met een regel meer.\n")).unwrap();
        // Nothing is read beside the one that hangs.
        assert_eq!(herlader.kijk().await.unwrap(), Gezien::Later);
        herlader.geduld.blik = Duration::MAX;
        assert!(done.send((Schijf::Onrustig, Lader::default())).is_ok());
        assert_eq!(herlader.kijk().await.unwrap(), Gezien::Later);
        assert!(!stand.toestand().blind);
        let seen = herlader.kijk().await.unwrap();
        assert!(matches!(seen, Gezien::Overgenomen(_)), "{seen:?}");
    }
}
