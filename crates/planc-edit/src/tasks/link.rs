//! Which tasks of the plan are which tasks of the list.

use super::list::{Entry, List, Shape};
use super::make::{Kind, PlanTask};
use super::words::{has_digit, key, likeness, telling};
use planc_model::{TaskState, id_key};
use rustc_hash::{FxHashMap, FxHashSet};

/// How a task of the plan was found in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// By planc's comment.
    Comment,
    /// By planc's comment of words that were alike: the plan says it in other words now.
    Reworded,
    /// In the words of a task that somebody wrote.
    Words,
}

/// What belongs together.
pub(crate) struct Links {
    /// For each task of the plan its entry.
    pub(crate) entry: Vec<Option<(usize, How)>>,
    /// For each entry its tasks of the plan.
    pub(crate) tasks: Vec<Vec<usize>>,
}

/// How alike words must be to be the same in other words.
const ALIKE: f64 = 0.5;

/// So many pairs are compared; a plan and list that differ more have nothing to do with each other.
const MOST_PAIRS: usize = 40_000;

/// How much of a task must stand in another that somebody wrote, in percent.
const COVERED: usize = 70;

/// The same where all its numbers stand there: `0007_signing_keys` is nothing else.
const NUMBERED: usize = 50;

/// Words that stand in more tasks than this tell nothing.
const COMMON: usize = 200;

pub(crate) fn link(list: &List<'_>, tasks: &[PlanTask]) -> Links {
    let mut links = Links { entry: vec![None; tasks.len()], tasks: vec![Vec::new(); list.entries.len()] };
    by_comment(list, tasks, &mut links);
    by_id(list, tasks, &mut links);
    by_likeness(list, tasks, &mut links);
    by_words(list, tasks, &mut links);
    for (task, found) in links.entry.iter().enumerate() {
        if let Some((entry, _)) = found {
            links.tasks[*entry].push(task);
        }
    }
    links
}

/// `phase-3fa9c1d2`
pub(crate) fn comment_key(task: &PlanTask) -> String {
    format!("{}-{}", task.kind.word(), task.key)
}

fn by_comment(list: &List<'_>, tasks: &[PlanTask], links: &mut Links) {
    let mut known: FxHashMap<&str, usize> = FxHashMap::default();
    for (index, entry) in list.entries.iter().enumerate() {
        if let Some(comment) = &entry.comment {
            known.entry(&comment.key).or_insert(index);
        }
    }
    for (task, found) in tasks.iter().zip(&mut links.entry) {
        *found = known.get(comment_key(task).as_str()).map(|e| (*e, How::Comment));
    }
}

/// The plan itself names the task: by its id, or by a link to its file.
fn by_id(list: &List<'_>, tasks: &[PlanTask], links: &mut Links) {
    let mut known: FxHashMap<String, usize> = FxHashMap::default();
    for (index, entry) in list.entries.iter().enumerate().filter(|(_, e)| e.comment.is_none()) {
        if entry.shape == Shape::File {
            let path = list.files[entry.file].path;
            known.entry(path.rsplit('/').next().unwrap_or(path).to_owned()).or_insert(index);
        } else if let Some(id) = &entry.id {
            known.entry(id_key(id)).or_insert(index);
        }
    }
    for (task, found) in tasks.iter().zip(&mut links.entry).filter(|(_, f)| f.is_none()) {
        let by_id = task.id.as_ref().and_then(|id| known.get(&id_key(id)));
        let linked = || {
            let targets = task.title.split("](").skip(1).filter_map(|t| t.split([')', '#', ' ']).next());
            targets.filter_map(|t| known.get(t.rsplit('/').next().unwrap_or(t))).next()
        };
        *found = by_id.or_else(linked).map(|e| (*e, How::Words));
    }
}

/// A task that planc wrote, whose words the plan has changed.
fn by_likeness(list: &List<'_>, tasks: &[PlanTask], links: &mut Links) {
    let taken: FxHashSet<usize> = links.entry.iter().flatten().map(|(e, _)| *e).collect();
    let of_plan = |e: &Entry| e.comment.as_ref().is_some_and(|c| !c.gone);
    let free: Vec<usize> =
        (0..list.entries.len()).filter(|e| !taken.contains(e) && of_plan(&list.entries[*e])).collect();
    let open: Vec<usize> = (0..tasks.len()).filter(|t| links.entry[*t].is_none()).collect();
    if free.len() * open.len() > MOST_PAIRS {
        return;
    }
    let said: Vec<_> =
        free.iter().map(|e| telling(list.str(&list.entries[*e], list.entries[*e].words))).collect();
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for &task in &open {
        let wanted = telling(&tasks[task].text());
        let title = telling(&tasks[task].title);
        for (at, &entry) in free.iter().enumerate() {
            let kind = list.entries[entry].comment.as_ref().and_then(|c| c.key.rsplit_once('-'));
            if kind.is_none_or(|(kind, _)| kind != tasks[task].kind.word()) {
                continue;
            }
            let alike = likeness(&wanted, &said[at]).max(likeness(&title, &said[at]));
            if alike >= ALIKE {
                pairs.push((alike, task, entry));
            }
        }
    }
    // The most alike first; of equals those that come first.
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut used: FxHashSet<usize> = FxHashSet::default();
    for (_, task, entry) in pairs {
        if links.entry[task].is_none() && used.insert(entry) {
            links.entry[task] = Some((entry, How::Reworded));
        }
    }
}

/// What somebody wrote in own words is not written again: most of the telling words of a task stand in one of theirs,
/// and all of its numbers; or theirs is named by what the task is about.
fn by_words(list: &List<'_>, tasks: &[PlanTask], links: &mut Links) {
    let mut places: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    let mine = |e: &&(usize, &Entry)| e.1.comment.is_none() && e.1.state != TaskState::Dropped;
    let theirs: Vec<(usize, &Entry)> = list.entries.iter().enumerate().collect();
    for (index, entry) in theirs.iter().filter(mine) {
        let mut words = telling(list.str(entry, entry.own));
        if let Some(group) = entry.group {
            words.extend(telling(list.trees[entry.file].title(&list.trees[entry.file].sections[group])));
            words.sort_unstable();
            words.dedup();
        }
        for word in words {
            places.entry(word).or_default().push(*index);
        }
    }
    if places.is_empty() {
        return;
    }
    let mut hits: FxHashMap<usize, (usize, usize)> = FxHashMap::default();
    for (task, found) in tasks.iter().zip(&mut links.entry).filter(|(_, f)| f.is_none()) {
        let mut words = telling(&task.title);
        words.retain(|w| places.get(w).is_none_or(|p| p.len() <= COMMON));
        let numbers = words.iter().filter(|w| has_digit(w)).count();
        hits.clear();
        for word in &words {
            for place in places.get(word).into_iter().flatten() {
                let count = hits.entry(*place).or_default();
                count.0 += 1;
                count.1 += usize::from(has_digit(word));
            }
        }
        let enough = |(all, digits): (usize, usize)| {
            let share = if numbers > 0 { NUMBERED } else { COVERED };
            all * 100 >= words.len() * share && digits == numbers && (all >= 2 || words.len() == 1)
        };
        let best = hits.iter().filter(|(_, count)| enough(**count));
        let best = best.max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0))).map(|(entry, _)| *entry);
        let title = || {
            let named = |entry: &&usize| {
                let entry = &list.entries[**entry];
                is_named(&telling(list.str(entry, entry.words)), list.str(entry, entry.words), task, &words)
            };
            hits.keys().filter(named).min().copied()
        };
        *found = best.or_else(title).map(|entry| (entry, How::Words));
    }
}

/// Whether the title of a task that somebody wrote is about this one: all of its words stand in it, or it is the name of
/// its component.
fn is_named(title: &[String], written: &str, task: &PlanTask, words: &[String]) -> bool {
    let built = matches!(task.kind, Kind::Phase | Kind::Step | Kind::Milestone | Kind::Acceptance);
    built
        && (title.len() >= 2 && title.iter().all(|w| words.contains(w))
            || task.components.iter().any(|c| key(c) == key(written)))
}
