//! Sub-languages: what stands in a plan and has a grammar of its own.
//!
//! A language is one file with a function from the text of a block to its first fault. Rules ask through
//! [`report`], which finds the blocks, asks the memo, and puts the fault at its place in the document.

pub(crate) mod amount;
mod block;
pub(crate) mod cron;
mod fault;
pub(crate) mod json;
mod mask;
mod memo;
pub(crate) mod openapi;
mod plain_sql;
pub(crate) mod promql;
pub(crate) mod sql;
pub(crate) mod toml;
pub(crate) mod typescript;
pub(crate) mod yaml;

pub use memo::Memo;

pub(crate) use block::{Block, blocks, unlabelled};
pub(crate) use fault::Fault;
pub(crate) use mask::{masked, was_placeholder};

use crate::{Context, Findings};

/// A language that blocks of code are checked in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Language {
    Cron,
    Json,
    OpenApi,
    PromQl,
    Sql(sql::Database),
    Toml,
    TypeScript,
    Yaml,
}

impl Language {
    /// The first fault of a text in this language. Pure: the memo keeps what it says.
    pub(crate) fn fault(self, text: &str) -> Option<Fault> {
        match self {
            Language::Cron => cron::table(text),
            Language::Json => json::fault(text),
            Language::OpenApi => openapi::fault(text),
            Language::PromQl => promql::fault(text),
            Language::Sql(database) => sql::fault(text, database),
            Language::Toml => toml::fault(text),
            Language::TypeScript => typescript::fault(text),
            Language::Yaml => yaml::fault(text),
        }
    }
}

/// Reports the first fault of every block whose fence has one of `names`.
pub(crate) fn report(cx: &Context<'_, '_>, names: &[&str], language: Language, out: &mut Findings<'_>) {
    for block in blocks(cx.tree, names) {
        report_block(cx, &block, language, out);
    }
}

/// Reports the first fault of a block.
pub(crate) fn report_block(
    cx: &Context<'_, '_>,
    block: &Block<'_>,
    language: Language,
    out: &mut Findings<'_>,
) {
    let found = match cx.surroundings.memo() {
        Some(memo) => memo.fault(language, &block.text),
        None => language.fault(&block.text),
    };
    if let Some(fault) = found {
        out.push(fault.diagnostic(block, out));
    }
}
