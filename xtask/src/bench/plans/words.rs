//! What generated plans say. In braces stands what [`super::page::Page`] fills in: `{c}` a component, `{r}` the
//! thing the system is about, `{n}` a number, `{t}` a technology, `{p}` a person, `{f}` a file, `{m}` a metric.

/// A system and the thing it is about.
pub const SYSTEMS: &[(&str, &str)] = &[
    ("Parcel Tracking", "parcel"),
    ("Invoice Export", "invoice"),
    ("Booking Calendar", "booking"),
    ("Session Renewal", "session"),
    ("Price Cache", "price"),
    ("Audit Trail", "entry"),
    ("Sensor Gateway", "reading"),
    ("Document Search", "document"),
    ("Media Upload", "upload"),
    ("Payment Retry", "payment"),
    ("Stock Ledger", "item"),
    ("Shift Roster", "shift"),
    ("Ticket Inbox", "ticket"),
    ("Route Planner", "route"),
    ("Newsletter Queue", "mailing"),
    ("Consent Register", "consent"),
    ("Lab Results", "result"),
    ("Meter Billing", "meter"),
    ("Fleet Monitor", "vehicle"),
    ("Course Catalogue", "course"),
];

/// What distinguishes one feature of a system from the next.
pub const ASPECTS: &[&str] = &[
    "Backfill",
    "Retention",
    "Rate Limits",
    "Bulk Import",
    "Webhooks",
    "Read Replica",
    "Offline Mode",
    "Archive",
    "Permissions",
    "Search Filters",
    "Undo",
    "Deduplication",
    "Reports",
    "Key Rotation",
    "Quotas",
    "Live Updates",
];

/// The second word of a component's name.
pub const PARTS: &[&str] = &[
    "Gateway",
    "Store",
    "Worker",
    "Scheduler",
    "Projector",
    "Dispatcher",
    "Reader",
    "Writer",
    "Index",
    "Cache",
    "Console",
    "Notifier",
    "Importer",
    "Exporter",
    "Verifier",
    "Collector",
];

pub const TECHNOLOGIES: &[&str] = &[
    "PostgreSQL 16",
    "Redis 7",
    "Rust 1.95",
    "Node.js 24",
    "Python 3.13",
    "Go 1.24",
    "Kafka 4",
    "SQLite",
    "NATS 2.11",
    "OpenTelemetry",
    "Terraform",
    "gRPC",
    "React 19",
    "Fastify 5",
    "axum 0.8",
    "MinIO",
];

pub const PEOPLE: &[&str] = &[
    "Ilse Brandt",
    "Tomasz Wierzba",
    "Femi Adeyemi",
    "Marta Oliveira",
    "Sunniva Lund",
    "Arvid Holm",
    "Linh Trần",
    "Noor Haddad",
    "Jürgen Groß",
    "Ana Sofía Peña",
    "Ken Mori",
    "Olga Petrova",
];

pub const METRICS: &[&str] = &[
    "request_seconds",
    "queue_depth",
    "retries_total",
    "cache_hits_total",
    "lag_seconds",
    "errors_total",
    "active_connections",
    "batch_bytes",
];

/// Whole sentences for paragraphs.
pub const SENTENCES: &[&str] = &[
    "The {c} takes over where the {c} stops today, so a {r} is either stored or refused and never lost.",
    "At the expected load of {n} requests per second a single replica is enough; the second one is there for deployments.",
    "Every write goes through one transaction of {t}, which keeps the history and the current state in step.",
    "A {r} that cannot be read is parked with its reason, and the {c} tries it again after {n} minutes.",
    "We measured the old path on {n} real {r} records: the median was {n} ms and the slowest percent took over {n} ms.",
    "The limits come from the specification ([section 4](./spec.md#requirements)) and are checked by the load test.",
    "Nothing in this plan changes the public contract; clients that send no `{m}` header see the same answers as before.",
    "Because the {c} is stateless, it can be scaled by adding processes, and a crash loses at most the request in flight.",
    "The identifier of a {r} is made by the client (UUID version 7), so a repeated request has no second effect.",
    "Reads are served from the {c}, which may be up to {n} seconds behind; the page says so where it matters.",
    "All times are stored in UTC and shown in the zone of the reader; the database never sees a local time.",
    "The {c} writes one line of JSON for each change, with the `{r}_id`, the actor and the reason, and nothing personal.",
    "Old rows are removed in batches of {n} at night, when the {c} is idle — a full vacuum is not needed.",
    "If {t} is down, the {c} goes on with the last known state for at most {n} minutes and then refuses writes.",
    "The interface between the {c} and the {c} is a single function, `{r}_changed`, which is easy to fake in tests.",
    "Two teams need this before the end of the quarter, and neither can build on the **present** schema.",
    "Retries double from {n} ms up to {n} s and stop after eight attempts; a *parked* {r} raises an alert.",
    "The feature flag `{r}_v2` decides per customer, so the change can be undone in seconds and without a deployment.",
    "We keep the old table for {n} days after the switch, read-only, and compare both every night.",
    "An index on the state alone would be useless, since {n} % of the rows are in the same one; it covers the due date.",
    "See {p}'s notes in [the decision record](./spec.md) for the numbers behind this choice.",
    "The import runs once, takes about {n} minutes for {n} rows, and can be started again after a failure.",
    "Encryption happens in the {c} before anything is written; the key never leaves the process that uses it.",
    "What the customer sees does not change except for one thing: a {r} appears within {n} seconds, not overnight.",
    "The contract tests replay {n} recorded payloads, in order, out of order and twice, and expect the same state.",
];

/// Prose in other languages: some plans are written in them, and their bytes cost something else.
pub const FOREIGN: &[&[&str]] = &[
    &[
        "O {c} recebe cada {r} e grava o estado em uma única transação do {t}.",
        "A migração é executada fora do horário de pico e leva cerca de {n} minutos.",
        "Se a validação falhar, o registro fica em espera e a equipe é avisada.",
        "As métricas são publicadas a cada {n} segundos; não há dados pessoais nos registros.",
    ],
    &[
        "{c} 负责接收每个 {r}，并在同一个事务中写入 {t}。",
        "读取请求由缓存提供服务，最多延迟 {n} 秒。",
        "迁移在夜间执行，约需 {n} 分钟，失败后可以重新开始。",
        "所有时间均以 UTC 存储，并按读者的时区显示。",
    ],
    &[
        "{c} принимает каждую запись и сохраняет её в одной транзакции {t}.",
        "Повторный запрос не меняет состояние: идентификатор задаёт клиент.",
        "Миграция выполняется ночью и занимает около {n} минут.",
        "Показатели собираются каждые {n} секунд, личных данных в журнале нет.",
    ],
];

/// Parts of sentences for bullets and cells.
pub const PHRASES: &[&str] = &[
    "Reads the next batch of {n} rows and marks them as taken",
    "Checks the signature and the age of the request",
    "Holds the current state of every {r}",
    "Turns raw events into changes of a {r}",
    "Shows a {r} with its history, newest first",
    "Keeps a copy in {t} for {n} minutes",
    "Answers with status 409 when the version is stale",
    "Sends at most {n} messages a second to each customer",
    "Refuses bodies over {n} KiB with status 413",
    "Locks the row with `FOR UPDATE SKIP LOCKED`",
    "Publishes `{r}.changed` after the commit",
    "Compares both tables every night at 03:00 UTC",
    "Logs `{r}_id`, actor and reason as JSON",
    "Uses the key `alias/{r}-data` of the key service",
    "Works without a network for up to {n} hours",
    "Writes through `{f}` and nothing else",
    "Removes what is older than {n} days",
    "Serves the list by key `(created_at, id)`, never by offset",
    "Caches by `ETag`, private, {n} seconds",
    "Wakes the {c} with `NOTIFY {r}_inbox`",
];

/// Things to do.
pub const TASKS: &[&str] = &[
    "Write the migration and prove its rollback on a copy of production",
    "Add `{f}` with the state machine and its unit tests",
    "Let the {c} read from the new table behind the flag `{r}_v2`",
    "Build the endpoint that lists every {r} by page",
    "Connect the {c} to {t} in staging",
    "Replay {n} recorded payloads against the {c}",
    "Add the dashboard, three alerts and the runbook",
    "Import the {n} rows of the old table and compare both",
    "Switch the first {n} customers and watch for two days",
    "Remove the old path and its {n} lines of glue",
    "Document the interface in `{f}`",
    "Measure the load of {n} requests per second for half an hour",
    "Encrypt the address fields and erase the plain ones",
    "Review the permissions of the role `{r}_writer` with {p}",
    "Teach the {c} to stop cleanly within {n} seconds",
];

/// What may go wrong, and what is done about it.
pub const RISKS: &[(&str, &str)] = &[
    (
        "The supplier changes the payload without notice",
        "A payload that cannot be read is parked and replayed after the fix",
    ),
    (
        "The import takes longer than the night",
        "It goes on where it stopped; the switch waits for the comparison",
    ),
    ("Two workers take the same {r}", "A row lock and a unique index on the active state"),
    (
        "The {c} fails silently and the queue grows",
        "Alert at {n} seconds of lag, which does not depend on the {c}",
    ),
    ("{t} is upgraded during the roll-out", "The platform team freezes versions until the last stage"),
    ("Clients cache answers longer than allowed", "Short `max-age`, and a version in every answer"),
    ("The new index slows down writes", "Measured with {n} rows before the merge; the limit is 5 %"),
    ("Personal data reaches the log", "A test scans the output; fields are listed, not excluded"),
    ("The flag stays for ever", "Its removal is the last phase and has an owner"),
    ("Clock drift reorders events", "Order follows the sequence number, not the time"),
];

pub const QUESTIONS: &[&str] = &[
    "Does the supplier send one id per {r} or per shipment?",
    "May the support desk see the history of a {r}?",
    "Who owns the {c} after the hand-over?",
    "Is {n} days of retention enough for the yearly audit?",
    "Do we need the export before the first customer is switched?",
    "Should a cancelled {r} keep its number?",
];

/// What was to be decided, what was chosen, and why.
pub const DECISIONS: &[(&str, &str, &str)] = &[
    (
        "Where the queue lives",
        "A table in {t}",
        "One transaction for state and queue; no second system to run",
    ),
    ("How ids are made", "UUID version 7 by the client", "Repeated requests have no second effect"),
    (
        "How conflicts are solved",
        "Per field, the later one wins",
        "Two edits of one {r} rarely touch the same field",
    ),
    ("How pages are read", "By key, never by offset", "The cost does not grow with the page"),
    ("What is encrypted", "Address fields only", "The rest is needed for search and is not personal"),
    ("How the switch is made", "A flag per customer", "It can be undone in seconds"),
    ("Which format is exported", "Parquet in monthly files", "A tenth of the size of CSV, and typed"),
    ("How schemas change", "Expand, move, contract", "Every release runs on the schema of the next one"),
];

/// Another way, and why it was not taken.
pub const ALTERNATIVES: &[(&str, &str)] = &[
    ("Use {t} as the queue", "a second system to run, for {n} messages a second"),
    ("Keep the present table and add a column", "the lock would last {n} minutes at the present size"),
    ("Let every client poll", "{n} times the requests for the same news"),
    ("Buy a service", "the data may not leave the region, and the price starts at {n} a month"),
    ("Do it by hand each quarter", "the last two times it was forgotten"),
    ("Rewrite the {c} in another language", "nobody on call could repair it"),
];
