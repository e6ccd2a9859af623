//! The bytes of a sender, a window at a time, with the number of the line one is at.
//!
//! Easy to get wrong: reading ahead. However long the file and however broken its rows, no more than a window
//! is in memory.

use std::io::{self, Read};

/// How much is read at a time.
const BLOK: usize = 64 * 1024;
/// The longest row or melding: a hundred times what a real one needs.
pub(super) const LANGSTE: usize = 256 * 1024;

/// A reader with a window.
#[derive(Debug)]
pub(super) struct Bron<R> {
    inner: R,
    buffer: Vec<u8>,
    /// Where the window begins in the buffer.
    begin: usize,
    /// No more bytes come.
    op: bool,
    /// Number of the line the window begins in, from 1.
    pub regel: usize,
    /// Column in bytes of the window's first byte, from 1.
    pub kolom: usize,
    /// Bytes consumed.
    pub gelezen: u64,
}

impl<R: Read> Bron<R> {
    pub fn new(inner: R) -> Self {
        Self {
            inner,
            buffer: Vec::new(),
            begin: 0,
            op: false,
            regel: 1,
            kolom: 1,
            gelezen: 0,
        }
    }

    /// What is in the window.
    pub fn venster(&self) -> &[u8] {
        &self.buffer[self.begin..]
    }

    /// Whether the window reaches the end of the file.
    pub fn is_op(&self) -> bool {
        self.op
    }

    /// Makes the window larger than it is; `false` when nothing more comes or it has its full size.
    pub fn meer(&mut self) -> io::Result<bool> {
        if self.op || self.venster().len() >= LANGSTE {
            return Ok(false);
        }
        self.buffer.drain(..self.begin);
        self.begin = 0;
        let had = self.buffer.len();
        self.buffer.resize(had + BLOK, 0);
        let read = loop {
            match self.inner.read(&mut self.buffer[had..]) {
                Err(fout) if fout.kind() == io::ErrorKind::Interrupted => {}
                result => break result,
            }
        };
        self.buffer
            .truncate(had + read.as_ref().map_or(0, |read| *read));
        self.op = read? == 0;
        Ok(!self.op)
    }

    /// Makes sure that something is in the window; `false` at the end of the file.
    pub fn gevuld(&mut self) -> io::Result<bool> {
        while self.venster().is_empty() {
            if !self.meer()? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Moves past the first `n` bytes of the window.
    pub fn verbruik(&mut self, n: usize) {
        let taken = &self.buffer[self.begin..self.begin + n];
        let lines = taken.iter().filter(|byte| **byte == b'\n').count();
        self.kolom = match taken.iter().rposition(|byte| *byte == b'\n') {
            Some(at) => n - at,
            None => self.kolom + n,
        };
        self.regel += lines;
        self.gelezen += u64::try_from(n).unwrap_or(u64::MAX);
        self.begin += n;
    }

    /// Takes the first line with its end; `None` when it is longer than a row may be. It is then past.
    pub fn regel_af(&mut self) -> io::Result<Option<Vec<u8>>> {
        loop {
            if let Some(at) = self.venster().iter().position(|byte| *byte == b'\n') {
                let line = self.venster()[..=at].to_vec();
                self.verbruik(at + 1);
                return Ok((line.len() <= LANGSTE).then_some(line));
            }
            if !self.meer()? {
                break;
            }
        }
        if self.op {
            let line = self.venster().to_vec();
            self.verbruik(line.len());
            return Ok(Some(line));
        }
        self.sla_regel_over()?;
        Ok(None)
    }

    /// Moves past the next end of a line.
    pub fn sla_regel_over(&mut self) -> io::Result<()> {
        while self.gevuld()? {
            let end = self.venster().iter().position(|byte| *byte == b'\n');
            let n = end.map_or(self.venster().len(), |at| at + 1);
            self.verbruik(n);
            if end.is_some() {
                break;
            }
        }
        Ok(())
    }
}
