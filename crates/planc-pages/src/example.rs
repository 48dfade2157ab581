use crate::Options;
use crate::files::Files;
use crate::page::Page;
use crate::pipeline::{Reader, printed};
use planc_source::{Edits, FixMode, Span};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A fenced block of a page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Block<'a> {
    pub(crate) info: &'a str,
    /// Where its lines stand in the page.
    pub(crate) content: Span,
}

impl<'a> Block<'a> {
    /// What the block is: the first word of its info string.
    pub(crate) fn kind(&self) -> &'a str {
        self.info.split_whitespace().next().unwrap_or("")
    }

    /// The path behind `path=`; blanks are written `%20` there.
    pub(crate) fn path(&self) -> Option<String> {
        let path = self.info.split_whitespace().find_map(|word| word.strip_prefix("path="));
        path.map(|p| p.replace("%20", " "))
    }

    /// Which fixes make what it shows.
    fn mode(&self) -> FixMode {
        let is_unsafe = self.info.split_whitespace().any(|word| word == "unsafe");
        if is_unsafe { FixMode::Unsafe } else { FixMode::Safe }
    }
}

/// A plan in a page, with what the page says about it.
pub struct Example<'a> {
    /// The line of the page it begins at, from 1.
    pub line: usize,
    page: &'a str,
    plan: Block<'a>,
    files: Files,
    diagnostics: Option<Block<'a>>,
    fixed: Vec<Block<'a>>,
}

impl<'a> Example<'a> {
    pub(crate) fn new(page: &'a str, line: usize, plan: Block<'a>, files: Files) -> Example<'a> {
        Example { line, page, plan, files, diagnostics: None, fixed: Vec::new() }
    }

    /// Adds a block that follows the plan.
    pub(crate) fn take(&mut self, block: Block<'a>) {
        match block.kind() {
            "diagnostics" => self.diagnostics = Some(block),
            "fixed" => self.fixed.push(block),
            _ => {}
        }
    }

    /// Whether the page expects something to be said about the plan.
    pub fn triggers(&self) -> bool {
        self.diagnostics.is_some_and(|block| !block.content.of(self.page).trim().is_empty())
    }

    /// Whether the page shows what a fix makes of the plan.
    pub fn is_fixed(&self) -> bool {
        !self.fixed.is_empty()
    }

    /// What does not hold. When updating, what can be written down is, and holds.
    pub(crate) fn failure(
        &self,
        page: &Page<'_>,
        options: &Options<'_>,
        edits: &mut Edits,
    ) -> Option<String> {
        // A rule that panics fails its own example, not all pages.
        let result = catch_unwind(AssertUnwindSafe(|| self.failures(page, options, edits)));
        let failures = result.unwrap_or_else(|_| vec!["planc panicked over this plan".to_owned()]);
        (!failures.is_empty()).then(|| failures.join("\n\n"))
    }

    fn failures(&self, page: &Page<'_>, options: &Options<'_>, edits: &mut Edits) -> Vec<String> {
        let plan = self.plan.content.of(self.page);
        let path = self.plan.path();
        let reader = Reader {
            library: options.library,
            path: path.as_deref().unwrap_or("plan.md"),
            files: &self.files,
            rule: page.rule,
        };
        let mut failures = Vec::new();
        let mut expect = |block: Option<Block<'_>>, what: &str, actual: String| {
            let wanted = block.map_or("", |b| b.content.of(self.page));
            if wanted == actual {
                return;
            }
            match block {
                Some(block) if options.update => {
                    if edits.replace(block.content, actual).is_err() {
                        failures.push("two blocks stand at the same place".to_owned());
                    }
                }
                _ => failures.push(format!("{what}\n--- expected\n{wanted}--- actual\n{actual}---")),
            }
        };
        let said = reader.said(plan);
        let law = if self.diagnostics.is_some() {
            "planc says something else"
        } else {
            "this plan must be accepted"
        };
        expect(self.diagnostics, law, said);
        for block in &self.fixed {
            let fixed = reader.fix(plan, block.mode());
            expect(Some(*block), "the fix makes something else", fixed);
        }
        for block in &self.fixed {
            let fixed = reader.fix(plan, block.mode());
            let left = reader.check(&fixed);
            if page.rule.is_some() && !left.is_empty() {
                failures
                    .push(format!("after the fix there is still:\n{}", printed(&left, &fixed, reader.path)));
            }
            if reader.fix(&fixed, block.mode()) != fixed {
                failures.push("fixing twice is not fixing once".to_owned());
            }
            if fixed == plan {
                failures.push("the fix changes nothing".to_owned());
            }
        }
        failures
    }
}
