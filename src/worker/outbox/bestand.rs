//! Files that are whole or not there: letters, meldingen, and mails that become files.
//!
//! Easy to get wrong: the moment before the rename. Only a file whose bytes are on the disk gets its name,
//! and the name is the same each time, so that making it once more after a crash replaces it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use super::OutboxFout;

/// Writes a file, whole, under a name it did not have or had with the same content.
pub(super) fn write(pad: &Path, content: &[u8]) -> Result<(), OutboxFout> {
    put(pad, content).map_err(|source| OutboxFout::Schrijven {
        pad: pad.display().to_string(),
        source,
    })
}

fn put(pad: &Path, content: &[u8]) -> io::Result<()> {
    let (Some(map), Some(naam)) = (pad.parent(), pad.file_name()) else {
        return Err(io::Error::from(io::ErrorKind::InvalidInput));
    };
    fs::create_dir_all(map)?;
    // Begins with a dot, so that whoever watches the folder passes it by.
    let half = map.join(format!(".{}.half", naam.to_string_lossy()));
    let mut file = File::create(&half)?;
    file.write_all(content)?;
    file.sync_all()?;
    drop(file);
    fs::rename(&half, pad)?;
    // The name, too, must outlive the machine.
    File::open(map)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_half_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let pad = folder.path().join("brieven/Z1-5.html");
        write(&pad, b"eerst").unwrap();
        write(&pad, b"opnieuw").unwrap();
        assert_eq!(fs::read(&pad).unwrap(), b"opnieuw");
        assert_eq!(
            fs::read_dir(folder.path().join("brieven")).unwrap().count(),
            1
        );
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_told_by_name() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("brieven"), "geen map").unwrap();
        let fout = write(&folder.path().join("brieven/Z1-5.html"), b"x").unwrap_err();
        assert!(fout.to_string().contains("Z1-5.html"), "{fout}");
    }
}
