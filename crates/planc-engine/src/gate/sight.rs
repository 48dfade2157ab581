//! What conditions look at: the plan as it would be in the state that is asked for.

use super::together::{Concern, Documents};
use super::{Reason, rank};
use crate::analysis::{analyze, check_in};
use crate::approvals::Approvals;
use crate::check::reached;
use crate::summary::plan_id;
use crate::surroundings::FileSurroundings;
use crate::workspace::{Open, Workspace};
use anyhow::{Result, bail};
use planc_dialect::{Document, State};
use planc_lint::{Check, CompanionContext, Context, Surroundings, check_companion};
use planc_model::{Facts, Member, SelfCheck, Spanned, Status};
use planc_source::{Diagnostic, LineIndex, Severity, Span, shell_word};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A plan with all that a condition may ask of it.
pub(crate) struct Sight<'s, 'a> {
    pub(crate) workspace: &'s Workspace,
    pub(crate) documents: &'s Documents<'s>,
    pub(crate) open: &'s Open,
    pub(crate) cx: Context<'s, 'a>,
    /// Its id, else the name of its file or folder.
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
    /// Why nobody can say what rules about several documents find.
    unread: Option<String>,
    lines: LineIndex,
}

/// A finding in the plan or in a companion.
struct Found {
    rule: &'static str,
    severity: Severity,
    reason: Reason,
}

/// Looks at a plan as it would be in a state, which may depend on the one it is in.
pub(crate) fn with<R>(
    workspace: &Workspace,
    open: &Open,
    documents: &Documents<'_>,
    target: impl FnOnce(Option<State>) -> State,
    look: impl FnOnce(&Sight<'_, '_>) -> R,
) -> Result<R> {
    let Some(file) = &open.file else { bail!("a gate needs a file; standard input has no workspace") };
    let library = workspace.library();
    let text = &open.document.text;
    let mut analysis = analyze(library, text, &open.shown);
    let approvals = workspace.approvals_among(&workspace.plan_of(open, &analysis)?, documents.approvals()?);
    let name = plan_id(&analysis, &file.path);
    let place = crate::surroundings::place(&file.path, workspace.root());
    let place = place.unwrap_or_else(|| open.shown.clone());
    let mut member = Member::of_plan(&analysis.plan, place.clone(), Vec::new());
    let status = analysis.plan.meta.status.take();
    let state = status.as_ref().map(|s| s.state.value);
    let word = status.as_ref().map(|s| s.word.value.to_string());
    let target = target(state);
    member.state = state.map(|s| if s == State::Other { s } else { target });
    let at = status.as_ref().map_or(Span::at(0), |s| s.state.span);
    analysis.plan.meta.status = Some(match status {
        // An unknown word stays one: its rule must see it.
        Some(status) if status.state.value == State::Other => status,
        Some(status) if status.state.value == target => status,
        // What is said of the plan is said of it in that state, in the model's word for it.
        Some(status) => Status {
            state: Spanned::new(target, at),
            word: Spanned::new(Cow::Borrowed(target.word()), status.word.span),
            ..status
        },
        None => Status {
            state: Spanned::new(target, at),
            word: Spanned::new(Cow::Borrowed(target.word()), at),
            decoration: None,
            note: None,
            superseded_by: None,
        },
    });
    let surroundings = documents.around(&file.path);
    let chosen = workspace.settings().at(Some(&place));
    let cx = analysis.context(library, &surroundings);
    let lines = LineIndex::new(text);
    let bytes = open.document.diagnostic().filter(|d| chosen.wants(d.rule));
    // The row of the history that says so is written with the change of the status.
    let later = |d: &Diagnostic| d.rule == "completion-unrecorded" && state != Some(State::Complete);
    let own = bytes.into_iter().chain(check_in(&cx, &chosen).into_iter().filter(|d| !later(d)));
    let mut found: Vec<Found> = own.map(|d| Found::of(d, &open.shown, text, &lines)).collect();
    let mut companions = Vec::new();
    for path in planc_lint::companions(&cx) {
        let Some(facts) = surroundings.facts(&path) else { continue };
        found.extend(beside(workspace, documents, &surroundings, &path, &facts, target));
        companions.push((path, facts));
    }
    member.companions = reached(&cx);
    for concern in documents.about(&member, text) {
        found.extend(Found::together(workspace, concern, &member, &open.shown, target));
    }
    let unread = documents.problems.first().map(|problem| format!("{problem:#}"));
    Ok(look(&Sight {
        workspace,
        documents,
        open,
        cx,
        name,
        state,
        word,
        target,
        approvals,
        companions,
        found,
        unread,
        lines,
    }))
}

/// What rules find in a companion.
fn beside(
    workspace: &Workspace,
    documents: &Documents<'_>,
    plan: &FileSurroundings<'_>,
    path: &str,
    facts: &Arc<Facts>,
    target: State,
) -> Vec<Found> {
    let Some(place) = plan.rooted(path) else { return Vec::new() };
    let file = workspace.root().join(&place);
    let library = workspace.library();
    let surroundings = documents.around(&file);
    let context = CompanionContext { facts, library, surroundings: &surroundings, state: Some(target) };
    let chosen = workspace.settings().at(Some(&place));
    let mut found = check_companion(&context, chosen.rules());
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
        let command = format!("planc check {} --select {}", shell_word(shown), diagnostic.rule);
        let path = Some(shown.to_owned());
        let reason = Reason { message: diagnostic.message, path, line: Some(line), command: Some(command) };
        Found { rule: diagnostic.rule, severity: diagnostic.severity, reason }
    }

    /// What concerns the plan or a companion together with other documents. All of them must be checked to see it.
    fn together(
        workspace: &Workspace,
        concern: Concern,
        own: &Member,
        shown: &str,
        target: State,
    ) -> Option<Found> {
        let Concern { mut diagnostic, place, line } = concern;
        let chosen = workspace.settings().at(Some(&place));
        let rule = planc_lint::rule(diagnostic.rule).filter(|r| chosen.wants(r.name))?;
        diagnostic.severity = rule.severities.at(Some(target))?;
        chosen.weigh(std::slice::from_mut(&mut diagnostic));
        let path = match place == own.path {
            true => shown.to_owned(),
            false => workspace.shown(&workspace.root().join(&place)),
        };
        let folder = match workspace.cwd() == workspace.root() {
            true => String::new(),
            false => format!("-C {} ", shell_word(&workspace.root().to_string_lossy())),
        };
        let command = format!("planc {folder}check --select {}", rule.name);
        let message = diagnostic.message;
        let reason = Reason { message, path: Some(path), line: Some(line), command: Some(command) };
        Some(Found { rule: rule.name, severity: diagnostic.severity, reason })
    }
}

impl Sight<'_, '_> {
    /// What these rules found that is at least so bad, were the plan in the state that is asked for.
    pub(crate) fn found(&self, rules: &[&str], least: Severity) -> Vec<Reason> {
        let wanted = |f: &&Found| f.severity >= least && rules.contains(&f.rule);
        self.found.iter().filter(wanted).map(|f| f.reason.clone()).collect()
    }

    /// Whether a rule runs on the plan.
    pub(crate) fn ran(&self, rule: &str) -> bool {
        let place = self.cx.surroundings.place();
        self.workspace.settings().at(place.as_deref()).wants(rule)
    }

    /// Why nobody can say what these rules find, if one of them is about several documents and not all were read.
    pub(crate) fn unknown(&self, rules: &[&str]) -> Option<String> {
        let about_several =
            |name: &&str| planc_lint::rule(name).is_some_and(|r| matches!(r.check, Check::Workspace(_)));
        self.unread.clone().filter(|_| rules.iter().any(about_several))
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

    /// Whether an entry of the self-check says yes.
    pub(crate) fn says_yes(&self, entry: &SelfCheck<'_>) -> bool {
        let answer = entry.value.as_ref().map_or("", |v| v.value.trim());
        match &entry.done {
            Some(done) => done.value,
            None => {
                let yes = self.cx.library.vocabulary().answer(answer) == Some(true);
                yes || answer.eq_ignore_ascii_case("true")
            }
        }
    }

    /// Whether the state that is asked for needs what this state needs.
    pub(crate) fn needs(&self, state: State) -> bool {
        rank(self.target) >= rank(state)
    }
}
