//! Where output goes: results to stdout, progress and problems of the world to stderr.

use crate::cli::{Color, Common};
use anstyle::{AnsiColor, Style};
use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::io::{BufWriter, IsTerminal, Write};
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Standard output, with what the user said about colour and noise.
pub struct Output {
    sink: BufWriter<Box<dyn Write>>,
    color: bool,
    wish: Color,
    /// Whether to print less.
    pub quiet: bool,
    /// Whether to print more.
    pub verbose: bool,
}

impl Output {
    /// The output of a command with these options.
    pub fn new(common: &Common) -> Output {
        Output {
            sink: BufWriter::new(Box::new(std::io::stdout())),
            color: wanted(common.color, || anstream::AutoStream::choice(&std::io::stdout())),
            wish: common.color,
            quiet: common.quiet,
            verbose: common.verbose,
        }
    }

    /// The same on standard error, for a command whose result on standard output is something else.
    pub fn beside(&self) -> Output {
        Output {
            sink: BufWriter::new(Box::new(std::io::stderr())),
            color: wanted(self.wish, || anstream::AutoStream::choice(&std::io::stderr())),
            ..*self
        }
    }

    /// Whether colours are wanted.
    pub fn color(&self) -> bool {
        self.color
    }

    /// Prints a line.
    pub fn line(&mut self, text: impl AsRef<str>) -> Result<()> {
        self.text(text)?;
        self.text("\n")
    }

    /// Prints text as it is.
    pub fn text(&mut self, text: impl AsRef<str>) -> Result<()> {
        self.sink.write_all(text.as_ref().as_bytes())?;
        Ok(())
    }

    /// Prints a value as JSON.
    pub fn json(&mut self, value: &impl Serialize) -> Result<()> {
        serde_json::to_writer_pretty(&mut self.sink, value).context("cannot write")?;
        self.text("\n")
    }

    /// Text in a style, where colours are wanted.
    pub fn paint(&self, style: Style, text: &str) -> String {
        if self.color { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    /// Writes out what is buffered.
    pub fn flush(&mut self) -> Result<()> {
        self.sink.flush()?;
        Ok(())
    }
}

fn wanted(wish: Color, choice: impl Fn() -> anstream::ColorChoice) -> bool {
    match wish {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => choice() != anstream::ColorChoice::Never,
    }
}

/// Bold.
pub const BOLD: Style = Style::new().bold();
/// Dimmed.
pub const DIM: Style = Style::new().dimmed();
/// For errors.
pub const RED: Style = AnsiColor::Red.on_default().bold();
/// For warnings.
pub const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
/// For what is well.
pub const GREEN: Style = AnsiColor::Green.on_default().bold();

/// Where the user stands: the working folder, and the root of the workspace around it.
static STAND: OnceLock<(PathBuf, PathBuf)> = OnceLock::new();

/// Makes problems name files as they lie to the working folder.
pub fn stand_in(cwd: &Path, root: &Path) {
    // The first one counts; there is only one.
    let _ = STAND.set((cwd.to_owned(), root.to_owned()));
}

/// Prints a problem of the world to stderr.
pub fn problem(error: &anyhow::Error) {
    let mut stderr = anstream::stderr().lock();
    let text = match STAND.get() {
        Some((cwd, root)) => relative(&format!("{error:#}"), cwd, root),
        None => format!("{error:#}"),
    };
    // Nothing can be said when stderr is closed.
    let _ = writeln!(stderr, "{RED}error{RED:#}: {text}");
}

/// A message with the whole paths in backticks as they lie to the working folder: those who read and write files know
/// no other ones.
fn relative(text: &str, cwd: &Path, root: &Path) -> String {
    let (mut text, mut up) = (text.to_owned(), String::new());
    for folder in cwd.ancestors() {
        if folder.parent().is_some() {
            text = text.replace(&format!("`{}{MAIN_SEPARATOR}", folder.display()), &format!("`{up}"));
        }
        if folder == root {
            break;
        }
        up.push_str("../");
    }
    text
}

/// Says something on stderr that is no problem.
pub fn remark(text: &str) {
    let mut stderr = anstream::stderr().lock();
    let _ = writeln!(stderr, "{BOLD}note{BOLD:#}: {text}");
}

/// What would change in a file, as `diff -u` says it.
pub fn diff(shown: &str, old: &str, new: &str) -> String {
    let diff = similar::TextDiff::from_lines(old, new);
    diff.unified_diff().header(&format!("a/{shown}"), &format!("b/{shown}")).to_string()
}

/// Whether an error is no more than a reader that went away.
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        let json = cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        io.or(json) == Some(std::io::ErrorKind::BrokenPipe)
    })
}

/// A bar on stderr that shows itself only on a terminal and only for work of over half a second.
pub struct Progress {
    bar: ProgressBar,
    started: Instant,
    shown: bool,
}

impl Progress {
    /// A bar for `total` things.
    pub fn new(total: usize, out: &Output) -> Progress {
        let wanted = !out.quiet && std::io::stderr().is_terminal();
        let bar = ProgressBar::hidden();
        bar.set_length(total as u64);
        // A bar that nobody wants counts as shown already.
        Progress { bar, started: Instant::now(), shown: !wanted }
    }

    /// One more is done.
    pub fn step(&mut self) {
        if !self.shown && self.started.elapsed() > Duration::from_millis(500) {
            self.shown = true;
            self.bar.set_draw_target(indicatif::ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("{bar:30} {pos}/{len} plans");
            if let Ok(style) = style {
                self.bar.set_style(style);
            }
        }
        self.bar.inc(1);
    }

    /// The work is done.
    pub fn finish(self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_told_as_they_lie_to_the_working_folder() {
        let told = |text: &str| relative(text, Path::new("/home/ana/work/docs"), Path::new("/home/ana/work"));
        for (text, shown) in [
            ("cannot write `/home/ana/work/docs/plan.md`", "cannot write `plan.md`"),
            ("cannot read `/home/ana/work/specs/a/plan.md`: no", "cannot read `../specs/a/plan.md`: no"),
            ("`/home/ana/work/docs/a.md` and `/home/ana/work/b.md`", "`a.md` and `../b.md`"),
            ("`/home/ana/other/plan.md`", "`/home/ana/other/plan.md`"),
            ("`/home/ana/work/docs`", "`docs`".replace("docs", "../docs").as_str()),
        ] {
            assert_eq!(told(text), shown);
        }
    }
}
