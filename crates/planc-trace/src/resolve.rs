//! Whose id is meant: `FR-001` stands in every specification.
//!
//! An id belongs to the scope that its qualifier names, else to that of the document it stands in, else to the one
//! whose folder or plan owns the file, else to the one whose project the file is in. What is still open then is
//! ambiguous, and nobody gets the credit.

use crate::cite::{Cite, Role};
use crate::scope::{Index, Sources, TaskPlace, folder, inside, last};
use planc_model::{family, id_key, is_task};

/// What a cited id turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// Requirements: one, or all parts of one.
    Rows(Vec<usize>),
    /// A task.
    Task(TaskPlace),
    /// It may belong to each of these scopes.
    Ambiguous(Vec<usize>),
    /// There is none; what is wrong, and what may have been meant.
    Unknown(String, Option<String>),
    /// It need not be an id at all.
    Nothing,
}

/// Where an id is cited.
#[derive(Clone, Copy, Debug, Default)]
pub struct From<'a> {
    /// The scope of the document; code and commits have none.
    pub own: Option<usize>,
    /// The file, from the root of the workspace.
    pub at: Option<&'a str>,
    /// Further files that speak for a scope: those that a commit changed.
    pub beside: &'a [String],
    /// The scope that the file declares, or that the message of a commit names.
    pub declared: Option<&'a str>,
}

/// Ids that nobody uses for anything else.
const SURE: &[&str] = &["FR", "NFR", "REQ"];

/// A range over more requirements than this was not meant.
const LONGEST_RANGE: usize = 200;

/// Two requirements of a kind make it likely that a third was meant.
const ENOUGH: usize = 2;

impl Index {
    /// Whose id a citation means.
    pub fn resolve(&self, sources: &Sources, cite: &Cite, from: From<'_>) -> Found {
        let key = id_key(&cite.id);
        if is_task(&cite.id) {
            return self.resolve_task(cite, &key, from);
        }
        // A document cites its own first, whatever the others have.
        if let Some(own) = from.own.filter(|_| cite.qualifier.is_none() && !cite.elsewhere) {
            let rows = self.cited_in(own, &key, cite);
            if !rows.is_empty() {
                return Found::Rows(rows);
            }
        }
        let scopes = self.keys.having(&key);
        match self.narrow(&scopes, &key, cite, from) {
            Narrowed::One(scope) => Found::Rows(self.cited_in(scope, &key, cite)),
            Narrowed::Many(scopes) => Found::Ambiguous(scopes),
            Narrowed::NoName(name) => {
                let near = self.slip(&name).map(|n| format!("did you mean `{n}/{}`?", cite.id));
                Found::Unknown(format!("there is no specification `{name}`"), near)
            }
            Narrowed::None(wanted) => self.unknown(sources, cite, from, wanted, &scopes),
        }
    }

    /// The requirements of a scope with that key; all up to the end of a range.
    fn cited_in(&self, scope: usize, key: &str, cite: &Cite) -> Vec<usize> {
        let rows = self.rows_in(scope, key);
        let end = cite.until.as_ref().and_then(|until| self.rows_in(scope, &id_key(until)).last().copied());
        match (&rows[..], end) {
            ([first], Some(last)) if *first < last && last - first <= LONGEST_RANGE => {
                (*first..=last).filter(|row| self.kinds.get(*row) == self.kinds.get(*first)).collect()
            }
            _ => rows,
        }
    }

    fn slip(&self, name: &str) -> Option<String> {
        let near = || nearest(name, self.scopes.iter().map(|s| s.name.as_str())).map(str::to_owned);
        self.slips.borrow_mut().entry(name.to_owned()).or_insert_with(near).clone()
    }

    fn resolve_task(&self, cite: &Cite, key: &str, from: From<'_>) -> Found {
        // A task is named to say whose work it is; anything else is too likely to be a type or a timer.
        if !matches!(cite.role, Role::Implements | Role::Verifies) {
            return Found::Nothing;
        }
        let places = self.by_task.get(key).map_or(&[][..], Vec::as_slice);
        let mut scopes: Vec<usize> = places.iter().filter_map(|p| self.of_tasks[p.list]).collect();
        scopes.sort_unstable();
        match self.narrow(&scopes, key, cite, from) {
            Narrowed::One(scope) => {
                let place = places.iter().find(|p| self.of_tasks[p.list] == Some(scope));
                place.map_or(Found::Nothing, |p| Found::Task(*p))
            }
            Narrowed::Many(scopes) => Found::Ambiguous(scopes),
            Narrowed::NoName(name) => Found::Unknown(format!("there is no specification `{name}`"), None),
            Narrowed::None(Some(scope)) => {
                Found::Unknown(format!("`{}` has no task `{}`", self.scopes[scope].name, cite.id), None)
            }
            Narrowed::None(None) => Found::Nothing,
        }
    }

    /// Which of the scopes that have an id is meant; they rise.
    fn narrow(&self, scopes: &[usize], key: &str, cite: &Cite, from: From<'_>) -> Narrowed {
        if let Some(qualifier) = &cite.qualifier {
            // A whole path where that names one, else its last part.
            let named = match self.named(&qualifier.name) {
                [] => self.named(last(&qualifier.name)),
                named => named,
            };
            if !named.is_empty() {
                return only(scopes, named);
            }
            if is_document_name(last(&qualifier.name)) {
                return Narrowed::NoName(qualifier.name.clone());
            }
            // `D2/FR-1` is a list of ids, of which planc knows one. Any other word before a slash is a folder, and
            // this part of a path; before a colon it is any word.
            let listed = planc_model::id_len(&qualifier.name) == Some(qualifier.name.len());
            if qualifier.mark == '/' && !listed {
                return Narrowed::None(None);
            }
        }
        let named: Vec<usize> = cite.named.iter().flat_map(|name| self.named(name)).copied().collect();
        if let Some(own) = from.own {
            let others = cite.elsewhere && !named.contains(&own);
            return match (others, scopes.binary_search(&own)) {
                (true, _) if !named.is_empty() => only(scopes, &named),
                // Of a document that is not here nothing can be said.
                (true, _) => Narrowed::None(None),
                (false, Ok(_)) => Narrowed::One(own),
                (false, Err(_)) => Narrowed::None(Some(own)),
            };
        }
        if let Some(name) = from.declared {
            let declared = self.named(name);
            return if declared.is_empty() {
                Narrowed::NoName(name.to_owned())
            } else {
                only(scopes, declared)
            };
        }
        if named.iter().any(|n| scopes.binary_search(n).is_ok()) {
            return only(scopes, &named);
        }
        if let [one] = scopes
            && from.at.is_none()
        {
            return Narrowed::One(*one);
        }
        let paths = || from.at.into_iter().chain(from.beside.iter().map(String::as_str));
        let beside: Vec<usize> = paths().flat_map(|at| self.beside(at)).copied().collect();
        if beside.iter().any(|s| scopes.binary_search(s).is_ok()) {
            return only(scopes, &beside);
        }
        let owners: Vec<usize> =
            paths().flat_map(|at| self.owners_of(at)).filter_map(|(plan, _)| self.of_plan[*plan]).collect();
        if owners.iter().any(|o| scopes.binary_search(o).is_ok()) {
            return only(scopes, &owners);
        }
        let home = paths().find_map(|at| self.home(at)).unwrap_or("").to_owned();
        let mut near = self.near.borrow_mut();
        let left =
            near.entry((key.to_owned(), home)).or_insert_with_key(|(_, home)| self.around(scopes, home));
        match &left[..] {
            [] => Narrowed::None(None),
            [one] => Narrowed::One(*one),
            _ => Narrowed::Many(left.clone()),
        }
    }

    /// Of these scopes those of a project; else those of the projects around it and in it. What another project
    /// beside it states was not meant.
    fn around(&self, scopes: &[usize], home: &str) -> Vec<usize> {
        let territory = |s: &usize| self.scopes[*s].territory.as_str();
        let own: Vec<usize> = scopes.iter().filter(|s| territory(s) == home).copied().collect();
        if !own.is_empty() {
            return own;
        }
        let near = |s: &&usize| inside(territory(s), home) || inside(home, territory(s));
        scopes.iter().filter(near).copied().collect()
    }

    /// The scopes whose own folder a file lies in.
    fn beside(&self, at: &str) -> &[usize] {
        let mut path = folder(at);
        while !path.is_empty() {
            if let Some(scopes) = self.folders.get(path) {
                return scopes;
            }
            path = folder(path);
        }
        &[]
    }

    /// The innermost project that a file lies in.
    fn home(&self, at: &str) -> Option<&str> {
        let mut path = folder(at);
        loop {
            if let Some(territory) = self.territories.get(path) {
                return Some(territory);
            }
            if path.is_empty() {
                return None;
            }
            path = folder(path);
        }
    }

    fn unknown(
        &self,
        sources: &Sources,
        cite: &Cite,
        from: From<'_>,
        wanted: Option<usize>,
        others: &[usize],
    ) -> Found {
        let elsewhere = || {
            // Of many that have one none is likelier than another.
            let other = others.first().filter(|_| others.len() == 1).and_then(|s| self.scopes.get(*s))?;
            Some(format!("`{}` has one; is `{}/{}` meant?", other.name, other.name, cite.id))
        };
        let ids = |scope: usize| {
            let statements = &self.scopes[scope].home(sources).statements;
            statements.iter().map(|r| r.id.as_str()).filter(|id| shape(id) == shape(&cite.id))
        };
        if let Some(scope) = wanted {
            let vague = matches!(family(&cite.id), "R" | "PR") && !cite.id.contains('.');
            let in_document = from.own.is_some();
            let spoken = self.spoken.contains(&(scope, id_key(&cite.id)));
            if in_document && (cite.implied || vague || spoken || ids(scope).count() < ENOUGH) {
                return Found::Nothing;
            }
            let near = nearest(&cite.id, ids(scope)).map(|n| format!("did you mean `{n}`?"));
            let last = || Some(format!("its ids of this kind end with `{}`", ids(scope).next_back()?));
            let message = format!("`{}` has no `{}`", self.scopes[scope].name, cite.id);
            return Found::Unknown(message, elsewhere().or(near).or_else(last));
        }
        let said = !matches!(cite.role, Role::Mentions) && !cite.implied;
        let kind = family(&cite.id);
        if from.own.is_some() || !said || !(SURE.contains(&kind) || self.families.contains(kind)) {
            return Found::Nothing;
        }
        let near =
            nearest(&cite.id, self.ids.iter().map(String::as_str)).map(|n| format!("did you mean `{n}`?"));
        let message = if others.is_empty() {
            format!("no specification here has `{}`", cite.id)
        } else {
            format!("no specification of this project has `{}`", cite.id)
        };
        Found::Unknown(message, elsewhere().or(near))
    }
}

enum Narrowed {
    One(usize),
    Many(Vec<usize>),
    /// None of them; the scope that should have had it, where one is known.
    None(Option<usize>),
    /// There is no scope of that name.
    NoName(String),
}

/// Those of these scopes that were named.
fn only(scopes: &[usize], named: &[usize]) -> Narrowed {
    let mut both: Vec<usize> = named.iter().filter(|n| scopes.binary_search(n).is_ok()).copied().collect();
    both.sort_unstable();
    both.dedup();
    match &both[..] {
        [] => Narrowed::None(named.first().copied()),
        [one] => Narrowed::One(*one),
        _ => Narrowed::Many(both),
    }
}

/// Whether a name is that of a specification or plan, known or not: `SPEC-009`, `009`, `009-login`.
fn is_document_name(name: &str) -> bool {
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    digits >= 2 && matches!(name.as_bytes().get(digits), None | Some(b'-' | b'_'))
        || matches!(family(name), "SPEC" | "FEATURE" | "FEAT" | "PLAN")
            && name.bytes().any(|b| b.is_ascii_digit())
}

/// Ids of one series look alike: letters and the number of parts.
fn shape(id: &str) -> (&str, usize) {
    let digits = id.find(|c: char| c.is_ascii_digit()).unwrap_or(id.len());
    (id[..digits].trim_end_matches('-'), id.matches('.').count())
}

/// What differs by one slip; of several the first. Another digit is no slip, but another id.
fn nearest<'n>(word: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let word = word.to_lowercase();
    let near = |name: &&str| {
        let name = name.to_lowercase();
        let digit = || {
            let other = word.bytes().zip(name.bytes()).find(|(a, b)| a != b);
            let swapped = || strsim::levenshtein(&word, &name) == 2;
            word.len() == name.len()
                && other.is_some_and(|(a, b)| a.is_ascii_digit() && b.is_ascii_digit())
                && !swapped()
        };
        strsim::damerau_levenshtein(&word, &name) == 1 && !digit()
    };
    names.filter(|n| n.len().abs_diff(word.len()) <= 1).find(near)
}
