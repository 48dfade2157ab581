use planc_source::render::{Source, human};
use planc_source::{Diagnostic, LineIndex, Severity, Span};
use std::ops::Range;

/// A `planc.toml` that cannot be used.
#[derive(Debug)]
pub struct ConfigError {
    path: String,
    /// What stands behind `cannot be used`.
    message: String,
}

impl ConfigError {
    pub(crate) fn new(path: &str, message: String) -> ConfigError {
        ConfigError { path: path.to_owned(), message }
    }
}

impl std::fmt::Display for ConfigError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` cannot be used{}", self.path, self.message.trim_end())
    }
}

impl std::error::Error for ConfigError {}

/// What is wrong with a configuration, and where.
#[derive(Debug)]
pub(crate) struct Fault {
    at: Range<usize>,
    message: String,
    help: Option<String>,
}

impl Fault {
    pub(crate) fn new(at: Range<usize>, message: String) -> Fault {
        Fault { at, message, help: None }
    }

    pub(crate) fn help(self, help: impl Into<String>) -> Fault {
        Fault { help: Some(help.into()), ..self }
    }

    /// What the reader of TOML says, in our words where it speaks of a name that it does not know.
    pub(crate) fn of_toml(error: &toml::de::Error) -> Fault {
        let fault = Fault::new(error.span().unwrap_or(0..0), error.message().to_owned());
        let mut words = error.message().split('`').skip(1).step_by(2);
        let what = match error.message() {
            m if m.starts_with("unknown field") => "key",
            m if m.starts_with("unknown variant") => "word",
            _ => return fault,
        };
        let Some(wrong) = words.next() else { return fault };
        let message = format!("there is no {what} `{wrong}` here");
        let known: Vec<&str> = words.collect();
        let help = match planc_lint::closest(wrong, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are `{}`", known.join("`, `")),
        };
        Fault { message, ..fault }.help(help)
    }

    /// The fault with its line of the file.
    pub(crate) fn shown(self, path: &str, text: &str) -> ConfigError {
        let span = Span::new(self.at.start, self.at.end);
        let mut diagnostic = Diagnostic::new("planc.toml", Severity::Error, span, self.message);
        diagnostic.help = self.help;
        let lines = LineIndex::new(text);
        let drawn = human(&diagnostic, &Source { path, text, lines: &lines }, false);
        ConfigError::new(path, format!("\n\n{drawn}"))
    }
}
