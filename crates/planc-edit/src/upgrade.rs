//! A plan on the newest version of its template: a three-way merge of the old template, the new one and the plan.
//!
//! Structure follows the new template: headings, their numbers, levels and order, keys of the header, sections that
//! were added, words that no placeholder stands for. What people wrote stays. Where both changed the same lines,
//! both stand between conflict markers.

use crate::convert::anchors;
use crate::convert::unfilled::has_placeholder;
use crate::merge::{Stretch, stretches};
use planc_dialect::{Concept, Dialect, Fit, Library, Role, behind_comment, normal, unannotated};
use planc_source::{Edits, Span};
use planc_syntax::{HeaderField, Place, Tree, header_fields, parse};

/// A plan on the newest template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upgrade {
    /// The new text.
    pub text: String,
    /// The lines, from 1, at which conflicts begin.
    pub conflicts: Vec<usize>,
}

/// Lines that mark a conflict: the begin, the middle, the end.
const MARKS: [&str; 3] = ["<<<<<<<", "=======", ">>>>>>>"];

/// Merges a plan written on `old` with `new`.
pub fn upgrade(text: &str, library: &Library, old: &Dialect, new: &Dialect) -> Upgrade {
    let unix = text.replace("\r\n", "\n");
    let (old_text, new_text) = (unannotated(&old.source), unannotated(&new.source));
    let headed = header(&unix, library, &old_text, &new_text);
    let tree = parse(&headed);
    let fit = library.fit_to(&tree, old);
    let sides = Sides {
        plan: Side { tree: &tree, fit: &fit },
        old: &Template::new(&old_text, &old.source, library, old),
        new: &Template::new(&new_text, &new.source, library, new),
        name: format!("{}@{}", new.name, new.version),
    };
    let mut text_of = sides.followed(sides.write());
    let found = library.fit(&parse(&text_of)).dialect;
    if (&found.name, found.version) != (&new.name, new.version) {
        text_of = format!("<!-- planc: dialect = \"{}\" -->\n{text_of}", sides.name);
    }
    let begins = |l: &str| l.starts_with("<<<<<<< ");
    let conflicts = text_of.lines().enumerate().filter(|(_, l)| begins(l)).map(|(n, _)| n + 1).collect();
    let text_of = if text.contains("\r\n") { text_of.replace('\n', "\r\n") } else { text_of };
    Upgrade { text: text_of, conflicts }
}

/// A document with what its sections are.
#[derive(Clone, Copy)]
struct Side<'s, 'a> {
    tree: &'s Tree<'a>,
    fit: &'s Fit,
}

/// A template as people see it, and what its sections are about.
struct Template<'a> {
    tree: Tree<'a>,
    concepts: Vec<Option<Concept>>,
    slots: Vec<bool>,
    title: Option<usize>,
}

impl<'a> Template<'a> {
    fn new(text: &'a str, noted: &str, library: &Library, dialect: &Dialect) -> Template<'a> {
        let noted = parse(noted);
        let fit = library.fit_to(&noted, dialect);
        Template {
            tree: parse(text),
            concepts: fit.spots.iter().map(|s| s.concept).collect(),
            slots: fit.spots.iter().map(|s| matches!(s.role, Role::Section | Role::Unknown)).collect(),
            title: fit.title.map(|(section, _)| section),
        }
    }

    /// Sections that stand for themselves, in order.
    fn own(&self) -> impl Iterator<Item = usize> + '_ {
        (1..self.tree.sections.len()).filter(|i| self.slots[*i] && Some(*i) != self.title)
    }

    fn name(&self, section: usize) -> String {
        name(self.tree.title(&self.tree.sections[section]))
    }

    fn is_ruled(&self) -> bool {
        let top = self.own().map(|i| self.tree.sections[i].level).min().unwrap_or(2);
        let all = self.own().filter(|i| self.tree.sections[*i].level == top);
        all.filter(|i| self.tree.str(self.tree.sections[*i].span).trim_end().ends_with("\n---")).count() > 1
    }
}

fn name(title: &str) -> String {
    let mut out = String::new();
    normal(title, &mut out);
    out
}

struct Sides<'s, 'a> {
    plan: Side<'s, 'a>,
    old: &'s Template<'s>,
    new: &'s Template<'s>,
    /// What the new side is called in conflicts.
    name: String,
}

/// Which section of the plan fills which of the new template.
struct Matched {
    /// For each section of the plan the one of the old template that it was.
    was: Vec<Option<usize>>,
    /// For each section of the new template the one of the plan.
    filled: Vec<Option<usize>>,
    /// For each section of the plan the one of the new template.
    becomes: Vec<Option<usize>>,
}

impl Sides<'_, '_> {
    fn matched(&self) -> Matched {
        let tree = self.plan.tree;
        let count = tree.sections.len();
        let title = self.plan.fit.title.map(|(t, _)| t);
        let own: Vec<usize> = (1..count).filter(|i| Some(*i) != title).collect();
        let mut found = Matched {
            was: vec![None; count],
            filled: vec![None; self.new.tree.sections.len()],
            becomes: vec![None; count],
        };
        for &section in &own {
            let title = name(tree.title(&tree.sections[section]));
            let standing = matches!(self.plan.fit.spots[section].role, Role::Section | Role::Unknown);
            let mut same = self.old.own().filter(|o| self.old.name(*o) == title && standing);
            found.was[section] = same.find(|o| !found.was.contains(&Some(*o)));
        }
        let mut take = |section: usize, new: Option<usize>| {
            if let Some(new) = new.filter(|n| found.filled[*n].is_none() && found.becomes[section].is_none())
            {
                found.filled[new] = Some(section);
                found.becomes[section] = Some(new);
            }
        };
        // By name first, then by what the sections are about, then by what they hold among other things.
        for &section in &own {
            let title = name(tree.title(&tree.sections[section]));
            take(section, self.new.own().find(|n| self.new.name(*n) == title));
        }
        let concept = |section: usize| {
            let spot = self.plan.fit.spots[section];
            spot.concept.filter(|c| spot.role == Role::Section && !c.is_other())
        };
        for &section in &own {
            let Some(concept) = concept(section) else { continue };
            take(section, self.new.own().find(|n| self.new.concepts[*n] == Some(concept)));
        }
        for &section in &own {
            let Some(concept) = concept(section) else { continue };
            let holds = |c: Concept| c.info().keys.len() > 1 && c.info().keys.contains(&concept.family());
            take(section, self.new.own().find(|n| self.new.concepts[*n].is_some_and(holds)));
        }
        found
    }

    /// The text with its links to sections that have another name now.
    fn followed(&self, text: String) -> String {
        let (written, found) = (parse(&text), self.matched());
        let near = |section: usize| {
            let title = self.new.name(found.becomes[section]?);
            let mut all = written.sections.iter().skip(1);
            all.find(|s| name(written.title(s)) == title).map(|s| s.span.start())
        };
        anchors::follow(self.plan.tree, self.plan.tree, &text, near)
    }

    fn write(&self) -> String {
        let found = self.matched();
        let tree = self.plan.tree;
        let title = self.plan.fit.title.map(|(t, _)| t);
        let first = (1..tree.sections.len()).find(|i| Some(*i) != title);
        let end = first.map_or(tree.text.len(), |f| tree.sections[f].span.start());
        let mut out = unruled(&tree.text[..end]).to_owned();
        let ruled = self.new.is_ruled();
        let headed = self
            .new
            .title
            .is_some_and(|t| self.new.tree.str(self.new.tree.sections[t].body).trim_end().ends_with("\n---"));
        let top = self.new.own().map(|i| self.new.tree.sections[i].level).min().unwrap_or(2);
        let mut parts = Parts::default();
        let outer: Vec<usize> = (1..tree.sections.len())
            .filter(|i| {
                Some(*i) != title && tree.sections[*i].parent.is_none_or(|p| p == 0 || Some(p) == title)
            })
            .collect();
        let tops: Vec<usize> = self.new.own().filter(|n| self.new.tree.sections[*n].level == top).collect();
        // Sections of the plan alone stand behind what they stood behind.
        let mut placed = vec![false; tree.sections.len()];
        self.strays(&outer, None, &found, 0, &mut placed, &mut parts);
        for &new in &tops {
            match found.filled[new] {
                Some(section) => parts.own.push(self.section(section, new, &found, &mut placed)),
                None => parts.own.extend(self.added(new, &found, &mut placed)),
            }
            self.strays(&outer, found.filled[new], &found, 0, &mut placed, &mut parts);
        }
        self.left(&outer, &found, 0, &mut placed, &mut parts);
        let numbers =
            tops.iter().map(|n| self.new.tree.title(&self.new.tree.sections[*n])).filter_map(number);
        let parts = parts.numbered(numbers);
        let footer = tree.footer().map(|(node, _)| tree.text[tree.nodes[node].span.start()..].trim_end());
        let mut first = true;
        for part in parts.iter().filter(|p| !p.is_empty()) {
            let rule = if first { headed } else { ruled };
            out.push_str(if rule { "\n\n---\n\n" } else { "\n\n" });
            out.push_str(part);
            first = false;
        }
        if let Some(footer) = footer {
            out.push_str("\n\n---\n\n");
            out.push_str(footer);
        }
        out.push('\n');
        out
    }

    /// Sections without a place in the new template that stood behind `after`, up to the next that has one.
    fn strays(
        &self,
        siblings: &[usize],
        after: Option<usize>,
        found: &Matched,
        shift: i16,
        placed: &mut [bool],
        parts: &mut Parts,
    ) {
        let from = match after {
            Some(after) => match siblings.iter().position(|s| *s == after) {
                Some(at) => at + 1,
                None => return,
            },
            None => 0,
        };
        for &section in &siblings[from..] {
            if found.becomes[section].is_some() {
                return;
            }
            if !placed[section] {
                parts.stray(self.whole(section, shift, placed));
            }
        }
    }

    /// A section that both have, with the sections inside.
    fn section(&self, section: usize, new: usize, found: &Matched, placed: &mut [bool]) -> String {
        placed[section] = true;
        let tree = self.plan.tree;
        let (own, theirs) = (&tree.sections[section], &self.new.tree.sections[new]);
        let mut parts = vec![self.heading(section, new, found.was[section])];
        let base = found.was[section].map_or("", |o| body(&self.old.tree, o));
        let merged = self.body(base, body(tree, section), body(&self.new.tree, new));
        if !merged.trim().is_empty() {
            parts.push(merged);
        }
        let shift = i16::from(theirs.level) - i16::from(own.level);
        let inside: Vec<usize> = tree.subsections(section).collect();
        let mut inner = Parts::default();
        self.strays(&inside, None, found, shift, placed, &mut inner);
        for child in self.new.tree.subsections(new).filter(|c| self.new.slots[*c]) {
            match found.filled[child] {
                Some(filled) => inner.own.push(self.section(filled, child, found, placed)),
                None => inner.own.extend(self.added(child, found, placed)),
            }
            self.strays(&inside, found.filled[child], found, shift, placed, &mut inner);
        }
        self.left(&inside, found, shift, placed, &mut inner);
        let numbers = self.new.tree.subsections(new).map(|c| self.new.tree.title(&self.new.tree.sections[c]));
        parts.extend(inner.numbered(numbers.filter_map(number)));
        let (head, rest) = parts.split_first().map_or((String::new(), &[][..]), |(h, r)| (h.clone(), r));
        if rest.is_empty() {
            return head;
        }
        // A heading that stood right on its text still does.
        let between = tree.text.get(own.title.end()..).map_or("", |t| &t[..t.len() - t.trim_start().len()]);
        let tight = !body(tree, section).is_empty() && between.matches('\n').count() == 1;
        format!("{head}{}{}", if tight { "\n" } else { "\n\n" }, rest.join("\n\n"))
    }

    /// What is left of a section's sections: those whose neighbours went elsewhere.
    fn left(&self, inside: &[usize], found: &Matched, shift: i16, placed: &mut [bool], parts: &mut Parts) {
        for &rest in inside {
            if !placed[rest] && found.becomes[rest].is_none() {
                parts.stray(self.whole(rest, shift, placed));
            }
        }
    }

    /// A section of the new template that the plan has not: as a new plan has it, with what the plan has of it.
    fn added(&self, new: usize, found: &Matched, placed: &mut [bool]) -> Option<String> {
        // One that the old template had, too, was taken out by somebody.
        let title = self.new.name(new);
        let filled = self.new.tree.subsections(new).any(|c| found.filled[c].is_some());
        if !filled && self.old.own().any(|o| self.old.name(o) == title) {
            return None;
        }
        let section = &self.new.tree.sections[new];
        let mut parts =
            vec![format!("{} {}", "#".repeat(usize::from(section.level)), self.new.tree.title(section))];
        let text = body(&self.new.tree, new);
        if !text.is_empty() {
            parts.push(text.to_owned());
        }
        for child in self.new.tree.subsections(new) {
            match found.filled[child] {
                Some(filled) => parts.push(self.section(filled, child, found, placed)),
                None => parts.extend(self.added(child, found, placed)),
            }
        }
        Some(parts.join("\n\n"))
    }

    /// A section of the plan alone, with everything in it.
    fn whole(&self, section: usize, shift: i16, placed: &mut [bool]) -> String {
        let tree = self.plan.tree;
        let span = tree.sections[section].span;
        let mut edits = Edits::new();
        for (index, inner) in tree.sections.iter().enumerate() {
            if span.contains(inner.span) && index > 0 {
                placed[index] = true;
                let level = i16::from(inner.level) + shift;
                let marks = Span::new(inner.span.start(), inner.title.start());
                let lead = tree.str(marks);
                if shift != 0 && lead.starts_with('#') {
                    let deep = usize::try_from(level.clamp(1, 6)).unwrap_or(6);
                    let hashes = lead.len() - lead.trim_start_matches('#').len();
                    let _ = edits.replace(Span::new(marks.start(), marks.start() + hashes), "#".repeat(deep));
                }
            }
        }
        let end = tree
            .footer()
            .map_or(span.end(), |(node, _)| tree.nodes[node].span.start().clamp(span.start(), span.end()));
        let text = edits.apply(tree.text);
        // What stands before and behind the section is as long as before.
        let behind = tree.text.len() - end;
        let before = span.start();
        unruled(&text[before..text.len() - behind]).to_owned()
    }

    /// The new template's heading where the plan has the old one's, else a conflict if both changed it.
    fn heading(&self, section: usize, new: usize, was: Option<usize>) -> String {
        let tree = self.plan.tree;
        let (own, theirs) = (&tree.sections[section], &self.new.tree.sections[new]);
        let ours = tree.title(own);
        let title = self.new.tree.title(theirs);
        let line = |t: &str| format!("{} {t}", "#".repeat(usize::from(theirs.level)));
        let renamed = was.map(|o| self.old.tree.title(&self.old.tree.sections[o]));
        // Numbers and marks are the template's, words are compared.
        let kept = renamed.map_or(name(ours) == name(title), |old| name(old) == name(ours));
        match kept {
            true => line(title),
            // Somebody gave it a name of their own; the template's number goes with it.
            false => line(&numbered(title, ours)),
        }
    }

    /// The words of people; around them those of the new template.
    fn body(&self, base: &str, ours: &str, theirs: &str) -> String {
        let mut out: Vec<String> = Vec::new();
        let waits = |lines: &[&str]| lines.iter().all(|l| l.trim().is_empty() || has_placeholder(l));
        for stretch in stretches(base, ours, theirs) {
            match stretch {
                Stretch::Settled(lines) => out.extend(lines.iter().map(|l| (*l).to_owned())),
                Stretch::Both { ours, theirs, base }
                    if waits(&theirs) || waits(&base) && !base.is_empty() =>
                {
                    out.extend(ours.iter().map(|l| (*l).to_owned()));
                }
                Stretch::Both { base, ours, theirs } if base.is_empty() => {
                    out.extend(ours.iter().chain(&theirs).map(|l| (*l).to_owned()));
                }
                Stretch::Both { ours, theirs, .. } => {
                    out.push(format!("{} plan", MARKS[0]));
                    out.extend(ours.iter().map(|l| (*l).to_owned()));
                    out.push(MARKS[1].to_owned());
                    out.extend(theirs.iter().map(|l| (*l).to_owned()));
                    out.push(format!("{} {}", MARKS[2], self.name));
                }
            }
        }
        out.join("\n").trim_matches('\n').to_owned()
    }
}

/// Sections side by side: those of the new template with what stays among them, then the plan's own that count.
#[derive(Default)]
struct Parts {
    own: Vec<String>,
    counted: Vec<String>,
}

impl Parts {
    /// A section of the plan alone. One with a number comes last, for the numbers before it are the template's.
    fn stray(&mut self, text: String) {
        match number(text.trim_start_matches('#').trim_start()) {
            Some(_) => self.counted.push(text),
            None => self.own.push(text),
        }
    }

    /// All of them. Numbers that the new template gives to others become the next free ones.
    fn numbered<'n>(self, taken: impl Iterator<Item = &'n str>) -> Vec<String> {
        let taken: Vec<&str> = taken.collect();
        // Those that stand there, for the plan may have left some out.
        let there: Vec<&str> =
            self.own.iter().filter_map(|o| number(o.trim_start_matches('#').trim_start())).collect();
        let last = taken.iter().rfind(|t| there.contains(t)).copied().unwrap_or("0");
        let (stem, count) =
            last.rsplit_once('.').map_or((String::new(), last), |(s, c)| (format!("{s}."), c));
        let mut next: u32 = count.parse().unwrap_or(0);
        let counted = self.counted;
        let clash = |text: &str| {
            number(text.trim_start_matches('#').trim_start()).is_some_and(|n| taken.contains(&n))
        };
        let any = counted.iter().any(|c| clash(c));
        let mut out = self.own;
        for text in counted {
            let digits = number(text.trim_start_matches('#').trim_start()).unwrap_or("").to_owned();
            next += 1;
            out.push(if any { text.replacen(&digits, &format!("{stem}{next}"), 1) } else { text });
        }
        out
    }
}

/// `2.1` of `**2.1. Data Model**`.
fn number(title: &str) -> Option<&str> {
    let bare = title.trim_start_matches(['*', '_', ' ']);
    let end = bare.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(bare.len());
    let digits = bare[..end].trim_end_matches('.');
    (!digits.is_empty() && digits.starts_with(|c: char| c.is_ascii_digit())).then_some(digits)
}

/// The name that people gave, behind the number of the template.
fn numbered(template: &str, own: &str) -> String {
    match (number(template), number(own)) {
        (Some(new), Some(old)) => own.replacen(old, new, 1),
        _ => own.to_owned(),
    }
}

/// A section's own words, without the rule that ends them.
fn body<'a>(tree: &Tree<'a>, section: usize) -> &'a str {
    let found = behind_comment(tree.text, tree.sections[section].body);
    let end = tree.footer().map_or(found.end(), |(node, _)| tree.nodes[node].span.start().min(found.end()));
    let found = Span::new(found.start(), end.max(found.start()));
    unruled(tree.str(found)).trim_start_matches('\n')
}

fn unruled(text: &str) -> &str {
    let mut text = text.trim_end();
    while let Some(rest) = text.strip_suffix("---").filter(|r| r.trim().is_empty() || r.ends_with("\n\n")) {
        text = rest.trim_end();
    }
    text
}

/// The header with the new template's keys: those that were renamed, those that were added.
fn header(text: &str, library: &Library, old: &str, new: &str) -> String {
    let vocabulary = library.vocabulary();
    let scope = vocabulary.scope("meta");
    let (tree, old, new) = (parse(text), parse(old), parse(new));
    let own = |tree: &Tree<'_>| -> Vec<HeaderField> {
        header_fields(tree).into_iter().filter(|f| f.place == Place::Head && f.marked).collect()
    };
    let (ours, before, after) = (own(&tree), own(&old), own(&new));
    let meaning = |tree: &Tree<'_>, f: &HeaderField| vocabulary.field(scope, tree.str(f.key));
    let mut edits = Edits::new();
    let mut last: Option<HeaderField> = None;
    for theirs in &after {
        let Some(field) = meaning(&new, theirs) else { continue };
        let mine = ours.iter().find(|f| meaning(&tree, f) == Some(field));
        let was = before.iter().find(|f| meaning(&old, f) == Some(field));
        match (mine, was) {
            (Some(mine), was) => {
                let kept = was.is_some_and(|w| old.str(w.key) == tree.str(mine.key));
                if kept && new.str(theirs.key) != tree.str(mine.key) {
                    let _ = edits.replace(mine.key, new.str(theirs.key));
                }
                last = Some(*mine);
            }
            // Taken out by somebody.
            (None, Some(_)) => {}
            (None, None) => {
                let Some(last) = last else { continue };
                let line = line_of(&new, theirs.key.start());
                let at = tree.text[last.value.end()..]
                    .find('\n')
                    .map_or(tree.text.len(), |n| last.value.end() + n);
                // Several keys may follow the same one.
                let there = edits.iter().find(|e| e.span == Span::at(at)).map(|e| e.text.clone());
                if let Some(there) = there {
                    let mut all = Edits::new();
                    for edit in edits.iter().filter(|e| e.span != Span::at(at)) {
                        let _ = all.replace(edit.span, edit.text.clone());
                    }
                    let _ = all.replace(Span::at(at), format!("{there}\n{line}"));
                    edits = all;
                } else {
                    let _ = edits.replace(Span::at(at), format!("\n{line}"));
                }
            }
        }
    }
    edits.apply(text)
}

fn line_of<'a>(tree: &Tree<'a>, at: usize) -> &'a str {
    let start = tree.text[..at].rfind('\n').map_or(0, |n| n + 1);
    tree.text[start..].split('\n').next().unwrap_or("")
}
