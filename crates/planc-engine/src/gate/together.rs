//! What rules about several documents find, told to everybody whom it concerns: `check` reports an id that two plans
//! share at the later one, but neither of them may go on.

use crate::approvals::Register;
use crate::check::{BATCH, companions, reached};
use crate::read::{read_document, read_shown};
use crate::surroundings::{FileSurroundings, Known};
use crate::workspace::Workspace;
use anyhow::{Error, Result};
use planc_lint::{Suppressions, Surroundings, check_workspace};
use planc_model::{Graph, Member};
use planc_source::{Diagnostic, LineIndex};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::{Arc, OnceLock};

/// The plans of a workspace and the companions they lead to, as those rules see them. Read once, whatever the number
/// of gates.
pub(crate) struct Documents<'w> {
    workspace: &'w Workspace,
    known: Arc<Known<'w>>,
    plans: Vec<Member>,
    companions: Vec<Member>,
    /// Where each plan is in the list.
    by_path: FxHashMap<String, usize>,
    /// What is found while every plan is what it is.
    as_they_are: OnceLock<Found>,
    approvals: OnceLock<Register>,
    /// The names of all files, for those that are named without a folder.
    names: OnceLock<FxHashSet<String>>,
    /// What could not be read: nobody can say what is found there.
    pub(crate) problems: Vec<Error>,
}

/// Findings by the document that they concern.
type Found = FxHashMap<String, Vec<Diagnostic>>;

/// A finding that concerns a plan or one of its companions.
pub(crate) struct Concern {
    pub(crate) diagnostic: Diagnostic,
    /// The document, from the root of the workspace.
    pub(crate) place: String,
    /// The line in it, from 1.
    pub(crate) line: u32,
}

impl<'w> Documents<'w> {
    /// Reads all plans of the workspace and their companions.
    pub(crate) fn read(workspace: &'w Workspace) -> Documents<'w> {
        let mut documents = Documents::alone(workspace);
        let (files, problems) = workspace.plans(&[workspace.root().to_owned()]);
        documents.problems = problems;
        let library = workspace.library();
        for chunk in files.chunks(BATCH) {
            let read = chunk.par_iter().map(|file| -> Result<Member> {
                let text = read_shown(&file.path, &file.shown)?.text;
                let analysis = crate::analysis::skim(library, &text, &file.shown);
                let around = documents.around(&file.path);
                let place = around.place().unwrap_or_else(|| file.shown.clone());
                Ok(Member::of_plan(&analysis.plan, place, reached(&analysis.context(library, &around))))
            });
            for member in read.collect::<Vec<_>>() {
                match member {
                    Ok(member) => documents.plans.push(member),
                    Err(error) => documents.problems.push(error),
                }
            }
            documents.known.rest();
        }
        let plans = documents.plans.iter().enumerate();
        documents.by_path = plans.map(|(n, plan)| (plan.path.clone(), n)).collect();
        let places: Vec<String> = companions(documents.plans.iter()).into_keys().collect();
        documents.companions = places.iter().filter_map(|place| documents.companion(place)).collect();
        documents
    }

    /// None but the plan that is looked at: for those who ask nothing of the others.
    pub(crate) fn alone(workspace: &'w Workspace) -> Documents<'w> {
        let known =
            Known::new(workspace.root(), workspace.library()).on(workspace.today()).keeping(workspace.memo());
        Documents {
            workspace,
            known: Arc::new(known),
            plans: Vec::new(),
            companions: Vec::new(),
            by_path: FxHashMap::default(),
            as_they_are: OnceLock::new(),
            approvals: OnceLock::new(),
            names: OnceLock::new(),
            problems: Vec::new(),
        }
    }

    /// What surrounds a file, with what was read already.
    pub(crate) fn around(&self, path: &std::path::Path) -> FileSurroundings<'w> {
        FileSurroundings::sharing(path, Arc::clone(&self.known))
    }

    /// All approvals of the workspace, read when somebody asks for the first time.
    pub(crate) fn approvals(&self) -> Result<&Register> {
        if let Some(register) = self.approvals.get() {
            return Ok(register);
        }
        let register = Register::read(self.workspace.root())?;
        Ok(self.approvals.get_or_init(|| register))
    }

    /// Whether the workspace has a file of that name, in whatever folder.
    pub(crate) fn has_file(&self, name: &str) -> bool {
        let names = self.names.get_or_init(|| {
            let mut names = FxHashSet::default();
            let mut visit = |path: &std::path::Path| {
                names.extend(path.file_name().map(|name| name.to_string_lossy().into_owned()));
            };
            // What cannot be read has no file that anybody could see.
            let _ = self.workspace.walk(self.workspace.root(), &mut visit, &mut Vec::new());
            names
        });
        names.contains(name)
    }

    /// One that cannot be read is nobody's companion; the link to it is told of at the link.
    fn companion(&self, place: &str) -> Option<Member> {
        let path = self.workspace.root().join(place);
        let name = place.rsplit('/').next().unwrap_or(place);
        let facts = self.around(&path).facts(name)?;
        Some(Member::of_companion(&facts, place.to_owned(), self.workspace.shown(&path)))
    }

    /// What concerns a plan, as it would be, and the companions it leads to. Their comments are heard.
    pub(crate) fn about(&self, own: &Member, text: &str) -> Vec<Concern> {
        let imagined;
        let is_as_it_is = self.by_path.get(&own.path).is_some_and(|at| self.plans[*at] == *own);
        let found = if is_as_it_is {
            self.as_they_are.get_or_init(|| self.find(None))
        } else {
            imagined = self.find(Some(own));
            &imagined
        };
        let mut concerns = Vec::new();
        for place in std::iter::once(&own.path).chain(&own.companions) {
            let Some(diagnostics) = found.get(place) else { continue };
            let beside = (*place != own.path).then(|| read_document(&self.workspace.root().join(place)));
            let text = match &beside {
                None => text,
                Some(Ok(document)) => &document.text,
                Some(Err(_)) => continue,
            };
            let mut comments = Suppressions::of(&planc_syntax::parse(text));
            let lines = LineIndex::new(text);
            for diagnostic in diagnostics.iter().filter(|d| !comments.allow(text, d)) {
                let line = lines.position(text, diagnostic.span.start()).line;
                concerns.push(Concern { diagnostic: diagnostic.clone(), place: place.clone(), line });
            }
        }
        concerns
    }

    /// Runs the rules. They report at the later of two documents, so they look at all once in the order of the paths
    /// and once in the other: then each of the two has been the later one.
    fn find(&self, own: Option<&Member>) -> Found {
        let mut plans = self.plans.clone();
        let mut companions = self.companions.clone();
        if let Some(own) = own {
            match self.by_path.get(&own.path) {
                Some(at) => plans[*at] = own.clone(),
                None => plans.push(own.clone()),
            }
            let there: FxHashSet<&str> = self.companions.iter().map(|c| c.path.as_str()).collect();
            let more = own.companions.iter().filter(|place| !there.contains(place.as_str()));
            companions.extend(more.filter_map(|place| self.companion(place)));
        }
        let members = || plans.iter().chain(&companions).cloned();
        let graphs = [Graph::new(members()), Graph::new(members().rev())];
        let mut found = Found::default();
        for graph in &graphs {
            for (document, diagnostic) in check_workspace(graph, planc_lint::rules()) {
                let Some(document) = graph.documents().get(document) else { continue };
                let there = found.entry(document.path.clone()).or_default();
                // Of three with one id the middle one is the later of two pairs; one finding is enough.
                if !there.iter().any(|d| d.rule == diagnostic.rule && d.span == diagnostic.span) {
                    there.push(diagnostic);
                }
            }
        }
        found
    }
}
