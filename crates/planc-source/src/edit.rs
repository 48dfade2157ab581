use crate::Span;

/// One replacement: the bytes of `span` become `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What goes away.
    pub span: Span,
    /// What comes in its place.
    pub text: String,
}

/// A change to one text: replacements that are sorted and disjoint by construction.
///
/// Nothing outside the spans is ever touched, so line ends, byte order marks and unknown
/// content survive every edit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edits {
    edits: Vec<Edit>,
}

/// Two edits wanted the same bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// The span that could not be added.
    pub span: Span,
}

impl Edits {
    /// No change.
    pub fn new() -> Edits {
        Edits::default()
    }

    /// Adds a replacement. An edit equal to one already there is taken once.
    ///
    /// # Errors
    /// [`Overlap`] when the span shares bytes with an edit already there, or inserts different
    /// text at the same place; the edits stay as they were.
    pub fn replace(&mut self, span: Span, text: impl Into<String>) -> Result<(), Overlap> {
        self.add(Edit { span, text: text.into() })
    }

    fn add(&mut self, edit: Edit) -> Result<(), Overlap> {
        if let Some(at) = self.place(&edit)? {
            self.edits.insert(at, edit);
        }
        Ok(())
    }

    /// Where an edit belongs; `None` if it is there already.
    fn place(&self, edit: &Edit) -> Result<Option<usize>, Overlap> {
        let span = edit.span;
        let at = self.edits.partition_point(|e| (e.span.start, e.span.end) < (span.start, span.end));
        if self.edits.get(at) == Some(edit) {
            return Ok(None);
        }
        let after_ok = self.edits.get(at).is_none_or(|next| span.end <= next.span.start && span != next.span);
        let before_ok = at == 0 || self.edits[at - 1].span.end <= span.start;
        if after_ok && before_ok { Ok(Some(at)) } else { Err(Overlap { span }) }
    }

    /// Adds every edit of `other`, or none of them.
    ///
    /// # Errors
    /// [`Overlap`] at the first edit that does not fit; nothing is added then.
    pub fn union(&mut self, other: &Edits) -> Result<(), Overlap> {
        // The edits of `other` are disjoint, so what fits alone fits together.
        for edit in &other.edits {
            self.place(edit)?;
        }
        other.edits.iter().try_for_each(|edit| self.add(edit.clone()))
    }

    /// The edits in the order of the text.
    pub fn iter(&self) -> impl Iterator<Item = &Edit> {
        self.edits.iter()
    }

    /// Whether nothing would change.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// `text` after the change.
    pub fn apply(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for edit in &self.edits {
            out.push_str(text.get(done..edit.span.start()).unwrap_or(""));
            out.push_str(&edit.text);
            done = edit.span.end();
        }
        out.push_str(text.get(done..).unwrap_or(""));
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_apply_in_text_order_and_refuse_overlaps() {
        let mut edits = Edits::new();
        edits.replace(Span::new(6, 11), "there").unwrap();
        edits.replace(Span::new(0, 5), "Hi").unwrap();
        edits.replace(Span::new(0, 5), "Hi").unwrap();
        assert_eq!(edits.replace(Span::new(4, 7), "x"), Err(Overlap { span: Span::new(4, 7) }));
        assert_eq!(edits.replace(Span::new(0, 5), "Ho"), Err(Overlap { span: Span::new(0, 5) }));
        assert_eq!(edits.apply("Hello world"), "Hi there");
    }

    #[test]
    fn a_union_is_all_or_nothing() {
        let mut edits = Edits::new();
        edits.replace(Span::new(2, 4), "x").unwrap();
        let mut other = Edits::new();
        other.replace(Span::new(0, 1), "a").unwrap();
        other.replace(Span::new(3, 5), "b").unwrap();
        let before = edits.clone();
        assert!(edits.union(&other).is_err());
        assert_eq!(edits, before);
    }
}
