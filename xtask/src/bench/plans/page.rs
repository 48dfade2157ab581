use super::rng::Rng;
use super::words;

/// What one plan is about.
#[derive(Clone, Debug)]
pub struct Topic {
    /// Its number among all plans, from 1.
    pub number: usize,
    /// The name of the feature.
    pub title: String,
    /// The name as it stands in paths.
    pub slug: String,
    /// The thing the system is about: `parcel`.
    pub thing: &'static str,
    /// The names of its components.
    pub components: Vec<String>,
}

/// A plan being written.
pub struct Page {
    /// The text so far.
    pub text: String,
    /// What it is about.
    pub topic: Topic,
    /// Chance.
    pub rng: Rng,
    /// How much it says of everything, in hundredths.
    extent: usize,
    /// The language of its prose, where it is not English.
    foreign: Option<&'static [&'static str]>,
}

impl Page {
    /// An empty page; everything on it follows from `number`.
    pub fn new(number: usize, mut rng: Rng) -> Page {
        let (system, thing) = *rng.pick(words::SYSTEMS);
        let title = format!("{system} {}", rng.pick(words::ASPECTS));
        let slug = title.to_lowercase().replace(' ', "-");
        let name = capital(thing);
        let first = rng.below(words::PARTS.len());
        let parts = (0..5).map(|n| words::PARTS[(first + n * 3) % words::PARTS.len()]);
        let components = parts.map(|part| format!("{name} {part}")).collect();
        // Most plans are short, a few are very long.
        let extent = rng.between(65, 150) + if rng.chance(12) { rng.between(60, 220) } else { 0 };
        let foreign = rng.chance(9).then(|| *rng.pick(words::FOREIGN));
        let topic = Topic { number, title, slug, thing, components };
        Page { text: String::with_capacity(16 * 1024), topic, rng, extent, foreign }
    }

    /// A number of items, more of them in a long plan.
    pub fn some(&mut self, low: usize, high: usize) -> usize {
        (self.rng.between(low, high) * self.extent).div_ceil(100).max(1)
    }

    /// Writes words and fills in what stands in braces.
    pub fn write(&mut self, words: &str) {
        let mut rest = words;
        while let Some(at) = rest.find('{') {
            self.text.push_str(&rest[..at]);
            let slot = &rest.as_bytes()[at..];
            match slot {
                [b'{', letter @ b'a'..=b'z', b'}', ..] => {
                    self.slot(*letter);
                    rest = &rest[at + 3..];
                }
                _ => {
                    self.text.push('{');
                    rest = &rest[at + 1..];
                }
            }
        }
        self.text.push_str(rest);
    }

    /// Writes a line.
    pub fn line(&mut self, words: &str) {
        self.write(words);
        self.text.push('\n');
    }

    /// An empty line.
    pub fn gap(&mut self) {
        self.text.push('\n');
    }

    /// A heading with empty lines around it.
    pub fn heading(&mut self, heading: &str) {
        self.gap();
        self.line(heading);
        self.gap();
    }

    /// One of several words.
    pub fn one(&mut self, of: &[&'static str]) -> &'static str {
        self.rng.pick::<&'static str>(of)
    }

    /// A paragraph of so many sentences.
    pub fn paragraph(&mut self, sentences: usize) {
        for number in 0..sentences {
            if number > 0 {
                self.text.push(' ');
            }
            let all = self.foreign.unwrap_or(words::SENTENCES);
            let sentence = *self.rng.pick(all);
            self.write(sentence);
        }
        self.gap();
    }

    /// A list; each item one of `of`.
    pub fn bullets(&mut self, count: usize, mark: &str, of: &[&str]) {
        for _ in 0..count {
            let words = *self.rng.pick(of);
            self.text.push_str(mark);
            self.line(words);
        }
    }

    /// A numbered list.
    pub fn numbered(&mut self, count: usize, of: &[&str]) {
        for number in 1..=count {
            let words = *self.rng.pick(of);
            self.text.push_str(&format!("{number}. "));
            self.line(words);
        }
    }

    /// A table; `row` gives the cells of each row, their slots still open.
    pub fn table(
        &mut self,
        heads: &[&str],
        rows: usize,
        row: &mut dyn FnMut(&mut Page, usize) -> Vec<String>,
    ) {
        self.line(&format!("| {} |", heads.join(" | ")));
        self.line(&format!("|{}", "---|".repeat(heads.len())));
        for number in 0..rows {
            let cells = row(self, number);
            self.line(&format!("| {} |", cells.join(" | ")));
        }
    }

    /// A sentence part with its slots still open.
    pub fn phrase(&mut self) -> String {
        (*self.rng.pick(words::PHRASES)).to_owned()
    }

    /// High, medium or low.
    pub fn level(&mut self) -> &'static str {
        self.one(&["High", "Medium", "Low"])
    }

    /// A date of 2026, in the order of `step`: later steps are later.
    pub fn date(&mut self, step: usize) -> String {
        let day = self.rng.between(1, 28);
        format!("2026-{:02}-{day:02}", 1 + (step * 2 + self.topic.number % 2) % 12)
    }

    /// A component by number.
    pub fn component(&self, number: usize) -> &str {
        &self.topic.components[number % self.topic.components.len()]
    }

    fn slot(&mut self, letter: u8) {
        let word = match letter {
            b'c' => {
                let at = self.rng.below(self.topic.components.len());
                self.topic.components[at].clone()
            }
            b'r' => self.topic.thing.to_owned(),
            b'n' => {
                let size = *self.rng.pick(&[9, 60, 250, 900, 12_000]);
                self.rng.between(2, size).to_string()
            }
            b't' => (*self.rng.pick(words::TECHNOLOGIES)).to_owned(),
            b'p' => (*self.rng.pick(words::PEOPLE)).to_owned(),
            b'm' => format!("{}_{}", self.topic.thing, self.rng.pick(words::METRICS)),
            b'f' => {
                let folder = *self.rng.pick(&["src", "internal", "services", "app", "lib"]);
                let end = *self.rng.pick(&["rs", "ts", "go", "py", "sql"]);
                format!(
                    "{folder}/{}/{}.{end}",
                    self.topic.thing,
                    self.rng.pick(&["store", "worker", "api", "state"])
                )
            }
            b'i' => format!("FR-{:03}", self.rng.between(1, 40)),
            _ => String::new(),
        };
        self.text.push_str(&word);
    }
}

/// With a capital letter.
pub fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
