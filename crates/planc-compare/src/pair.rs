//! Which item of an old list is which of a new one: the same, one of the same name, or one that says nearly the same.

use crate::digest::alone;
use crate::kinds;
use crate::meaning::{Node, Record};
use crate::words::pieces;
use planc_model::calls::Call;
use planc_model::names;
use planc_source::Span;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};

/// Items of a list with their places in the model.
pub(crate) type Items = [(usize, Node)];

/// An item of the old list and what became of it, by position in the two lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) old: Option<usize>,
    pub(crate) new: Option<usize>,
    /// Whether the two are known by other names.
    pub(crate) renamed: bool,
}

/// Pairs the items of two lists: in the order of the new one, and what is gone behind.
pub(crate) fn pair(path: &str, old: &Items, new: &Items) -> Vec<Pair> {
    let mut pairing = Pairing { olds: vec![None; old.len()], news: vec![None; new.len()] };
    pairing.same(path, old, new);
    let names = |items: &Items| items.iter().map(|(_, item)| name(path, item)).collect::<Vec<_>>();
    let (old_names, new_names) = (names(old), names(new));
    pairing.named(&old_names, &new_names);
    pairing.similar(path, (old, &old_names), (new, &new_names));
    let come = pairing.news.iter().enumerate().map(|(new, old)| match *old {
        Some((old, renamed)) => Pair { old: Some(old), new: Some(new), renamed },
        None => Pair { old: None, new: Some(new), renamed: false },
    });
    let gone = pairing.olds.iter().enumerate().filter(|(_, new)| new.is_none());
    come.chain(gone.map(|(old, _)| Pair { old: Some(old), new: None, renamed: false })).collect()
}

/// What an item is known by, as names are compared; the item itself where it is a text.
pub(crate) fn name(path: &str, item: &Node) -> Option<String> {
    let record = match item {
        Node::Value(atom) => return Some(key(&atom.value)),
        Node::Record(record) => record,
        Node::List(_) => return None,
    };
    let keys = known_by(path, record)?;
    match keys {
        ["method", "path"] => {
            let (method, path) = (value(record, "method")?, value(record, "path")?);
            let at = Span::default();
            Some(Call { method, path, span: at, path_span: at }.key())
        }
        keys => {
            let exact = matches!(keys, ["path" | "file" | "target"]);
            let words = keys.iter().filter_map(|key| value(record, key));
            let words = words.map(|w| if exact { w.to_owned() } else { key(w) });
            Some(words.collect::<Vec<_>>().join("\n"))
        }
    }
}

/// The form in which names are equal; what is no name in that sense, a number or a sign, stays as it is.
fn key(words: &str) -> String {
    let key = names::key(words);
    if key.is_empty() { words.to_lowercase() } else { key }
}

/// The keys that an item is known by.
pub(crate) fn known_by(path: &str, record: &Record) -> Option<&'static [&'static str]> {
    let kind = kinds::at(path)?;
    let has_all = |keys: &&&[&str]| keys.iter().all(|key| value(record, key).is_some());
    kind.known_by.iter().find(has_all).copied()
}

/// The words of a key.
pub(crate) fn value<'r>(record: &'r Record, key: &str) -> Option<&'r str> {
    record.iter().find_map(|(known, node)| match node {
        Node::Value(atom) if known == key => Some(atom.value.as_str()),
        _ => None,
    })
}

struct Pairing {
    /// For each old item its new one, and the other way round with whether the name changed.
    olds: Vec<Option<usize>>,
    news: Vec<Option<(usize, bool)>>,
}

impl Pairing {
    fn set(&mut self, old: usize, new: usize, renamed: bool) {
        self.olds[old] = Some(new);
        self.news[new] = Some((old, renamed));
    }

    /// Items that say the same, the first with the first.
    fn same(&mut self, path: &str, old: &Items, new: &Items) {
        let mut path = path.to_owned();
        let mut known: FxHashMap<[u8; 32], Vec<usize>> = FxHashMap::default();
        for (at, (_, item)) in old.iter().enumerate().rev() {
            known.entry(alone(item, &mut path)).or_default().push(at);
        }
        for (at, (_, item)) in new.iter().enumerate() {
            if let Some(old) = known.get_mut(&alone(item, &mut path)).and_then(Vec::pop) {
                self.set(old, at, false);
            }
        }
    }

    /// Items of one name, the first with the first.
    fn named(&mut self, old: &[Option<String>], new: &[Option<String>]) {
        let mut known: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        for (at, name) in old.iter().enumerate().rev() {
            if let (None, Some(name)) = (self.olds[at], name) {
                known.entry(name).or_default().push(at);
            }
        }
        for (at, name) in new.iter().enumerate() {
            if self.news[at].is_none()
                && let Some(old) = name.as_deref().and_then(|n| known.get_mut(n)).and_then(Vec::pop)
            {
                self.set(old, at, false);
            }
        }
    }

    /// What is left and nearly the same, the nearest first.
    fn similar(&mut self, path: &str, old: Side<'_>, new: Side<'_>) {
        let left = |taken: &[bool]| (0..taken.len()).filter(|at| !taken[*at]).collect::<Vec<usize>>();
        let olds = left(&self.olds.iter().map(Option::is_some).collect::<Vec<_>>());
        let news = left(&self.news.iter().map(Option::is_some).collect::<Vec<_>>());
        // Lists that share so little are two lists; comparing each with each would take too long.
        if olds.is_empty() || news.is_empty() || olds.len().saturating_mul(news.len()) > MOST {
            return;
        }
        let bags = |(items, _): Side<'_>, left: &[usize]| {
            left.iter().map(|at| Bags::of(path, &items[*at].1)).collect::<Vec<_>>()
        };
        let (old_bags, new_bags) = (bags(old, &olds), bags(new, &news));
        let mut scores = Vec::new();
        for (i, one) in old_bags.iter().enumerate() {
            for (j, other) in new_bags.iter().enumerate() {
                let score = one.likeness(other);
                if score >= ENOUGH {
                    scores.push((score, olds[i], news[j]));
                }
            }
        }
        scores.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
        for (_, old_at, new_at) in scores {
            if self.olds[old_at].is_none() && self.news[new_at].is_none() {
                self.set(old_at, new_at, old.1[old_at] != new.1[new_at]);
            }
        }
    }
}

type Side<'s> = (&'s Items, &'s [Option<String>]);

/// So many comparisons are made for one list.
const MOST: usize = 250_000;

/// How alike two items must be to be one, in hundredths.
const ENOUGH: u32 = 50;

/// The words of an item: of its name, and of all the rest. Sorted hashes.
struct Bags {
    name: Vec<u64>,
    rest: Vec<u64>,
}

/// More words of an item are not looked at.
const WORDS: usize = 200;

impl Bags {
    fn of(path: &str, item: &Node) -> Bags {
        let mut bags = Bags { name: Vec::new(), rest: Vec::new() };
        match item {
            Node::Record(record) => {
                let keys = known_by(path, record).unwrap_or(&[]);
                for (key, node) in record {
                    let bag = if keys.contains(&key.as_ref()) { &mut bags.name } else { &mut bags.rest };
                    add(node, bag);
                }
            }
            node => add(node, &mut bags.name),
        }
        bags.name.sort_unstable();
        bags.rest.sort_unstable();
        bags
    }

    /// From 0 to 100. The rest tells more than the name, where there is enough of it.
    fn likeness(&self, other: &Bags) -> u32 {
        let name = alike(&self.name, &other.name);
        if self.rest.len().min(other.rest.len()) < 2 {
            // With so few words the name decides.
            return if self.rest == other.rest { name } else { name * 9 / 10 };
        }
        (name * 2 + alike(&self.rest, &other.rest) * 3) / 5
    }
}

fn add(node: &Node, bag: &mut Vec<u64>) {
    match node {
        Node::Value(atom) => {
            let words = pieces(&atom.value).into_iter().filter(|p| p.starts_with(char::is_alphanumeric));
            bag.extend(words.take(WORDS.saturating_sub(bag.len())).map(|word| {
                let mut hasher = FxHasher::default();
                word.to_lowercase().hash(&mut hasher);
                hasher.finish()
            }));
        }
        Node::Record(record) => record.iter().for_each(|(_, node)| add(node, bag)),
        Node::List(list) => list.iter().for_each(|(_, node)| add(node, bag)),
    }
}

/// How many words two sorted bags have in common, in hundredths of all.
fn alike(one: &[u64], other: &[u64]) -> u32 {
    let (mut i, mut j, mut common) = (0, 0, 0);
    while let (Some(a), Some(b)) = (one.get(i), other.get(j)) {
        match a.cmp(b) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                (i, j, common) = (i + 1, j + 1, common + 1);
            }
        }
    }
    match one.len() + other.len() {
        0 => 0,
        all => u32::try_from(200 * common / all).unwrap_or(0),
    }
}

/// Of the pairs of an ordered list, those whose place among the others changed: all but a longest run that is in
/// order in both. By position in `pairs`.
pub(crate) fn moved(pairs: &[Pair]) -> Vec<usize> {
    let both: Vec<(usize, usize)> = pairs
        .iter()
        .enumerate()
        .filter_map(|(at, p)| Some((at, p.old.filter(|_| p.new.is_some())?)))
        .collect();
    // The longest rising run of old places (the new ones rise already).
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; both.len()];
    for (index, (_, old)) in both.iter().enumerate() {
        let at = tails.partition_point(|t| both[*t].1 < *old);
        before[index] = at.checked_sub(1).map(|at| tails[at]);
        match tails.get_mut(at) {
            Some(tail) => *tail = index,
            None => tails.push(index),
        }
    }
    let mut kept = vec![false; both.len()];
    let mut next = tails.last().copied();
    while let Some(index) = next {
        kept[index] = true;
        next = before[index];
    }
    both.iter().zip(kept).filter(|(_, kept)| !kept).map(|((at, _), _)| *at).collect()
}
