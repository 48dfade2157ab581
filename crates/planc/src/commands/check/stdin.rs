//! `planc check -`: a text that an editor or another program holds.

use super::Check;
use super::report::{Rendered, Reporter, Style};
use crate::Outcome;
use crate::output::{Output, diff};
use anyhow::{Result, bail};
use planc_engine::{
    CheckOptions, Document, FileReport, FileSurroundings, Finding, PlanFile, Workspace, fix, report, skim,
};
use planc_lint::{NoSurroundings, Surroundings};
use std::io::Read;

impl Check {
    /// Checks standard input. What is mended or would change is the result, on stdout; findings that are left go
    /// to stderr then.
    pub(super) fn check_stdin(
        &self,
        workspace: &Workspace,
        options: &CheckOptions<'_>,
        out: &mut Output,
    ) -> Result<Outcome> {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes)?;
        let document = Document::of_bytes(bytes);
        let name = self.stdin_filename.as_ref().map_or("-".to_owned(), |p| p.display().to_string());
        let place = self.stdin_filename.as_ref().map(|p| workspace.cwd().join(p));
        let library = workspace.library();
        let beside = place.map(|p| FileSurroundings::of(&p, workspace.root(), library));
        let surroundings: &dyn Surroundings =
            beside.as_ref().map_or(&NoSurroundings, |b| b as &dyn Surroundings);
        let place = surroundings.place();
        let chosen = options.settings.at(place.as_deref());
        let mut text = document.text.clone();
        if self.mends() {
            if document.not_utf8.is_some() {
                bail!("standard input is not UTF-8 and is not mended; save it as UTF-8 first");
            }
            text = fix(library, &text, &name, surroundings, self.mode(), &chosen).text;
            if self.diff {
                out.text(diff(&name, &document.text, &text))?;
                return Ok(Outcome::Clean);
            }
            out.text(&text)?;
            out.flush()?;
        }
        let mut beside = out.beside();
        let out = if self.mends() { &mut beside } else { out };
        let style = Style::new(self, out.color());
        let mut reporter = Reporter::begin(self, out)?;
        let (mut known, mut failed) = (0, None);
        let mut take = |report: FileReport<Rendered>| {
            known += report.known;
            failed = failed.take().or_else(|| reporter.take(&report).err());
        };
        let document = Document { text, ..document };
        match &self.stdin_filename {
            // What has a place has companions, and they are checked with it.
            Some(path) => {
                let file = PlanFile { path: workspace.cwd().join(path), shown: name };
                workspace.check_text(&file, &document, options, |f| style.render(f), take);
            }
            None => {
                let mut found = skim(library, &document.text, &name).check(library, surroundings, &chosen);
                found.splice(0..0, document.diagnostic().filter(|d| chosen.wants(d.rule)));
                let render = |f: &Finding<'_>| style.render(f);
                take(report(&name, name.clone(), &document.text, &found, options.baseline, &render));
            }
        }
        if let Some(error) = failed {
            return Err(error);
        }
        let outcome = reporter.finish(1, known)?;
        beside.flush()?;
        Ok(outcome)
    }
}
