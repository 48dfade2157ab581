//! What conditions look at: the plan as it would be in the state that is asked for.

use super::{Reason, rank};
use crate::analysis::{analyze, check_in};
use crate::approvals::Approvals;
use crate::summary::plan_id;
use crate::surroundings::FileSurroundings;
use crate::workspace::{Open, Workspace};
use anyhow::{Result, bail};
use planc_dialect::{Document, State};
use planc_lint::{CompanionContext, Context, Surroundings, check_companion};
use planc_model::{Facts, Spanned, Status};
use planc_source::{Diagnostic, LineIndex, Severity, Span};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A plan with all that a condition may ask of it.
pub(crate) struct Sight<'s, 'a> {
    pub(crate) workspace: &'s Workspace,
    pub(crate) open: &'s Open,
    pub(crate) cx: Context<'s, 'a>,
    /// What the plan is known by.
    pub(crate) name: String,
    /// Its state as it is.
    pub(crate) state: Option<State>,
    /// The status word as it is.
    pub(crate) word: Option<String>,
    /// The state that is asked for.
    pub(crate) target: State,
    pub(crate) approvals: Approvals,
    /// Its companions, each with its path from the plan.
    pub(crate) companions: Vec<(String, Arc<Facts>)>,
    found: Vec<Found>,
    lines: LineIndex,
}

/// A finding in the plan or in a companion.
struct Found {
    rule: &'static str,
    severity: Severity,
    reason: Reason,
}

/// Looks at a plan as it would be in a state.
pub(crate) fn with<R>(
    workspace: &Workspace,
    open: &Open,
    target: Option<State>,
    look: impl FnOnce(&Sight<'_, '_>) -> R,
) -> Result<R> {
    let Some(file) = &open.file else { bail!("a gate needs a file; standard input has no workspace") };
    let library = workspace.library();
    let text = &open.document.text;
    let mut analysis = analyze(library, text, &open.shown);
    let approvals = workspace.approvals_of(&workspace.plan_of(open, &analysis)?)?;
    let name = plan_id(&analysis, &file.path);
    let status = analysis.plan.meta.status.take();
    let state = status.as_ref().map(|s| s.state.value);
    let word = status.as_ref().map(|s| s.word.value.to_string());
    let target =
        target.unwrap_or(if state == Some(State::Complete) { State::Complete } else { State::InProgress });
    let at = status.as_ref().map_or(Span::at(0), |s| s.state.span);
    analysis.plan.meta.status = Some(match status {
        // An unknown word stays one: its rule must see it.
        Some(status) if status.state.value == State::Other => status,
        Some(status) => Status { state: Spanned::new(target, at), ..status },
        None => Status {
            state: Spanned::new(target, at),
            word: Spanned::new(Cow::Borrowed(target.word()), at),
            decoration: None,
            note: None,
            superseded_by: None,
        },
    });
    let surroundings = FileSurroundings::of(&file.path, workspace.root(), library);
    let chosen = workspace.settings().at(surroundings.place().as_deref());
    let cx = analysis.context(library, &surroundings);
    let lines = LineIndex::new(text);
    let mut found: Vec<Found> =
        check_in(&cx, &chosen).into_iter().map(|d| Found::of(d, &open.shown, text, &lines)).collect();
    let mut companions = Vec::new();
    for path in planc_lint::companions(&cx) {
        let Some(facts) = surroundings.facts(&path) else { continue };
        found.extend(beside(workspace, &surroundings, &path, &facts, target));
        companions.push((path, facts));
    }
    let sight = Sight { workspace, open, cx, name, state, word, target, approvals, companions, found, lines };
    Ok(look(&sight))
}

/// What rules find in a companion.
fn beside(
    workspace: &Workspace,
    plan: &FileSurroundings<'_>,
    path: &str,
    facts: &Arc<Facts>,
    target: State,
) -> Vec<Found> {
    let Some(place) = plan.rooted(path) else { return Vec::new() };
    let file = workspace.root().join(&place);
    let library = workspace.library();
    let surroundings = FileSurroundings::of(&file, workspace.root(), library);
    let context = CompanionContext { facts, library, surroundings: &surroundings, state: Some(target) };
    let chosen = workspace.settings().at(Some(&place));
    let mut found = check_companion(&context, |r| chosen.wants(r));
    if found.is_empty() {
        return Vec::new();
    }
    // The text was let go when its facts were read.
    let Ok(document) = crate::read::read_document(&file) else { return Vec::new() };
    let mut comments = planc_lint::Suppressions::of(&planc_syntax::parse(&document.text));
    found.retain(|d| !comments.allow(&document.text, d));
    chosen.weigh(&mut found);
    let lines = LineIndex::new(&document.text);
    let shown = workspace.shown(&file);
    found.into_iter().map(|d| Found::of(d, &shown, &document.text, &lines)).collect()
}

impl Found {
    fn of(diagnostic: Diagnostic, shown: &str, text: &str, lines: &LineIndex) -> Found {
        let line = lines.position(text, diagnostic.span.start()).line;
        let command = format!("planc check {} --select {}", quoted(shown), diagnostic.rule);
        let path = Some(shown.to_owned());
        let reason = Reason { message: diagnostic.message, path, line: Some(line), command: Some(command) };
        Found { rule: diagnostic.rule, severity: diagnostic.severity, reason }
    }
}

/// A path as a word of a shell.
pub(crate) fn quoted(path: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '+' | ',' | '@');
    if path.chars().all(plain) { path.into() } else { format!("'{}'", path.replace('\'', r"'\''")).into() }
}

impl Sight<'_, '_> {
    /// What these rules found that is at least so bad, were the plan in the state that is asked for.
    pub(crate) fn found(&self, rules: &[&str], least: Severity) -> Vec<Reason> {
        let wanted = |f: &&Found| f.severity >= least && rules.contains(&f.rule);
        self.found.iter().filter(wanted).map(|f| f.reason.clone()).collect()
    }

    /// Errors of rules that are none of these.
    pub(crate) fn other_errors(&self, rules: &dyn Fn(&str) -> bool) -> Vec<Reason> {
        let wanted = |f: &&Found| f.severity == Severity::Error && !rules(f.rule);
        self.found.iter().filter(wanted).map(|f| f.reason.clone()).collect()
    }

    /// All findings by rule, each with the worst severity, in the order of the rules' names.
    pub(crate) fn by_rule(&self) -> Vec<(&'static str, Severity, Vec<Reason>)> {
        let mut by_rule: BTreeMap<&'static str, (Severity, Vec<Reason>)> = BTreeMap::new();
        for found in &self.found {
            let entry = by_rule.entry(found.rule).or_insert((found.severity, Vec::new()));
            entry.0 = entry.0.max(found.severity);
            entry.1.push(found.reason.clone());
        }
        by_rule.into_iter().map(|(rule, (severity, reasons))| (rule, severity, reasons)).collect()
    }

    /// The first companion of a kind.
    pub(crate) fn companion(&self, kind: Document) -> Option<&(String, Arc<Facts>)> {
        self.companions.iter().find(|(_, facts)| facts.kind == Some(kind))
    }

    /// All companions of a kind.
    pub(crate) fn all(&self, kind: Document) -> impl Iterator<Item = &(String, Arc<Facts>)> {
        self.companions.iter().filter(move |(_, facts)| facts.kind == Some(kind))
    }

    /// A companion's path as messages show it.
    pub(crate) fn shown(&self, path: &str) -> String {
        let rooted = self.cx.surroundings.rooted(path);
        rooted.map_or_else(|| path.to_owned(), |p| self.workspace.shown(&self.workspace.root().join(p)))
    }

    /// Words about a place of the plan.
    pub(crate) fn at(&self, span: Span, message: impl Into<String>) -> Reason {
        let line = self.lines.position(&self.open.document.text, span.start()).line;
        Reason {
            message: message.into(),
            path: Some(self.open.shown.clone()),
            line: Some(line),
            command: None,
        }
    }

    /// Words about the plan as a whole.
    pub(crate) fn whole(&self, message: impl Into<String>) -> Reason {
        self.at(self.cx.title_span(), message)
    }

    /// Whether the state that is asked for needs what this state needs.
    pub(crate) fn needs(&self, state: State) -> bool {
        rank(self.target) >= rank(state)
    }
}
