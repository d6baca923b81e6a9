//! The lines of a file, read by a thread of their own. What is wrong with one ends them with an error that says which it is.

use std::io::{BufRead, Read as _};
use std::thread;

use anyhow::{Context as _, anyhow, bail, ensure};
use store::archive::{Begin, FORMAT, Record};
use tokio::sync::mpsc;

/// The longest line, in bytes: many times what a message takes, with everybody whom it can call.
const MAX_LINE: usize = 1024 * 1024;
/// Bytes of lines that are handed over at once, and how often that may wait.
const CHUNK: usize = 64 * 1024;
const WAITING: usize = 4;

/// A line that could be read, and where it stands.
pub(super) struct Line {
    pub(super) number: u64,
    pub(super) record: Record,
}

/// Everything after the first line, the last one included.
pub(super) fn read(file: impl BufRead + Send + 'static) -> anyhow::Result<mpsc::Receiver<anyhow::Result<Vec<Line>>>> {
    let (lines, waiting) = mpsc::channel(WAITING);
    // A thread of its own, and not the runtime's: that would wait at the end for an input that nobody closes.
    thread::Builder::new().name("import-lines".into()).spawn(move || hand_over(file, &lines)).context("cannot start a thread")?;
    Ok(waiting)
}

fn hand_over(file: impl BufRead, lines: &mpsc::Sender<anyhow::Result<Vec<Line>>>) {
    let mut reader = Reader { file, number: 0, bytes: Vec::new() };
    if let Err(error) = reader.hand_over(lines) {
        // Whoever does not listen any more has found a fault before this one.
        drop(lines.blocking_send(Err(error)));
    }
}

struct Reader<F> {
    file: F,
    number: u64,
    bytes: Vec<u8>,
}

impl<F: BufRead> Reader<F> {
    fn hand_over(&mut self, lines: &mpsc::Sender<anyhow::Result<Vec<Line>>>) -> anyhow::Result<()> {
        self.begin()?;
        let (mut chunk, mut size) = (Vec::new(), 0);
        loop {
            let line = self.line();
            let is_last = line.as_ref().map_or(true, |line| matches!(line.record, Record::End(_)));
            size += self.bytes.len();
            let fault = line.map(|line| chunk.push(line)).err();
            if is_last || size >= CHUNK {
                size = 0;
                if lines.blocking_send(Ok(std::mem::take(&mut chunk))).is_err() {
                    return Ok(());
                }
            }
            match fault {
                Some(fault) => return Err(fault),
                None if is_last => return self.nothing_follows(),
                None => {}
            }
        }
    }

    /// The next line's bytes; none at the end of the file.
    fn next(&mut self) -> anyhow::Result<()> {
        self.number += 1;
        self.bytes.clear();
        let number = self.number;
        let mut bounded = (&mut self.file).take(MAX_LINE as u64 + 1);
        bounded.read_until(b'\n', &mut self.bytes).with_context(|| format!("line {number}: cannot be read"))?;
        ensure!(self.bytes.len() <= MAX_LINE, "line {number}: is longer than {MAX_LINE} bytes");
        Ok(())
    }

    /// The first line says what this is; of a newer format only that much is known.
    fn begin(&mut self) -> anyhow::Result<()> {
        self.next()?;
        match serde_json::from_slice(&self.bytes) {
            Ok(Record::Suda(Begin { format: FORMAT })) => Ok(()),
            Ok(Record::Suda(Begin { format })) => {
                bail!("line 1: this file has format {format}, and this program knows {FORMAT}: run a newer program")
            }
            _ => bail!("line 1: this is no export of Suda, which begins with {{\"suda\":{{\"format\":{FORMAT}}}}}"),
        }
    }

    fn line(&mut self) -> anyhow::Result<Line> {
        self.next()?;
        let number = self.number;
        let record = match serde_json::from_slice(&self.bytes) {
            Ok(record) => record,
            Err(_) if !self.bytes.ends_with(b"\n") => {
                bail!("line {number}: the file is cut off here: export or copy it again, and import the whole of it")
            }
            Err(error) => return Err(wrong(number, &error)),
        };
        ensure!(!matches!(record, Record::Suda(_)), "line {number}: another file begins here: import one after the other");
        Ok(Line { number, record })
    }

    fn nothing_follows(&mut self) -> anyhow::Result<()> {
        self.next()?;
        ensure!(self.bytes.is_empty(), "line {}: something follows the end", self.number);
        Ok(())
    }
}

/// As `serde_json` says it, but with the line of the file.
fn wrong(number: u64, error: &serde_json::Error) -> anyhow::Error {
    let said = error.to_string();
    let what = said.rsplit_once(" at line ").map_or(said.as_str(), |(what, _)| what);
    anyhow!("line {number}, column {}: {what}", error.column())
}
