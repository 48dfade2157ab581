use crate::Outcome;
use crate::output::{Output, diff, remark};
use anyhow::{Context, Result, bail};
use clap::{ArgGroup, Args};
use planc_edit::conflict_marker;
use planc_edit::convert::{convert, relocate};
use planc_edit::upgrade::{Upgrade, upgrade};
use planc_engine::{Open, Workspace, create_new};
use planc_store::Locked;
use std::path::{Path, PathBuf};

/// Write a plan in another dialect, or on the newest version of its template.
///
/// With --to the plan is printed, or written to a new file: what the other dialect has a place for stands there in
/// its own form, the rest at the end below `Carried Over`, and converting back gives the same plan. With
/// --to-latest the plan itself is changed: headings, their order and the keys of the header follow the newest
/// template, what people wrote stays, and what both changed stands between conflict markers.
///
/// Exit status 1 says that something must be looked at: a conflict, or a value that is not read as before.
#[derive(Args)]
#[command(group(ArgGroup::new("way").required(true).args(["to", "to_latest"])), after_help = "\
Examples:
  planc convert PLAN-001 --to phased
  planc convert PLAN-001 --to service --output specs/001-login/plan.md
  planc convert plan.md --to docs/templates/our-plan.md
  planc convert plan.md --to governed@2
  planc convert PLAN-001 --to-latest --dry-run
  planc convert PLAN-001 --to-latest")]
pub struct Convert {
    /// A path, an id, or `-` for standard input.
    plan: String,
    /// A dialect's name, with or without a version, or the path of a template.
    #[arg(long, value_name = "D")]
    to: Option<String>,
    /// Merge the plan with the newest version of its dialect's template.
    #[arg(long)]
    to_latest: bool,
    /// Write a new file instead; links that are relative lead to the same places from there.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write nothing: print the plan or, with --to-latest, what would change.
    #[arg(long)]
    dry_run: bool,
}

impl Convert {
    /// Converts or merges it, and writes or prints the result.
    pub fn run(self, workspace: &mut Workspace, out: &mut Output) -> Result<Outcome> {
        match &self.to {
            Some(to) => self.convert(to, workspace, out),
            None => self.upgrade(workspace, out),
        }
    }

    fn convert(&self, to: &str, workspace: &mut Workspace, out: &mut Output) -> Result<Outcome> {
        let dialect = workspace.dialect(to)?;
        let (name, version) = (dialect.name.clone(), dialect.version);
        let library = workspace.library();
        let dialect = library.dialect_version(&name, version).context("the dialect was just found")?;
        let open = workspace.find(&self.plan)?;
        whole(&open.document.text, &open.shown)?;
        let found = convert(&open.document.text, library, dialect);
        self.put(&open, &found.text, workspace.cwd(), out)?;
        if found.differs.is_empty() {
            return Ok(Outcome::Clean);
        }
        remark(&format!(
            "`{}` says {} in a way that is read otherwise from the new text; the words are all there",
            open.shown,
            found.differs.join(", ").replace('/', ".")
        ));
        Ok(Outcome::Found)
    }

    /// Prints the text, or writes it to a new file.
    fn put(&self, open: &Open, text: &str, cwd: &Path, out: &mut Output) -> Result<()> {
        let Some(output) = &self.output else { return out.text(text) };
        let path = cwd.join(output);
        let folder =
            |p: &Path| p.parent().map_or_else(String::new, |p| p.to_string_lossy().replace('\\', "/"));
        let text = match &open.file {
            Some(file) => relocate(text, &folder(&cwd.join(&file.path)), &folder(&path)),
            None => text.to_owned(),
        };
        if self.dry_run {
            return out.text(text);
        }
        create_new(&path, &text)?;
        out.line(output.to_string_lossy())
    }

    fn upgrade(&self, workspace: &Workspace, out: &mut Output) -> Result<Outcome> {
        let open = workspace.find(&self.plan)?;
        let file = open.file.as_ref().map(|f| f.path.clone());
        let in_place = self.output.is_none() && !self.dry_run;
        let (Some(path), true) = (file, in_place) else {
            let Some(found) = latest(&open.document.text, &open.shown, workspace)? else {
                return Ok(Outcome::Clean);
            };
            if self.output.is_some() || open.file.is_none() {
                self.put(&open, &found.text, workspace.cwd(), out)?;
            } else {
                out.text(diff(&open.shown, &open.document.text, &found.text))?;
            }
            return Ok(conflicts(&found, &open.shown));
        };
        let locked = Locked::open(&path)?;
        let Some(found) = latest(locked.text(), &open.shown, workspace)? else { return Ok(Outcome::Clean) };
        locked.replace(&found.text)?;
        out.line(&open.shown)?;
        Ok(conflicts(&found, &open.shown))
    }
}

/// The text on the newest template; `None` where it is on it already.
fn latest(text: &str, shown: &str, workspace: &Workspace) -> Result<Option<Upgrade>> {
    whole(text, shown)?;
    let library = workspace.library();
    let own = library.fit(&planc_syntax::parse(text)).dialect;
    let old = library.dialect_version(&own.name, own.version);
    let Some((old, new)) = old.zip(library.dialect(&own.name)) else {
        bail!("`{shown}` follows no dialect that planc knows; `planc convert {shown} --to D` gives it one");
    };
    if old.version == new.version {
        remark(&format!("`{shown}` is on the newest version of its dialect, {}", new.label()));
        return Ok(None);
    }
    Ok(Some(upgrade(text, library, old, new)))
}

/// Refuses a text in which an earlier merge is not settled.
fn whole(text: &str, shown: &str) -> Result<()> {
    let Some(marker) = conflict_marker(text) else { return Ok(()) };
    let line = text[..marker.start()].matches('\n').count() + 1;
    bail!("`{shown}` has conflict markers (line {line}); settle them first")
}

fn conflicts(found: &Upgrade, shown: &str) -> Outcome {
    if found.conflicts.is_empty() {
        return Outcome::Clean;
    }
    let lines: Vec<String> = found.conflicts.iter().map(usize::to_string).collect();
    let (noun, line) = if lines.len() == 1 { ("conflict", "line") } else { ("conflicts", "lines") };
    remark(&format!("{} {noun} in `{shown}`, at {line} {}", lines.len(), lines.join(", ")));
    Outcome::Found
}
