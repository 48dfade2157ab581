//! The status of a plan on disk: what it is, what it can become, and the change of all files that say it.

mod copies;
mod gate;

use crate::analysis::{Analysis, skim};
use crate::gate::Documents;
use crate::git::Git;
use crate::read::Document;
use crate::summary::plan_id;
use crate::workspace::Workspace;
use anyhow::{Result, anyhow, bail};
use jiff::civil::Date;
use planc_dialect::{Lifecycle, State};
use planc_edit::{Edited, Refusal, StatusChange, choose, conflict_marker, set_status};
use planc_source::{LineIndex, Span};
use planc_store::{Locked, lock_all};
use schemars::JsonSchema;
use serde::Serialize;

/// A change of status that somebody asks for.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    /// A path or an id.
    pub plan: String,
    /// The state or a word for it.
    pub state: String,
    /// Who; the user of git where nobody is named.
    pub by: Option<String>,
    /// Why.
    pub note: Option<String>,
    /// Where it was agreed.
    pub reference: Option<String>,
    /// Whether to do it though something speaks against it.
    pub force: bool,
    /// Whether nothing is written.
    pub dry_run: bool,
}

/// How far a plan is, and what it can become.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Standing {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its file.
    pub path: String,
    /// Its state; absent without a status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<State>,
    /// The word, as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub word: Option<String>,
    /// The entry of the history that says so, else the newest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Since>,
    /// What can come next, in the order of the dialect's words.
    pub next: Vec<NextState>,
}

/// Since when a plan is in its state.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Since {
    /// The day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Who.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
}

/// A state that can come next.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct NextState {
    /// The state.
    pub state: State,
    /// The dialect's word for it.
    pub word: String,
    /// What speaks against it; nothing where it may be.
    pub reasons: Vec<String>,
}

/// What came of a change.
#[derive(Clone, Debug)]
pub enum StatusOutcome {
    /// The plan says so already.
    Unchanged {
        /// The word it has.
        word: String,
    },
    /// Something speaks against it.
    Refused {
        /// The word it would have got.
        word: String,
        /// Everything that does.
        reasons: Vec<String>,
    },
    /// It was changed, or would be.
    Changed {
        /// The word before; `None` without a status.
        from: Option<String>,
        /// The word now.
        to: String,
        /// The version that the history gave it.
        version: Option<String>,
        /// The files, the plan first.
        files: Vec<ChangedFile>,
        /// Files that should repeat the status and do not: the path and why.
        left: Vec<(String, String)>,
    },
}

/// A file that changed.
#[derive(Clone, Debug)]
pub struct ChangedFile {
    /// Its path as shown.
    pub path: String,
    /// Its text before.
    pub old: String,
    /// Its text now.
    pub new: String,
}

impl Workspace {
    /// How far a plan is, and what speaks against each state that can come next.
    ///
    /// # Errors
    /// There is no such plan.
    pub fn standing(&self, plan: &str, today: Date) -> Result<Standing> {
        let open = self.find(plan)?;
        let text = &open.document.text;
        let analysis = skim(self.library(), text, &open.shown);
        let life = self.lifecycle(&analysis);
        let status = analysis.plan.meta.status.as_ref();
        let current = status.map(|s| s.state.value);
        let mut next = Vec::new();
        let documents = Documents::read(self);
        for state in following(&life, current) {
            let reasons = match self.imagined(&analysis, &life, state, today) {
                Ok(edited) if open.file.is_some() => {
                    gate::reasons_against(self, &documents, &open, &edited, state)?
                }
                Ok(_) => Vec::new(),
                Err(refusal) => vec![refused(&open.shown, text, &refusal).to_string()],
            };
            next.push(NextState { state, word: word_for(&life, state), reasons });
        }
        Ok(Standing {
            id: open.file.as_ref().map_or(open.shown.clone(), |f| plan_id(&analysis, &f.path)),
            title: analysis.plan.meta.title.as_ref().map_or(String::new(), |t| t.value.to_string()),
            path: open.shown.clone(),
            state: current,
            word: status.map(|s| s.word.value.to_string()),
            since: since(&analysis),
            next,
        })
    }

    /// Changes the status of a plan, and of the files that repeat it. All of them are locked, edited and read again
    /// before the first is written; the plan comes first, so that the same command finishes what was broken off.
    ///
    /// # Errors
    /// There is no such plan, nobody knows the word, a file cannot be changed or is not understood.
    pub fn change_status(&self, ask: &Ask, today: Date) -> Result<StatusOutcome> {
        let open = self.find(&ask.plan)?;
        let Some(file) = &open.file else { bail!("standard input has no file to change; name a plan") };
        let (copies, mut left) = self.copies(file, &open.document.text);
        let mut paths = vec![file.path.clone()];
        paths.extend(copies.iter().map(|c| c.path.clone()));
        let sources = match ask.dry_run {
            true => Sources::Read(paths.iter().map(|p| read(p)).collect::<Result<_>>()?),
            false => Sources::Locked(lock_all(&paths)?),
        };
        let texts = sources.texts();
        for (text, shown) in
            texts.iter().zip([&file.shown].into_iter().chain(copies.iter().map(|c| &c.shown)))
        {
            if let Some(at) = conflict_marker(text) {
                let message = "a merge is not settled here; settle it before the status is changed";
                return Err(refused(shown, text, &Refusal { span: at, message: message.to_owned() }));
            }
        }
        let text = texts[0];
        let analysis = skim(self.library(), text, &file.shown);
        let life = self.lifecycle(&analysis);
        let status = analysis.plan.meta.status.as_ref();
        let current = status.map(|s| s.state.value);
        let (state, word) = choose(&ask.state, status, &life, self.library().vocabulary())
            .map_err(|unknown| unknown_word(&ask.state, &life, &unknown.known))?;
        let by = ask.by.clone().or_else(|| author(self.root()));
        let mut change = StatusChange {
            state,
            word: &word,
            life: &life,
            date: today,
            author: by.as_deref(),
            note: ask.note.as_deref(),
            reference: ask.reference.as_deref(),
            forced: false,
        };
        let document = document(self, &analysis);
        let fail = |refusal: Refusal| refused(&file.shown, text, &refusal);
        let mut edited = set_status(document, &change).map_err(fail)?;
        let already = current == Some(state) && edited.version.is_none() && says(status, &word);
        let mut reasons = Vec::new();
        if !already {
            reasons = transition(&analysis, &life, current, state, &word);
            reasons.extend(backwards(&analysis, today, &file.shown, text));
            reasons.extend(gate::reasons_against(self, &Documents::read(self), &open, &edited, state)?);
        }
        if !reasons.is_empty() {
            if !ask.force {
                return Ok(StatusOutcome::Refused { word, reasons });
            }
            if ask.note.as_ref().is_none_or(|n| n.trim().is_empty()) {
                bail!("`--force` needs `--note`: the history says why it was forced");
            }
            change.forced = true;
            edited = set_status(document, &change).map_err(fail)?;
        }
        let mut news = vec![(file.shown.clone(), edited.text.clone())];
        for (copy, text) in copies.iter().zip(&texts[1..]) {
            let (new, count) = copy.mirror(self, text, &change)?;
            if count == 0 {
                left.push((copy.shown.clone(), "no status in it is that of the plan".to_owned()));
            }
            news.push((copy.shown.clone(), new));
        }
        let changed = news.iter().zip(&texts).filter(|((_, new), old)| new != *old);
        let files: Vec<ChangedFile> = changed
            .map(|((path, new), old)| ChangedFile {
                path: path.clone(),
                old: (*old).to_owned(),
                new: new.clone(),
            })
            .collect();
        let from = status.filter(|s| s.state.value != State::Other).map(|s| s.word.value.to_string());
        let version = edited.version.clone();
        if let Sources::Locked(locked) = sources {
            for (lock, (_, new)) in locked.into_iter().zip(&news) {
                lock.replace(new)?;
            }
        }
        if files.is_empty() && already {
            return Ok(StatusOutcome::Unchanged { word });
        }
        Ok(StatusOutcome::Changed { from, to: word, version, files, left })
    }

    /// The life of a plan: as the workspace has it, else its dialect, else as usual.
    fn lifecycle(&self, analysis: &Analysis<'_>) -> Lifecycle {
        let name = &analysis.fit.dialect;
        let dialect = self.library().dialect_version(&name.name, name.version);
        let own = self.config().lifecycle.clone();
        own.or_else(|| dialect.map(|d| d.lifecycle.clone())).unwrap_or_else(Lifecycle::general)
    }

    /// The plan as it would be in another state.
    fn imagined(
        &self,
        analysis: &Analysis<'_>,
        life: &Lifecycle,
        state: State,
        today: Date,
    ) -> Result<Edited, Refusal> {
        let word = word_for(life, state);
        let change = StatusChange {
            state,
            word: &word,
            life,
            date: today,
            author: Some("somebody"),
            note: None,
            reference: None,
            forced: false,
        };
        set_status(document(self, analysis), &change)
    }
}

/// The texts of the files that change, with their locks where they are to be written.
enum Sources {
    Locked(Vec<Locked>),
    Read(Vec<String>),
}

impl Sources {
    fn texts(&self) -> Vec<&str> {
        match self {
            Sources::Locked(locked) => locked.iter().map(Locked::text).collect(),
            Sources::Read(texts) => texts.iter().map(String::as_str).collect(),
        }
    }
}

fn read(path: &std::path::Path) -> Result<String> {
    let Document { text, not_utf8 } = crate::read::read_document(path)?;
    match not_utf8 {
        Some(_) => bail!("`{}` is not UTF-8; save it as UTF-8 first", path.display()),
        None => Ok(text),
    }
}

/// Who works here, as git knows it.
pub fn author(folder: &std::path::Path) -> Option<String> {
    let name = Git::open(folder).ok()?.run(&["config", "user.name"]).ok()?;
    Some(name.trim().to_owned()).filter(|n| !n.is_empty())
}

fn document<'d, 'a>(workspace: &'d Workspace, analysis: &'d Analysis<'a>) -> planc_edit::Document<'d, 'a> {
    planc_edit::Document {
        tree: &analysis.tree,
        fit: &analysis.fit,
        plan: &analysis.plan,
        library: workspace.library(),
    }
}

fn says(status: Option<&planc_model::Status<'_>>, word: &str) -> bool {
    let bare = |w: &str| w.to_lowercase().replace(['_', '-'], " ");
    status.is_some_and(|s| bare(&s.word.value) == bare(word))
}

/// The states that can follow; those of a state that the dialect does not have are the usual ones.
fn following(life: &Lifecycle, current: Option<State>) -> Vec<State> {
    match current {
        Some(state) if state != State::Other && !life.knows(state) => Lifecycle::general().after(Some(state)),
        _ => life.after(current),
    }
}

fn word_for(life: &Lifecycle, state: State) -> String {
    let general = Lifecycle::general();
    let word = life.first(state).or(general.first(state));
    word.map_or(state.word().to_owned(), |w| w.word.clone())
}

/// Why the dialect does not have this state, or not here.
fn transition(
    analysis: &Analysis<'_>,
    life: &Lifecycle,
    current: Option<State>,
    state: State,
    word: &str,
) -> Vec<String> {
    let next = following(life, current);
    if next.contains(&state) || current == Some(state) {
        return Vec::new();
    }
    let list = |words: Vec<String>| words.join(", ");
    if !life.knows(state) {
        let words = life.words().iter().map(|w| w.word.clone()).collect();
        let whose = match &*analysis.fit.dialect.name {
            "generic" => "a plan of this workspace".to_owned(),
            name => format!("a plan of the dialect `{name}`"),
        };
        return vec![format!("{whose} is never {word}; its statuses are {}", list(words))];
    }
    let now = analysis.plan.meta.status.as_ref().filter(|s| s.state.value != State::Other);
    let now = now.map_or("a plan without a status".to_owned(), |s| s.word.value.to_string());
    let words: Vec<String> = next.into_iter().map(|s| word_for(life, s)).collect();
    vec![match words.is_empty() {
        true => format!("{now} is final, and cannot become {word}"),
        false => format!("{now} cannot become {word}; next can be {}", list(words)),
    }]
}

/// Whether the plan has a day that is still to come: then the clock is wrong, or the plan.
fn backwards(analysis: &Analysis<'_>, today: Date, shown: &str, text: &str) -> Option<String> {
    let history = analysis.plan.history.iter().flatten().filter_map(|r| r.date.as_ref());
    let dates = history.chain(&analysis.plan.meta.updated);
    let newest = dates.filter_map(|d| Some((d.value.parse::<Date>().ok()?, d.span))).max_by_key(|(d, _)| *d);
    let (date, span) = newest.filter(|(date, _)| *date > today)?;
    let message = format!("the plan was changed on {date}, and today is {today}: the clock goes back");
    Some(placed(shown, text, span, &message))
}

/// The entry of the history that named the state, else the newest one.
fn since(analysis: &Analysis<'_>) -> Option<Since> {
    let rows = analysis.plan.history.as_deref().unwrap_or(&[]);
    let word = &analysis.plan.meta.status.as_ref()?.word.value.to_lowercase();
    let dated = |r: &planc_model::Revision<'_>| r.date.as_ref().map(|d| d.value.to_string());
    let named = |r: &&planc_model::Revision<'_>| {
        r.summary.as_ref().is_some_and(|s| s.value.to_lowercase().contains(&**word))
    };
    let newest = rows.iter().filter(named).max_by_key(|r| dated(r)).or(rows.iter().max_by_key(|r| dated(r)));
    let text = |t: &Option<planc_model::Text<'_>>| t.as_ref().map(|t| t.value.to_string());
    match newest {
        Some(r) => Some(Since { date: dated(r), version: text(&r.version), author: text(&r.author) }),
        None => {
            let date = text(&analysis.plan.meta.updated)?;
            Some(Since { date: Some(date), version: None, author: None })
        }
    }
}

fn unknown_word(asked: &str, life: &Lifecycle, known: &[String]) -> anyhow::Error {
    let near = planc_lint::closest(asked, known.iter().map(String::as_str));
    let words: Vec<&str> = life.words().iter().map(|w| w.word.as_str()).collect();
    let help =
        near.map_or(format!("the plan knows {}", words.join(", ")), |n| format!("did you mean `{n}`?"));
    anyhow!("`{asked}` is no status that planc knows; {help}")
}

/// What is in the way, with its line.
fn refused(shown: &str, text: &str, refusal: &Refusal) -> anyhow::Error {
    anyhow!("{}", placed(shown, text, refusal.span, &refusal.message))
}

fn placed(shown: &str, text: &str, span: Span, message: &str) -> String {
    let line = LineIndex::new(text).position(text, span.start()).line;
    format!("{shown}:{line}: {message}")
}
