//! What a specification, a plan or a list of tasks says of requirements, and where.

use crate::cite::{Cite, Words, cites};
use crate::digest::digest;
use crate::numbered::{self, numbered};
use planc_dialect::{Document as Kind, Fit, Library, State};
use planc_model::{Facts, Plan, statements};
use planc_source::{LineIndex, Span};
use planc_syntax::{Kind as Node, Tree};

/// A document with what it says of requirements. It owns its words, so that the text can be let go.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Its path from the root of the workspace, with slashes.
    pub at: String,
    /// Its path as messages show it.
    pub shown: String,
    /// What it is.
    pub kind: Option<Kind>,
    /// The id it states.
    pub id: Option<String>,
    /// The number in id or title.
    pub number: Option<u64>,
    /// Its title.
    pub title: String,
    /// Its state.
    pub state: Option<State>,
    /// The requirements it states.
    pub statements: Vec<Requirement>,
    /// The ids it cites.
    pub cites: Vec<DocumentCite>,
    /// The tasks it lists.
    pub tasks: Vec<Task>,
    /// The parts of the system it speaks of.
    pub components: Vec<Component>,
    /// Paths that it says it changes.
    pub files: Vec<String>,
    /// Where rows of requirements lead: the id and the target of a link, as `| FR-1 | [task 03](tasks/03.md) |`.
    pub links: Vec<(String, String)>,
}

/// A requirement, as a document states it.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// Its id, as written.
    pub id: String,
    /// Its first words.
    pub text: String,
    /// The digest of all its words.
    pub digest: String,
    /// Where it stands: line and column.
    pub place: (u32, u32),
}

/// An id that a document cites.
#[derive(Clone, Debug)]
pub struct DocumentCite {
    /// The id.
    pub cite: Cite,
    /// The digest pinned to it.
    pub pin: Option<String>,
    /// Where it stands: line and column.
    pub place: (u32, u32),
    /// The heading it stands below.
    pub heading: String,
    /// The key of the model that this section feeds.
    pub key: Option<&'static str>,
    /// The component it is part of.
    pub component: Option<usize>,
    /// The task it is part of.
    pub task: Option<usize>,
}

/// A task.
#[derive(Clone, Debug)]
pub struct Task {
    /// Its id; few have one in a plan.
    pub id: Option<String>,
    /// Its words.
    pub text: String,
    /// Whether it is done; `None` where nothing says so.
    pub done: Option<bool>,
    /// Where it stands: line and column.
    pub place: (u32, u32),
}

/// A part of the system.
#[derive(Clone, Debug)]
pub struct Component {
    /// Its name.
    pub name: String,
    /// The paths it lives at, as written.
    pub paths: Vec<String>,
    /// Where its name stands: line and column.
    pub place: (u32, u32),
}

/// Reads a plan.
pub fn plan_document(tree: &Tree<'_>, fit: &Fit, plan: &Plan<'_>, words: &Words) -> Document {
    let mut reader = Reader::new(tree, words);
    let components: Vec<_> = plan.components.iter().flatten().filter(|c| c.name.is_some()).collect();
    let named = components.iter().filter_map(|c| c.name.as_ref());
    let parts = reader.extents(named.clone().map(|n| n.span).collect());
    let own = plan.phases.iter().flatten().flat_map(|p| p.tasks.iter().flatten());
    let of_phases = own.map(|t| (&t.text, t.done.as_ref().map(|d| d.value)));
    let of_steps = plan.steps.iter().flatten().map(|s| (&s.text, None));
    let tasks: Vec<_> = of_phases.chain(of_steps).collect();
    let works = reader.extents(tasks.iter().map(|(text, _)| text.span).collect());
    let meta = &plan.meta;
    Document {
        kind: Some(Kind::Plan),
        id: meta.id.as_ref().map(|id| id.value.to_string()).filter(|id| reader.is_name(id)),
        number: meta.number.as_ref().map(|n| n.value),
        title: meta.title.as_ref().map_or(String::new(), |t| t.value.to_string()),
        state: meta.status.as_ref().map(|s| s.state.value),
        statements: reader.statements(),
        cites: reader.cites(Some(fit), &parts, &works),
        tasks: tasks
            .iter()
            .map(|(text, done)| Task {
                id: None,
                text: text.value.to_string(),
                done: *done,
                place: reader.place(text.span.start()),
            })
            .collect(),
        components: components
            .iter()
            .zip(named)
            .map(|(c, name)| Component {
                name: name.value.to_string(),
                paths: c.location.iter().flat_map(|l| paths(&l.value)).chain(paths(&name.value)).collect(),
                place: reader.place(name.span.start()),
            })
            .collect(),
        files: plan.files.iter().flatten().flat_map(|f| paths(&f.path.value)).collect(),
        ..Document::default()
    }
}

/// Reads a specification, a list of tasks, or any other companion.
pub fn companion_document(tree: &Tree<'_>, facts: &Facts, library: &Library, words: &Words) -> Document {
    let mut reader = Reader::new(tree, words);
    let works = reader.extents(facts.tasks.iter().map(|t| t.span).collect());
    let fit = library.fit(tree);
    Document {
        kind: facts.kind,
        id: facts.id.as_ref().map(|id| id.id.clone()).filter(|id| reader.is_name(id)),
        number: facts.number,
        title: facts.title.clone(),
        state: facts.status.as_ref().map(|s| s.state),
        statements: reader.statements_and_numbers(),
        cites: reader.cites(Some(&fit), &[], &works),
        links: reader.links(),
        tasks: facts
            .tasks
            .iter()
            .map(|t| Task {
                id: t.id.clone(),
                text: t.text.clone(),
                done: t.done,
                place: reader.place(t.span.start()),
            })
            .collect(),
        ..Document::default()
    }
}

struct Reader<'t, 'a> {
    tree: &'t Tree<'a>,
    words: &'t Words,
    lines: LineIndex,
    /// Items, rows and sections, outer ones first.
    blocks: Vec<Span>,
}

impl<'t, 'a> Reader<'t, 'a> {
    fn new(tree: &'t Tree<'a>, words: &'t Words) -> Self {
        let nodes = tree.nodes.iter().filter(|n| matches!(n.kind, Node::Item | Node::Row)).map(|n| n.span);
        let mut blocks: Vec<Span> = nodes.chain(tree.sections.iter().map(|s| s.span)).collect();
        blocks.sort_unstable_by_key(|b| (b.start, std::cmp::Reverse(b.end)));
        Reader { tree, words, lines: LineIndex::new(tree.text), blocks }
    }

    /// Whether an id can be that of a document: the first column of a table may be called `Id`, too.
    fn is_name(&self, id: &str) -> bool {
        !self.words.counts(id) && !planc_model::is_task(id)
    }

    fn place(&self, offset: usize) -> (u32, u32) {
        let position = self.lines.position(self.tree.text, offset);
        (position.line, position.column)
    }

    fn statements(&self) -> Vec<Requirement> {
        let found = statements(self.tree, &|id| self.words.counts(id)).into_iter();
        let stated = found.map(|s| Requirement {
            id: s.stated.id,
            text: s.stated.text,
            digest: digest(s.whole.of(self.tree.text)),
            place: self.place(s.stated.span.start()),
        });
        stated.collect()
    }

    /// The same with those that have a number and no id.
    fn statements_and_numbers(&self) -> Vec<Requirement> {
        let mut stated = self.statements();
        stated.extend(numbered(self.tree).into_iter().map(|n| {
            let whole = n.whole.of(self.tree.text);
            let first = whole.trim_start().lines().next().unwrap_or("").trim_end();
            let (text, digest) = (first.to_owned(), digest(whole));
            Requirement { id: n.id, text, digest, place: self.place(n.span.start()) }
        }));
        stated.sort_by_key(|s| s.place);
        stated
    }

    /// The links in rows that begin with the id of a requirement.
    fn links(&self) -> Vec<(String, String)> {
        let rows: Vec<Span> =
            self.tree.nodes.iter().filter(|n| n.kind == Node::Row).map(|n| n.span).collect();
        let mut links: Vec<(usize, &str)> = Vec::new();
        for link in self.tree.destinations.iter().filter(|d| !d.autolink) {
            let place = self.tree.nodes.get(link.node as usize).map(|n| n.span.start());
            links.extend(place.map(|at| (at, &*link.target)));
        }
        links.sort_unstable();
        let offsets: Vec<usize> = links.iter().map(|(at, _)| *at).collect();
        let inside = innermost(&rows, &offsets);
        let found = links.iter().zip(inside).filter_map(|((_, target), row)| {
            let source = rows.get(row?)?.of(self.tree.text);
            let bare = source.trim_start_matches(['|', ' ', '*', '`', '[']);
            let id = &bare[..planc_model::id_len(bare)?];
            self.words.counts(id).then(|| (id.to_owned(), (*target).to_owned()))
        });
        found.collect()
    }

    /// How far what is named at these places reaches: its item, row or section, up to the next one named in it.
    fn extents(&self, names: Vec<Span>) -> Vec<Span> {
        let offsets: Vec<usize> = names.iter().map(|s| s.start()).collect();
        let mut order: Vec<usize> = (0..offsets.len()).collect();
        order.sort_by_key(|n| offsets[*n]);
        let sorted: Vec<usize> = order.iter().map(|n| offsets[*n]).collect();
        let inside = innermost(&self.blocks, &sorted);
        let mut found = vec![Span::at(0); offsets.len()];
        for (rank, n) in order.iter().enumerate() {
            let Some(block) = inside[rank].and_then(|b| self.blocks.get(b)) else { continue };
            let next = (rank + 1 < order.len() && inside[rank + 1] == inside[rank]).then(|| sorted[rank + 1]);
            let first = rank == 0 || inside[rank - 1] != inside[rank];
            let start =
                if first && self.is_head(*block, sorted[rank]) { block.start() } else { sorted[rank] };
            found[*n] = Span::new(start, next.unwrap_or(block.end()));
        }
        found
    }

    /// Whether a name is what a block is about, and not only somewhere in it: nothing but marks before it.
    fn is_head(&self, block: Span, name: usize) -> bool {
        self.tree.text.get(block.start()..name).is_some_and(|head| !head.contains('\n'))
    }

    /// The ids cited outside code and comments, each with what it is part of.
    fn cites(&mut self, fit: Option<&Fit>, parts: &[Span], works: &[Span]) -> Vec<DocumentCite> {
        let mut found = Vec::new();
        let mut at = self.tree.front_matter.map_or(0, |f| f.end());
        let mut read = |from: usize, to: usize| {
            let span = Span::new(from, to);
            cites(self.tree.text, span, self.words, &mut None, &mut found);
            numbered::cites(self.tree.text, span, &mut found);
        };
        for node in &self.tree.nodes {
            let skipped = matches!(node.kind, Node::Code(_) | Node::Html | Node::InlineHtml);
            if skipped && node.span.start() >= at {
                read(at, node.span.start());
                at = node.span.end();
            }
        }
        read(at, self.tree.text.len());
        numbered::cites_in_tables(self.tree, &mut found);
        found.sort_by_key(|c| c.span.start);
        let offsets: Vec<usize> = found.iter().map(|c| c.span.start()).collect();
        let component = owners(parts, &offsets);
        let task = owners(works, &offsets);
        let sections: Vec<Span> = self.tree.sections.iter().map(|s| s.span).collect();
        let section = innermost(&sections, &offsets);
        let placed = found.into_iter().enumerate().map(|(n, cite)| {
            let (heading, key) = section[n].map_or((String::new(), None), |s| self.heading(s, fit));
            DocumentCite {
                pin: cite.pin.map(|p| p.of(self.tree.text).to_owned()),
                place: self.place(cite.span.start()),
                heading,
                key,
                component: component[n],
                task: task[n],
                cite,
            }
        });
        placed.collect()
    }

    /// The heading of a section, and the key of the model that it or one around it feeds.
    fn heading(&self, section: usize, fit: Option<&Fit>) -> (String, Option<&'static str>) {
        let heading = self.tree.title(&self.tree.sections[section]).to_owned();
        let mut up = Some(section);
        while let Some(at) = up {
            let concept = fit.and_then(|f| f.spots.get(at)).and_then(|s| s.concept);
            if let Some(concept) = concept.filter(|c| !c.is_other()) {
                return (heading, concept.info().keys.first().copied());
            }
            up = self.tree.sections[at].parent;
        }
        (heading, None)
    }
}

/// Of spans that nest, in the order of their starts, the innermost one around each offset; offsets rise.
fn innermost(spans: &[Span], offsets: &[usize]) -> Vec<Option<usize>> {
    let mut open: Vec<usize> = Vec::new();
    let mut next = 0;
    let around = offsets.iter().map(|offset| {
        while let Some(span) = spans.get(next).filter(|s| s.start() <= *offset) {
            while open.last().is_some_and(|o| spans[*o].end() <= span.start()) {
                open.pop();
            }
            open.push(next);
            next += 1;
        }
        while open.last().is_some_and(|o| spans[*o].end() <= *offset) {
            open.pop();
        }
        open.last().copied()
    });
    around.collect()
}

/// The same for spans in any order.
fn owners(spans: &[Span], offsets: &[usize]) -> Vec<Option<usize>> {
    let mut order: Vec<usize> = (0..spans.len()).collect();
    order.sort_by_key(|n| (spans[*n].start, std::cmp::Reverse(spans[*n].end)));
    let sorted: Vec<Span> = order.iter().map(|n| spans[*n]).collect();
    innermost(&sorted, offsets).into_iter().map(|found| found.map(|n| order[n])).collect()
}

/// The paths that a location names: `` `src/auth.rs`, `src/auth/` (new) ``.
fn paths(text: &str) -> Vec<String> {
    let words =
        text.split(|c: char| c.is_whitespace() || matches!(c, '`' | ',' | ';' | '(' | ')' | '"' | '\''));
    let bare = words.map(|w| w.trim_start_matches("./").trim_end_matches(['*', ':']).trim_end_matches('/'));
    let is_path = |w: &&str| {
        let ending = w.rsplit_once('.').is_some_and(|(head, tail)| {
            !head.is_empty()
                && (1..=6).contains(&tail.len())
                && tail.bytes().all(|b| b.is_ascii_alphanumeric())
        });
        // A number with a fraction and an address are none.
        let name = w.bytes().any(|b| b.is_ascii_alphabetic()) && !w.contains("://") && !w.contains("...");
        name && (w.contains('/') || ending)
            && !w.starts_with('/')
            && !w.contains(['<', '>', '{', '[', '*', '@'])
    };
    bare.filter(is_path).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_name_paths() {
        for (text, found) in [
            ("`src/auth.rs`", "src/auth.rs"),
            ("src/a/, `./src/b.rs` (new)", "src/a src/b.rs"),
            ("src/auth/*", "src/auth"),
            ("price_cache.py", "price_cache.py"),
            ("PriceCache 1.2 https://x.y/z /abs <path/to>", ""),
        ] {
            assert_eq!(paths(text).join(" "), found, "{text}");
        }
    }

    #[test]
    fn what_is_cited_is_part_of_something() {
        let library = Library::builtin();
        let text = "# Plan: Login\n\n## Components\n\n| Name | Location | Purpose |\n|---|---|---|\n\
            | Auth | `src/auth.rs` | FR-1 |\n| Store | `src/store.rs` | FR-2@a1b2c3d |\n\n\
            ## Implementation Phases\n\n### Phase 1: Build\n\n- [x] Write it (FR-1)\n- [ ] Read it\n  - FR-3\n\n\
            ## Risks\n\nFR-4 is hard, `FR-5` is not.\n\n```\nFR-6\n```\n";
        let tree = planc_syntax::parse(text);
        let fit = library.fit(&tree);
        let plan = planc_model::skim(&tree, &fit, &library, "plan.md").plan;
        let read = plan_document(&tree, &fit, &plan, &Words::default());
        let shown: Vec<_> = read
            .cites
            .iter()
            .map(|c| {
                let component = c.component.map_or("-", |n| read.components[n].name.as_str());
                let task = c.task.map_or("-", |n| read.tasks[n].text.as_str());
                format!("{} {} {component} {task}", c.cite.id, c.key.unwrap_or("-"))
            })
            .collect();
        assert_eq!(
            shown,
            [
                "FR-1 components Auth -",
                "FR-2 components Store -",
                "FR-1 phases - Write it (FR-1)",
                "FR-3 phases - Read it",
                "FR-4 risks - -",
                "FR-5 risks - -",
            ]
        );
        assert_eq!(read.cites[1].pin.as_deref(), Some("a1b2c3d"));
        assert_eq!(read.components[0].paths, ["src/auth.rs"]);
    }
}
