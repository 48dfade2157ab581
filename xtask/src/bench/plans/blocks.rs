//! Code, diagrams and tables that plans of every dialect hold.

use super::page::{Page, capital};
use super::words;

impl Page {
    /// `CREATE TABLE` and indexes.
    pub fn sql(&mut self, tables: usize) {
        let thing = self.topic.thing;
        self.line("```sql");
        for number in 0..tables {
            let name = if number == 0 {
                format!("{thing}s")
            } else {
                format!("{thing}_{}", TABLES[number % TABLES.len()])
            };
            self.line(&format!("CREATE TABLE {name} ("));
            self.line("    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),");
            if number > 0 {
                self.line(&format!(
                    "    {thing}_id UUID NOT NULL REFERENCES {thing}s (id) ON DELETE CASCADE,"
                ));
            }
            let columns = self.rng.between(2, 6);
            let first = self.rng.below(COLUMNS.len());
            for column in 0..columns {
                self.line(&format!("    {},", COLUMNS[(first + column) % COLUMNS.len()]));
            }
            self.line("    created_at TIMESTAMPTZ NOT NULL DEFAULT now()");
            self.line(");");
            self.line(&format!("CREATE INDEX idx_{name}_created_at ON {name} (created_at, id);"));
            if number + 1 < tables {
                self.gap();
            }
        }
        self.line("```");
    }

    /// Boxes with arrows.
    pub fn boxes(&mut self) {
        let names: Vec<String> = (0..3).map(|n| self.component(n).to_owned()).collect();
        let width = names.iter().map(|n| n.chars().count()).max().unwrap_or(0) + 2;
        let bar = "─".repeat(width);
        let row =
            |left: &str, right: &str, join: &str| [0; 3].map(|_| format!("{left}{bar}{right}")).join(join);
        let middle: Vec<String> = names.iter().map(|n| format!("│{n:^width$}│")).collect();
        self.line("```");
        self.line(&row("┌", "┐", "     "));
        self.line(&middle.join("────▶"));
        self.line(&row("└", "┘", "     "));
        let pad = " ".repeat(width / 2 + 1);
        self.line(&format!("{pad}│"));
        self.line(&format!("{pad}▼"));
        self.line(&format!("┌{bar}┐"));
        self.line(&format!("│{:^width$}│", self.component(3)));
        self.line(&format!("└{bar}┘"));
        self.line("```");
    }

    /// A sequence in mermaid.
    pub fn mermaid(&mut self) {
        self.line("```mermaid");
        self.line("sequenceDiagram");
        let names: Vec<String> = (0..4).map(|n| self.component(n).to_owned()).collect();
        for (number, name) in names.iter().enumerate() {
            self.line(&format!("    participant P{number} as {name}"));
        }
        for step in 0..self.rng.between(4, 9) {
            let arrow = if step % 3 == 2 { "-->>" } else { "->>" };
            let verb = self.one(&[
                "Read due rows",
                "Store event",
                "Publish change",
                "Answer 200",
                "Take lock",
                "Release",
            ]);
            self.line(&format!("    P{}{arrow}P{}: {verb}", step % 4, (step + 1) % 4));
        }
        self.line("```");
    }

    /// A method, a path, a request and its answers.
    pub fn contract(&mut self, method: &str, path: &str) {
        let thing = self.topic.thing;
        self.line("```");
        self.line(&format!("{method} {path}"));
        self.gap();
        if method != "GET" && method != "DELETE" {
            self.line(&format!("Request:\n{{\n  \"{thing}_ref\": \"string\",\n  \"quantity\": \"integer\",\n  \"note\": \"string | null\"\n}}"));
            self.gap();
        }
        self.line(&format!("Response (200):\n{{\n  \"id\": \"uuid\",\n  \"{thing}_ref\": \"string\",\n  \"state\": \"string\",\n  \"updated_at\": \"timestamp\"\n}}"));
        self.gap();
        self.line("Response (400):\n{\n  \"error\": \"invalid body\",\n  \"code\": \"E_BODY\"\n}");
        self.line("```");
    }

    /// A piece of code.
    pub fn snippet(&mut self) {
        let (thing, name) = (self.topic.thing, capital(self.topic.thing));
        match self.rng.below(4) {
            0 => self.line(&format!("```typescript\ninterface {name}Reader {{\n  get(id: string): Promise<{name} | null>;\n  list(after: string, limit: number): Promise<{name}[]>;\n}}\n```")),
            1 => self.line(&format!("```rust\npub trait {name}Store {{\n    /// The {thing}, if there is one.\n    fn get(&self, id: Uuid) -> Result<Option<{name}>, StoreError>;\n    fn put(&mut self, {thing}: &{name}) -> Result<(), StoreError>;\n}}\n```")),
            2 => self.line(&format!("```python\nclass {name}Worker:\n    def __init__(self, store, clock):\n        self.store = store\n        self.clock = clock\n\n    def run_once(self) -> int:\n        rows = self.store.due(self.clock.now(), limit=50)\n        return sum(1 for row in rows if self.handle(row))\n```")),
            _ => self.line(&format!("```bash\njust migrate\ncargo nextest run -p {thing}-store\ncurl -fsS localhost:8080/health | jq .status\n```")),
        }
    }

    /// A tree of files with remarks.
    pub fn files(&mut self) {
        let thing = self.topic.thing;
        self.line("```text");
        self.line("src/");
        for (name, remark) in [
            ("store", "rows and transactions"),
            ("worker", "the loop that takes due rows"),
            ("api", "handlers"),
        ] {
            self.line(&format!("├── {thing}_{name}.rs      # {remark}"));
        }
        self.line(&format!("└── main.rs\n\ntests/\n├── contract/\n│   └── {thing}_api.rs    # replays recorded payloads\n└── load/\n    └── {thing}.js        # {{n}} requests per second"));
        self.line("```");
    }

    /// Rows of a table of risks: what, two levels, what is done, and who where `owner`.
    pub fn risks(&mut self, heads: &[&str], owner: bool) {
        let rows = self.some(3, 6);
        self.table(heads, rows, &mut |page, _| {
            let (risk, mitigation) = *page.rng.pick(words::RISKS);
            let mut cells = vec![
                risk.to_owned(),
                page.level().to_owned(),
                page.level().to_owned(),
                mitigation.to_owned(),
            ];
            cells.extend(owner.then(|| "{p}".to_owned()));
            cells
        });
    }

    /// A link to another place of the plan or the workspace.
    pub fn reference(&mut self) {
        let link = self.one(&[
            "See [the specification](./spec.md) and [its requirements](./spec.md#requirements).",
            "The tasks are in [tasks.md](tasks.md); `{i}` is covered by the second one.",
            "Background: [RFC 9110](https://www.rfc-editor.org/rfc/rfc9110), [the data model](./data-model.md).",
            "This covers **{i}** and **{i}** of [spec.md](./spec.md#requirements).",
        ]);
        self.line(link);
    }
}

const TABLES: &[&str] = &["events", "inbox", "history", "labels", "owners"];

const COLUMNS: &[&str] = &[
    "reference TEXT NOT NULL UNIQUE",
    "state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'active', 'done', 'parked'))",
    "quantity INTEGER NOT NULL DEFAULT 0 CHECK (quantity >= 0)",
    "payload JSONB NOT NULL",
    "attempts SMALLINT NOT NULL DEFAULT 0",
    "next_attempt_at TIMESTAMPTZ",
    "amount NUMERIC(12, 2)",
    "actor VARCHAR(120) NOT NULL",
    "last_error TEXT",
    "version BIGINT NOT NULL DEFAULT 1",
];
