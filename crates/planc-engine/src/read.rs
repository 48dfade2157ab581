use anyhow::{Context, Result, bail};
use planc_source::encoding::{NotUtf8, decode};
use planc_source::{Diagnostic, Severity, Span};
use std::path::Path;

/// A file that was read.
#[derive(Debug)]
pub struct Document {
    /// Its text; where it was not UTF-8, as well as it could be read.
    pub text: String,
    /// Where it was not UTF-8.
    pub not_utf8: Option<NotUtf8>,
}

/// The name of the diagnostic for files that are not UTF-8.
const NOT_UTF8: &str = "not-utf8";

/// Reads a file.
///
/// # Errors
/// It cannot be read, is no file, or is larger than 4 GiB.
pub fn read_document(path: &Path) -> Result<Document> {
    read_shown(path, &path.to_string_lossy())
}

/// The same, with the name that messages give it.
pub(crate) fn read_shown(path: &Path, shown: &str) -> Result<Document> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read `{shown}`"))?;
    if u32::try_from(bytes.len()).is_err() {
        bail!("`{shown}` is larger than 4 GiB");
    }
    Ok(Document::of_bytes(bytes))
}

impl Document {
    /// Bytes as text: as it is where it is UTF-8, else as well as it can be read.
    pub fn of_bytes(bytes: Vec<u8>) -> Document {
        let decoded = decode(bytes);
        Document { text: decoded.text, not_utf8: decoded.fault }
    }

    /// What is wrong with the bytes of the file, if anything is.
    pub fn diagnostic(&self) -> Option<Diagnostic> {
        let fault = self.not_utf8.as_ref()?;
        let span = if fault.span.is_empty() { Span::new(0, 0) } else { fault.span };
        let message = format!("byte {} of this file (0x{:02X}) is not UTF-8", fault.offset, fault.byte);
        let help = format!("it looks like {}; save the file as UTF-8", fault.likely);
        Some(Diagnostic::new(NOT_UTF8, Severity::Error, span, message).help(help))
    }
}
