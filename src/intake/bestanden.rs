//! Putting files away: never over another, never half, never twice.
//!
//! Easy to get wrong: a name that is taken. The same content under it is the same file, put away before a
//! crash; other content gets a number.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::zaak::Digest;

/// How many names are tried.
const NAMEN: usize = 10_000;

/// The digest of a file's content, read in pieces.
pub(super) fn digest(pad: &Path) -> io::Result<Digest> {
    let mut file = File::open(pad)?;
    let mut hasher = blake3::Hasher::new();
    let mut block = vec![0; 64 * 1024];
    loop {
        match file.read(&mut block) {
            Ok(0) => return Ok(Digest(hasher.finalize().to_hex().to_string())),
            Ok(n) => drop(hasher.update(&block[..n])),
            Err(fout) if fout.kind() == io::ErrorKind::Interrupted => {}
            Err(fout) => return Err(fout),
        }
    }
}

/// Moves a file into a folder under this name, or one like it; gives the name it got.
pub(super) fn verplaats(van: &Path, map: &Path, naam: &str) -> io::Result<String> {
    fs::create_dir_all(map)?;
    for nummer in 1..=NAMEN {
        let naam = numbered(naam, nummer);
        let naar = map.join(&naam);
        match fs::symlink_metadata(&naar) {
            Err(fout) if fout.kind() == io::ErrorKind::NotFound => {
                fs::rename(van, &naar)?;
                return Ok(naam);
            }
            Err(fout) => return Err(fout),
            Ok(there) if there.is_file() && same(van, &naar) => {
                fs::remove_file(van)?;
                return Ok(naam);
            }
            Ok(_) => {}
        }
    }
    Err(io::Error::other("every name for it is taken"))
}

/// Writes a file whole or not at all; one with the same content is left as it is.
pub(super) fn schrijf(map: &Path, naam: &str, inhoud: &[u8]) -> io::Result<String> {
    let mut half = Half::begin(map, naam)?;
    half.schrijf(inhoud)?;
    half.klaar(naam)
}

/// A file being written, under a name that nobody takes for a whole one.
#[derive(Debug)]
pub(super) struct Half {
    file: io::BufWriter<File>,
    pad: PathBuf,
    map: PathBuf,
}

impl Half {
    pub fn begin(map: &Path, naam: &str) -> io::Result<Self> {
        fs::create_dir_all(map)?;
        let pad = map.join(format!(".{naam}.part"));
        let file = io::BufWriter::new(File::create(&pad)?);
        Ok(Self {
            file,
            pad,
            map: map.to_path_buf(),
        })
    }

    pub fn schrijf(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)
    }

    /// Puts it on disk and gives it its name.
    pub fn klaar(mut self, naam: &str) -> io::Result<String> {
        self.file.flush()?;
        self.file.get_ref().sync_all()?;
        verplaats(&self.pad, &self.map, naam)
    }

    /// Takes it away again.
    pub fn weg(self) {
        drop(self.file);
        // What is left is overwritten by the next one of this name.
        let _ = fs::remove_file(&self.pad);
    }
}

fn same(one: &Path, other: &Path) -> bool {
    let length = |pad: &Path| fs::symlink_metadata(pad).map(|found| found.len()).ok();
    let plain = |pad: &Path| fs::symlink_metadata(pad).is_ok_and(|found| found.is_file());
    plain(one)
        && length(one) == length(other)
        && matches!((digest(one), digest(other)), (Ok(one), Ok(other)) if one == other)
}

/// `naam.csv`, `naam (2).csv`.
fn numbered(naam: &str, nummer: usize) -> String {
    match (nummer, naam.rsplit_once('.')) {
        (1, _) => naam.to_owned(),
        (_, Some((stem, ext))) if !stem.is_empty() => format!("{stem} ({nummer}).{ext}"),
        _ => format!("{naam} ({nummer})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_written_over_and_the_same_file_is_kept_once() {
        let folder = tempfile::tempdir().unwrap();
        let map = folder.path().join("weg");
        assert_eq!(schrijf(&map, "a.csv", b"een").unwrap(), "a.csv");
        assert_eq!(schrijf(&map, "a.csv", b"twee").unwrap(), "a (2).csv");
        assert_eq!(schrijf(&map, "a.csv", b"een").unwrap(), "a.csv");
        assert_eq!(schrijf(&map, "a.csv", b"twee").unwrap(), "a (2).csv");
        assert_eq!(fs::read(map.join("a.csv")).unwrap(), b"een");
        assert_eq!(fs::read_dir(&map).unwrap().count(), 2);
    }
}
