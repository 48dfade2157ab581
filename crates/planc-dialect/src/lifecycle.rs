//! Which words a status may be, which state of the model each of them is, and which may follow which.

use crate::vocabulary::Vocabulary;
use crate::{State, normal};

/// The life of a plan as a dialect or a workspace has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lifecycle {
    words: Vec<StatusWord>,
    moves: Vec<(State, State)>,
}

/// A word for a status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusWord {
    /// The word as plans write it: `In Review`.
    pub word: String,
    /// The emoji that stands before it in plans that use them: `📋`.
    pub mark: Option<String>,
    /// The state of the model.
    pub state: State,
}

/// What is wrong with a list of words or transitions: the entry, and what to say of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LifecycleError {
    /// The entry as written.
    pub entry: String,
    /// What is wrong.
    pub message: String,
}

/// The words of plans whose dialect says none, each with the emoji that people put before it.
const WORDS: &[(State, &str, &str)] = &[
    (State::Draft, "Draft", "🤔"),
    (State::InReview, "In Review", "👀"),
    (State::Approved, "Approved", "👍"),
    (State::InProgress, "In Progress", "🔄"),
    (State::Complete, "Complete", "✅"),
    (State::Paused, "Paused", "⏸️"),
    (State::Rejected, "Rejected", "❌"),
    (State::Deprecated, "Deprecated", "🗄️"),
    (State::Superseded, "Superseded", "🗄️"),
];

/// Which states follow which where nobody says it: forward one by one, back to whoever has to think again, aside
/// and on again, and out. What is superseded stays so.
const MOVES: &[(State, &[State])] = {
    use State::*;
    &[
        (Draft, &[InReview, Rejected, Paused]),
        (InReview, &[Approved, Draft, Rejected, Paused]),
        (Approved, &[InProgress, InReview, Draft, Rejected, Paused, Deprecated, Superseded]),
        (InProgress, &[Complete, InReview, Draft, Rejected, Paused, Deprecated, Superseded]),
        (Complete, &[InProgress, Deprecated, Superseded]),
        (Paused, &[Draft, InReview, Approved, InProgress, Rejected, Deprecated, Superseded]),
        (Rejected, &[Draft]),
        (Deprecated, &[Superseded]),
        (Superseded, &[]),
    ]
};

/// The states that a plan goes through when all goes well.
const WAY: [State; 5] = [State::Draft, State::InReview, State::Approved, State::InProgress, State::Complete];

impl Lifecycle {
    /// The life of a plan whose dialect says nothing.
    pub fn general() -> Lifecycle {
        let words = WORDS.iter().map(|(state, word, mark)| StatusWord {
            word: (*word).to_owned(),
            mark: Some((*mark).to_owned()),
            state: *state,
        });
        let moves = MOVES.iter().flat_map(|(from, to)| to.iter().map(|to| (*from, *to)));
        Lifecycle { words: words.collect(), moves: moves.collect() }
    }

    /// A life of these words and transitions. A word may begin with its emoji, and say behind `=` which state it is
    /// where the vocabulary does not: `🤔 Draft`, `Baking = in_progress`. A transition is a chain of words:
    /// `Draft -> In Review -> Approved`. Without transitions the usual ones between the words hold; without words
    /// those of the transitions are all there are.
    ///
    /// # Errors
    /// Every entry with a word that has no state, and every transition that is none.
    pub fn new(
        words: &[String],
        transitions: &[String],
        vocabulary: &Vocabulary,
    ) -> Result<Lifecycle, Vec<LifecycleError>> {
        let mut errors = Vec::new();
        let mut life = Lifecycle { words: Vec::new(), moves: Vec::new() };
        for entry in words {
            match StatusWord::read(entry, vocabulary) {
                Ok(word) => life.words.push(word),
                Err(message) => errors.push(LifecycleError { entry: entry.clone(), message }),
            }
        }
        for chain in transitions {
            if let Err(message) = life.chain(chain, words.is_empty(), vocabulary) {
                errors.push(LifecycleError { entry: chain.clone(), message });
            }
        }
        if transitions.is_empty() {
            life.moves = life.usual();
        }
        if errors.is_empty() { Ok(life) } else { Err(errors) }
    }

    /// Takes one chain; `open` where its words need not be known before.
    fn chain(&mut self, chain: &str, open: bool, vocabulary: &Vocabulary) -> Result<(), String> {
        let mut before: Option<State> = None;
        let mut count = 0;
        for part in chain.split("->").flat_map(|p| p.split('→')) {
            let state = match self.word(part) {
                Some(known) => known.state,
                None if open => {
                    let word = StatusWord::read(part, vocabulary)?;
                    self.words.push(word.clone());
                    word.state
                }
                None => return Err(format!("`{}` is not among the statuses", part.trim())),
            };
            if let Some(from) = before.filter(|from| *from != state && !self.moves.contains(&(*from, state)))
            {
                self.moves.push((from, state));
            }
            before = Some(state);
            count += 1;
        }
        if count < 2 {
            return Err("a transition leads from one word to another: `Draft -> In Review`".to_owned());
        }
        Ok(())
    }

    /// The usual transitions between the states that it has words for. A state on the way that it lacks is passed by:
    /// without a review, a draft is approved.
    fn usual(&self) -> Vec<(State, State)> {
        let all = Lifecycle::general().moves.into_iter();
        let mut moves: Vec<_> = all.filter(|(from, to)| self.knows(*from) && self.knows(*to)).collect();
        let way: Vec<State> = WAY.iter().copied().filter(|s| self.knows(*s)).collect();
        for pair in way.windows(2) {
            if let [from, to] = *pair {
                moves.extend([(from, to), (to, from)]);
            }
        }
        moves
    }

    /// Its words, in the order a plan goes through them.
    pub fn words(&self) -> &[StatusWord] {
        &self.words
    }

    /// The entry for a word, however it is written.
    pub fn word(&self, word: &str) -> Option<&StatusWord> {
        let key = key(word);
        self.words.iter().find(|w| self::key(&w.word) == key)
    }

    /// The first word for a state.
    pub fn first(&self, state: State) -> Option<&StatusWord> {
        self.words.iter().find(|w| w.state == state)
    }

    /// Whether it knows a state.
    pub fn knows(&self, state: State) -> bool {
        self.first(state).is_some()
    }

    /// The emoji of a word: its own, else that of a word for the same state.
    pub fn mark(&self, word: &str, state: State) -> Option<&str> {
        let own = self.word(word).and_then(|w| w.mark.as_deref());
        own.or_else(|| self.words.iter().filter(|w| w.state == state).find_map(|w| w.mark.as_deref()))
    }

    /// Which states can follow, in the order of the words. Without a state, or in one nobody knows, a plan counts as
    /// a draft, and may say so.
    pub fn after(&self, state: Option<State>) -> Vec<State> {
        let unsaid = matches!(state, None | Some(State::Other));
        let from = state.filter(|_| !unsaid).unwrap_or(State::Draft);
        let mut next: Vec<State> = Vec::new();
        for word in &self.words {
            let follows = self.moves.contains(&(from, word.state)) || unsaid && word.state == State::Draft;
            if follows && !next.contains(&word.state) {
                next.push(word.state);
            }
        }
        next
    }
}

impl StatusWord {
    /// Reads `🤔 Draft`, `Baking = in_progress`.
    fn read(entry: &str, vocabulary: &Vocabulary) -> Result<StatusWord, String> {
        let (written, state) = match entry.split_once('=') {
            Some((written, state)) => (written.trim(), Some(state.trim())),
            None => (entry.trim(), None),
        };
        let at = written.find(char::is_alphanumeric).unwrap_or(written.len());
        let (mark, word) = (written[..at].trim(), written[at..].trim());
        if word.is_empty() {
            return Err(format!("`{}` has no word", entry.trim()));
        }
        let state = match state {
            Some(state) => State::named(state).ok_or_else(|| format!("there is no state `{state}`"))?,
            None => vocabulary
                .state(word)
                .ok_or_else(|| format!("no vocabulary says which state `{word}` is: `{word} = in_review`"))?,
        };
        let mark = Some(mark.to_owned()).filter(|m| !m.is_empty());
        Ok(StatusWord { word: word.to_owned(), mark, state })
    }
}

/// The form in which words are compared.
fn key(word: &str) -> String {
    let mut out = String::new();
    normal(word, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Library;

    fn life(words: &[&str], transitions: &[&str]) -> Result<Lifecycle, Vec<String>> {
        let own = |list: &[&str]| list.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        let made = Lifecycle::new(&own(words), &own(transitions), Library::builtin().vocabulary());
        made.map_err(|errors| errors.into_iter().map(|e| format!("{}: {}", e.entry, e.message)).collect())
    }

    #[test]
    fn words_have_marks_and_states() {
        let life = life(&["🤔 Draft", "Baking = in_progress", "Done"], &["Draft -> Baking → Done"]).unwrap();
        let word = |word| life.word(word).map(|w| (w.mark.as_deref(), w.state));
        assert_eq!(word("draft"), Some((Some("🤔"), State::Draft)));
        assert_eq!(word("BAKING"), Some((None, State::InProgress)));
        assert_eq!(life.after(Some(State::Draft)), [State::InProgress]);
        assert_eq!(life.after(None), [State::Draft, State::InProgress]);
        assert_eq!(life.after(Some(State::Other)), [State::Draft, State::InProgress]);
        assert_eq!(life.after(Some(State::Complete)), []);
        assert_eq!(life.mark("Draft", State::Draft), Some("🤔"));
        assert_eq!(life.mark("WIP", State::Draft), Some("🤔"));
        assert_eq!(life.mark("Done", State::Complete), None);
    }

    #[test]
    fn what_is_not_said_is_as_usual() {
        let short = life(&["Draft", "Review", "Approved"], &[]).unwrap();
        assert_eq!(short.after(Some(State::InReview)), [State::Draft, State::Approved]);
        let shorter = life(&["Draft", "Approved", "Done"], &[]).unwrap();
        assert_eq!(shorter.after(Some(State::Draft)), [State::Approved]);
        assert_eq!(shorter.after(Some(State::Approved)), [State::Draft, State::Complete]);
        let general = Lifecycle::general();
        assert_eq!(general.after(Some(State::Superseded)), []);
        assert!(general.after(Some(State::Paused)).contains(&State::InProgress));
        assert!(!general.after(Some(State::Draft)).contains(&State::Approved));
        let chain = life(&[], &["Draft -> Approved -> Done"]).unwrap();
        assert_eq!(chain.words().len(), 3);
    }

    #[test]
    fn mistakes_are_named() {
        let errors = life(&["Baking", "X = baked"], &["Draft", "Draft -> Done"]).unwrap_err();
        assert_eq!(
            errors,
            [
                "Baking: no vocabulary says which state `Baking` is: `Baking = in_review`",
                "X = baked: there is no state `baked`",
                "Draft: `Draft` is not among the statuses",
                "Draft -> Done: `Draft` is not among the statuses",
            ]
        );
        assert_eq!(life(&["Draft"], &["Draft"]).unwrap_err().len(), 1);
        assert_eq!(life(&["🤔"], &[]).unwrap_err(), ["🤔: `🤔` has no word"]);
    }
}
