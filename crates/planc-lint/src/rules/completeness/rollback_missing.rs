use crate::owed::{heading_of, is_none, is_placeholder};
use crate::words::quoted;
use crate::{Check, Context, Family, Findings, Rule, Severities};
use planc_dialect::Role;
use planc_model::{Migration, Text};
use planc_source::Span;
use planc_syntax::Kind;

pub static RULE: Rule = Rule {
    name: "rollback-missing",
    summary: "a migration of the database has no way back",
    family: Family::Completeness,
    severities: Severities::RISING,
    fixable: false,
    enabled: true,
    page: include_str!("rollback_missing.md"),
    check: Check::Plan(check),
};

fn check(cx: &Context<'_, '_>, out: &mut Findings<'_>) {
    let migrations = cx.plan.migrations.as_deref().unwrap_or_default();
    let real = || migrations.iter().filter_map(|m| Some((m, place(m)?)));
    let open: Vec<_> = real().filter(|(m, _)| m.down.is_none()).collect();
    if open.is_empty() || is_undone_elsewhere(cx) {
        return;
    }
    if open.len() < real().count() {
        // Where others say how they are undone, each one that does not is a fault of its own.
        for (_, (name, span)) in open {
            let message = format!("nothing says how to undo the migration {}", quoted(name));
            out.push(out.diagnostic(span, message).help(HELP));
        }
        return;
    }
    let span = heading_of(cx, "migrations").filter(|_| open.len() > 1).unwrap_or(open[0].1.1);
    let message = match &open[..] {
        [(_, (name, _))] => format!("nothing says how to undo the migration {}", quoted(name)),
        several => format!("nothing says how to undo the {} migrations", several.len()),
    };
    out.push(out.diagnostic(span, message).help(HELP));
}

const HELP: &str = "add the statements that undo it, or say in the rollback plan what happens to the data; \
                    a change that cannot be undone should say so";

/// What a change of the database is called, and where: its file, its name, its first statement. Steps in prose
/// are no such changes, and what waits to be replaced is none yet.
fn place<'m>(migration: &'m Migration<'_>) -> Option<(&'m str, Span)> {
    migration.file.as_ref().or(migration.version.as_ref()).or(migration.up.as_ref())?;
    let all = [&migration.file, &migration.name, &migration.version, &migration.description, &migration.up];
    let named: &Text<'_> = all.into_iter().flatten().find(|t| !t.value.is_empty())?;
    let waits = all.into_iter().flatten().any(|t| is_placeholder(&t.value));
    let first = named.value.lines().next().unwrap_or("");
    // Of a value that was put together the place is the whole; of statements only the first line is shown.
    let span = Span::new(named.span.start(), named.span.end().min(named.span.start() + first.len()));
    (!waits && !is_none(&named.value)).then_some((first, span))
}

/// Whether the rollback plan, or the section of the migrations itself, says what becomes of the data.
fn is_undone_elsewhere(cx: &Context<'_, '_>) -> bool {
    let rollback = cx.plan.rollback.iter();
    let said = rollback.flat_map(|r| r.text.iter().chain(r.steps.iter().flatten()));
    let mut said = said.map(|t| &*t.value).filter(|t| !t.trim().is_empty());
    let in_rollback = said.any(|t| is_none(t) || is_placeholder(t) || speaks(t, DATA));
    in_rollback
        || cx.tree.sections.iter().zip(&cx.fit.spots).any(|(section, spot)| {
            spot.role != Role::Top
                && spot.concept.is_some_and(|c| c.family() == "migrations")
                && cx.tree.blocks(section).any(|b| {
                    let block = cx.tree.nodes[b];
                    !matches!(block.kind, Kind::Code(_)) && speaks(cx.tree.str(block.span), BACK)
                })
        })
}

fn speaks(text: &str, words: &[&str]) -> bool {
    let text = text.to_lowercase();
    words.iter().any(|word| text.contains(word))
}

/// Words by which a rollback plan speaks of the database.
const DATA: &[&str] = &[
    "migrat",
    "schema",
    "table",
    "column",
    "data",
    "sql",
    "backup",
    "restor",
    "snapshot",
    "downgrade",
    "additive",
    "index",
    "миграц",
    "данн",
    "таблиц",
    "схем",
    "migra",
    "datos",
    "tabla",
    "dados",
    "banco",
    "tabela",
    "迁移",
    "数据",
    "表",
    "遷移",
    "資料",
    "マイグレーション",
    "データ",
    "テーブル",
    "마이그레이션",
    "데이터",
    "테이블",
    "dữ liệu",
    "bảng",
];

/// Words by which a section about migrations speaks of the way back.
const BACK: &[&str] = &[
    "rollback",
    "roll back",
    "rolled back",
    "rolling back",
    "revers",
    "revert",
    "undo",
    "undone",
    "downgrade",
    "down migration",
    "migrate down",
    "forward-only",
    "forward only",
    "additive",
    "restore",
    "откат",
    "обратим",
    "desfaz",
    "reverti",
    "deshac",
    "回滚",
    "回退",
    "撤销",
    "回復",
    "ロールバック",
    "戻",
    "롤백",
    "되돌",
    "hoàn tác",
];
