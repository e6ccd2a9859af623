//! One file of the folder, from its bytes to its place in `verwerkt/` or `afgekeurd/`.
//!
//! ```text
//!  read, row by row ─▶ refused rows ─▶ afgekeurd/NAME ─▶ report ─▶ zaak for administratie ─▶ the file itself moves
//! ```
//! Each step may be done again after a crash: known meldingen, the same refused file, the same zaak. Easy to
//! get wrong: the order. The file moves last, so that while anything is left to do it still lies there.

use serde_json::{Map, Value, json};
use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::bestanden::{Half, digest, schrijf, verplaats};
use super::fout::Rijfout;
use super::lezer::{Formaat, LeesFout, Lezer};
use super::map::{LEESPOGINGEN, Merk};
use super::neem::{Gevolg, NeemFout, Telling, neem};
use super::verslag::Verslag;
use crate::definition::aanlevering::Kennis;
use crate::definition::bureau::Bureau;
use crate::engine::{Engine, EngineFout};
use crate::store::Store;
use crate::zaak::{Digest, ZaakId};

pub(super) const VERWERKT: &str = "verwerkt";
pub(super) const AFGEKEURD: &str = "afgekeurd";
/// The procedure by which administratie mends what was refused.
const PROCEDURE: &str = "aanlevering-herstellen";
/// The largest file that is read.
const GROOTSTE: u64 = 1024 * 1024 * 1024;

/// A file in the folder of a bureau.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bestand<'a> {
    pub bureau: &'a str,
    /// The folder of the bureau.
    pub map: &'a Path,
    pub pad: &'a Path,
    pub naam: &'a str,
    /// How it looked when it was found.
    pub meta: &'a Metadata,
    /// How often it could not be dealt with.
    pub pogingen: u32,
}

/// Where a file that was taken in goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Doel {
    map: PathBuf,
    naam: String,
}

/// What became of it.
#[derive(Debug)]
pub(super) enum Afloop {
    /// Dealt with and put away.
    Weg(Telling),
    /// Dealt with, but it could not be moved; `telling` when that was now.
    Blijft {
        telling: Option<Telling>,
        gedaan: (Digest, Doel),
    },
    /// Disk or store failed; again later.
    Later,
    /// Another file took its place meanwhile.
    Veranderd,
}

/// Why not now.
#[derive(Debug)]
enum Hapering {
    /// The whole file is refused, for this reason.
    Geheel(Vec<Rijfout>),
    Later(String),
}

impl From<io::Error> for Hapering {
    fn from(fout: io::Error) -> Self {
        Self::Later(fout.to_string())
    }
}

/// Takes in a file and puts it away.
pub(super) async fn verwerk<S: Store>(
    engine: &Engine<S>,
    bestand: &Bestand<'_>,
    gedaan: Option<(Digest, Doel)>,
) -> Afloop {
    match work(engine, bestand, gedaan).await {
        Ok(afloop) => afloop,
        Err(fout) => {
            tracing::warn!(
                bureau = bestand.bureau,
                attempts = bestand.pogingen + 1,
                error = fout,
                "a delivered file could not be dealt with; it is tried again"
            );
            Afloop::Later
        }
    }
}

async fn work<S: Store>(
    engine: &Engine<S>,
    bestand: &Bestand<'_>,
    gedaan: Option<(Digest, Doel)>,
) -> Result<Afloop, String> {
    let catalog = engine.catalog();
    let Some(bureau) = catalog.bureau(bestand.bureau) else {
        return Ok(Afloop::Veranderd);
    };
    let content = match content(bestand).await {
        Ok(content) => content,
        Err(Hapering::Later(fout)) => return Err(fout),
        Err(Hapering::Geheel(fouten)) => {
            let mark = format!("{}:{}", bestand.naam, bestand.meta.len());
            return refuse(engine, bestand, bureau, Digest::of(&mark), fouten).await;
        }
    };
    if let Some((known, doel)) = gedaan.filter(|(known, _)| *known == content) {
        return Ok(put_away(bestand, doel, known, None));
    }
    let run = Run {
        engine,
        bestand,
        bureau,
        kennis: catalog.kennis(bureau),
        content: content.clone(),
    };
    match run.rows().await {
        Ok(afloop) => Ok(afloop),
        Err(Hapering::Later(fout)) => Err(fout),
        Err(Hapering::Geheel(fouten)) => refuse(engine, bestand, bureau, content, fouten).await,
    }
}

/// The digest of what it holds, where it can be opened.
async fn content(bestand: &Bestand<'_>) -> Result<Digest, Hapering> {
    let refuse = |fout: Rijfout| Err(Hapering::Geheel(vec![fout]));
    if bestand.meta.is_symlink() {
        return refuse(
            Rijfout::new(1, "dit is een verwijzing naar een bestand, geen bestand")
                .met_hint("zet het bestand zelf in de map"),
        );
    }
    if bestand.meta.len() > GROOTSTE {
        return refuse(
            Rijfout::new(1, "het bestand is groter dan 1 GB").met_hint("lever het in delen aan"),
        );
    }
    let pad = bestand.pad.to_path_buf();
    let read = tokio::task::spawn_blocking(move || digest(&pad)).await;
    match read.map_err(io::Error::other)? {
        Ok(digest) => Ok(digest),
        Err(fout)
            if fout.kind() == io::ErrorKind::PermissionDenied
                && bestand.pogingen >= LEESPOGINGEN =>
        {
            refuse(
                Rijfout::new(1, "het bestand mag niet worden gelezen")
                    .met_hint("vraag de beheerder de rechten van de map na te gaan"),
            )
        }
        Err(fout) => Err(fout.into()),
    }
}

/// The rows of one file.
struct Run<'a, S> {
    engine: &'a Engine<S>,
    bestand: &'a Bestand<'a>,
    bureau: &'a Arc<Bureau>,
    kennis: Kennis,
    content: Digest,
}

/// Refused rows on their way to a file of their own.
#[derive(Default)]
struct Afkeur {
    half: Option<Half>,
    hash: blake3::Hasher,
    /// Not every refused row can be written down: the whole file goes.
    heel: bool,
    fout: Option<io::Error>,
}

impl<S: Store> Run<'_, S> {
    async fn rows(self) -> Result<Afloop, Hapering> {
        let one = |melding: String| Hapering::Geheel(vec![Rijfout::new(1, melding)]);
        let formaat = Formaat::van(self.bestand.naam, self.bureau).map_err(one)?;
        let (pad, kennis) = (self.bestand.pad.to_path_buf(), self.kennis.clone());
        let opened =
            tokio::task::spawn_blocking(move || Lezer::open(&formaat, kennis, File::open(pad)?))
                .await
                .map_err(io::Error::other)?;
        let lezer = match opened {
            Ok(lezer) => lezer,
            Err(LeesFout::Bestand(fouten)) => return Err(Hapering::Geheel(fouten)),
            Err(LeesFout::Io(fout)) => return Err(fout.into()),
        };
        let mut verslag = report(self.engine, self.bestand, self.bureau);
        let mut afkeur = Afkeur::default();
        let kop = lezer.kop().to_vec();
        let map = self.bestand.map.join(AFGEKEURD);
        let taken = neem(
            self.engine,
            lezer,
            Some(self.bestand.bureau),
            |stuk, gevolg, _| {
                if let Gevolg::Geweigerd(fouten) = gevolg {
                    verslag.add(stuk.regel, stuk.kenmerk.as_deref(), fouten);
                    afkeur.add(&map, self.bestand.naam, &kop, stuk.rauw.as_deref());
                }
            },
        )
        .await;
        verslag.telling = match taken {
            Ok(telling) => telling,
            Err(fout) => {
                afkeur.weg();
                return Err(Hapering::Later(match fout {
                    NeemFout::Io(fout) => causes(&fout),
                    NeemFout::Store(fout) => causes(&fout),
                }));
            }
        };
        self.finish(verslag, afkeur).await
    }

    async fn finish(self, mut verslag: Verslag, mut afkeur: Afkeur) -> Result<Afloop, Hapering> {
        if let Some(fout) = afkeur.fout.take() {
            afkeur.weg();
            return Err(fout.into());
        }
        let bestand = self.bestand;
        let telling = verslag.telling.clone();
        let dated = dated(self.engine, bestand.naam);
        if telling.geweigerd == 0 {
            let map = bestand.map.join(VERWERKT);
            schrijf(
                &map,
                &format!("{dated}.verslag.txt"),
                verslag.tekst().as_bytes(),
            )?;
            let doel = Doel { map, naam: dated };
            return Ok(done(bestand, doel, self.content, telling));
        }
        let map = bestand.map.join(AFGEKEURD);
        let (naam, mark, doel) = match afkeur.half.take().filter(|_| !afkeur.heel) {
            Some(half) => {
                let mark = Digest(afkeur.hash.finalize().to_hex().to_string());
                let doel = Doel {
                    map: bestand.map.join(VERWERKT),
                    naam: dated,
                };
                (half.klaar(bestand.naam)?, mark, doel)
            }
            None => {
                let doel = Doel {
                    map: map.clone(),
                    naam: bestand.naam.to_owned(),
                };
                (bestand.naam.to_owned(), self.content.clone(), doel)
            }
        };
        verslag.heel = afkeur.heel;
        conclude(self.engine, bestand, &mut verslag, &naam, &mark).await?;
        Ok(done(bestand, doel, self.content, telling))
    }
}

/// Puts a file away of which nothing is left to do; told only now, for until here all of it may be done again.
fn done(bestand: &Bestand<'_>, doel: Doel, content: Digest, telling: Telling) -> Afloop {
    let afloop = put_away(bestand, doel, content.clone(), Some(telling.clone()));
    tracing::info!(
        bureau = bestand.bureau,
        file.digest = content.kort(),
        rows = telling.gelezen,
        opened = telling.geopend,
        joined = telling.gevoegd,
        known = telling.bekend,
        refused = telling.geweigerd,
        "a delivered file was taken in"
    );
    afloop
}

impl Afkeur {
    fn add(&mut self, map: &Path, naam: &str, kop: &[u8], rauw: Option<&[u8]>) {
        let Some(rauw) = rauw.filter(|_| self.fout.is_none()) else {
            self.heel |= rauw.is_none();
            return;
        };
        if let Err(fout) = self.write(map, naam, kop, rauw) {
            self.fout = Some(fout);
        }
    }

    fn write(&mut self, map: &Path, naam: &str, kop: &[u8], rauw: &[u8]) -> io::Result<()> {
        let half = match &mut self.half {
            Some(half) => half,
            None => {
                let mut half = Half::begin(map, naam)?;
                half.schrijf(kop)?;
                self.half.insert(half)
            }
        };
        self.hash.update(rauw);
        half.schrijf(rauw)?;
        if rauw.ends_with(b"\n") {
            Ok(())
        } else {
            half.schrijf(b"\n")
        }
    }

    fn weg(self) {
        if let Some(half) = self.half {
            half.weg();
        }
    }
}

/// What went wrong, with all that lies behind it: who reads the log must know that the disk is full.
fn causes(fout: &dyn std::error::Error) -> String {
    let chain = std::iter::successors(Some(fout), |fout| fout.source());
    let mut told: Vec<String> = chain.map(ToString::to_string).collect();
    told.dedup();
    told.join(": ")
}

/// Refuses a file as a whole.
async fn refuse<S: Store>(
    engine: &Engine<S>,
    bestand: &Bestand<'_>,
    bureau: &Arc<Bureau>,
    mark: Digest,
    fouten: Vec<Rijfout>,
) -> Result<Afloop, String> {
    tracing::warn!(
        bureau = bestand.bureau,
        file.digest = mark.kort(),
        "a delivered file cannot be read; administratie gets a zaak"
    );
    let mut verslag = report(engine, bestand, bureau);
    verslag.geheel = fouten;
    verslag.heel = true;
    let told = conclude(engine, bestand, &mut verslag, bestand.naam, &mark).await;
    told.map_err(|fout| match fout {
        Hapering::Later(fout) => fout,
        Hapering::Geheel(_) => "refused twice".to_owned(),
    })?;
    let doel = Doel {
        map: bestand.map.join(AFGEKEURD),
        naam: bestand.naam.to_owned(),
    };
    Ok(put_away(bestand, doel, mark, Some(verslag.telling)))
}

/// The zaak for administratie, and the report that names it.
async fn conclude<S: Store>(
    engine: &Engine<S>,
    bestand: &Bestand<'_>,
    verslag: &mut Verslag,
    afgekeurd: &str,
    mark: &Digest,
) -> Result<(), Hapering> {
    let naam = format!("{afgekeurd}.verslag.txt");
    verslag.zaak = start(engine, bestand, verslag, afgekeurd, &naam, mark).await?;
    verslag.afgekeurd = Some(afgekeurd.to_owned());
    schrijf(
        &bestand.map.join(AFGEKEURD),
        &naam,
        verslag.tekst().as_bytes(),
    )?;
    Ok(())
}

async fn start<S: Store>(
    engine: &Engine<S>,
    bestand: &Bestand<'_>,
    verslag: &Verslag,
    afgekeurd: &str,
    naam: &str,
    mark: &Digest,
) -> Result<Option<ZaakId>, Hapering> {
    let mut gegevens = Map::<String, Value>::new();
    gegevens.insert("bestand".to_owned(), json!(afgekeurd));
    gegevens.insert("verslag".to_owned(), json!(naam));
    if verslag.geheel.is_empty() {
        gegevens.insert("afgekeurd".to_owned(), json!(verslag.telling.geweigerd));
    }
    let oorzaak = format!("bestand:{}", mark.0);
    let started = engine
        .start_voor_bureau(bestand.bureau, PROCEDURE, &oorzaak, gegevens)
        .await;
    match started {
        Ok(gedaan) => Ok(Some(gedaan.zaak())),
        Err(EngineFout::Refusal(fout)) => {
            tracing::error!(bureau = bestand.bureau, %fout, "no zaak for a refused delivery could be started");
            Ok(None)
        }
        Err(EngineFout::Kalender(fout)) => {
            tracing::error!(bureau = bestand.bureau, %fout, "no zaak for a refused delivery could be started");
            Ok(None)
        }
        Err(fout) => Err(Hapering::Later(causes(&fout))),
    }
}

fn report<S: Store>(engine: &Engine<S>, bestand: &Bestand<'_>, bureau: &Bureau) -> Verslag {
    Verslag {
        bestand: bestand.naam.to_owned(),
        bureau: bureau.naam.clone(),
        op: engine.clock().now(),
        ..Verslag::default()
    }
}

/// The name with the day before it.
fn dated<S: Store>(engine: &Engine<S>, naam: &str) -> String {
    let today = engine
        .clock()
        .now()
        .with_timezone(&chrono_tz::Europe::Amsterdam);
    format!("{} {naam}", today.date_naive())
}

/// Moves the file, if it is still the one that was read.
fn put_away(
    bestand: &Bestand<'_>,
    doel: Doel,
    content: Digest,
    telling: Option<Telling>,
) -> Afloop {
    match fs::symlink_metadata(bestand.pad) {
        Ok(now) if Merk::van(&now) != Merk::van(bestand.meta) => return Afloop::Veranderd,
        Err(fout) if fout.kind() == io::ErrorKind::NotFound => return Afloop::Veranderd,
        _ => {}
    }
    match verplaats(bestand.pad, &doel.map, &doel.naam) {
        Ok(_) => Afloop::Weg(telling.unwrap_or_default()),
        Err(fout) => {
            tracing::error!(
                bureau = bestand.bureau,
                file.digest = content.kort(),
                error = %fout,
                "a file that was taken in cannot be put away; only that is tried again"
            );
            Afloop::Blijft {
                telling,
                gedaan: (content, doel),
            }
        }
    }
}
