//! Words that say how much without saying it, and numbers that do.

use crate::placeholder::{line_after, line_before};
use planc_source::Span;

/// Words of speed: where a requirement has one, it owes a number.
pub(crate) const SPEED: &[&str] = &[
    "fast",
    "quick",
    "quickly",
    "rapid",
    "rapidly",
    "promptly",
    "timely",
    "swiftly",
    "performant",
    "low latency",
    "low-latency",
    "minimal latency",
    "high throughput",
    "instantly",
    "instantaneously",
    "as soon as possible",
    "as fast as possible",
    "quickly enough",
    "быстро",
    "быстрый",
    "быстрая",
    "быстрое",
    "оперативно",
    "мгновенно",
    "rápido",
    "rápida",
    "rápidamente",
    "rapidamente",
    "nhanh",
    "快速",
    "迅速",
    "尽快",
    "盡快",
    "高速",
    "素早く",
    "すばやく",
    "速やか",
    "低延迟",
    "低延遲",
    "低遅延",
    "빠르게",
    "빠른",
    "신속",
];

/// Words of size and quality: no target and no limit can consist of them.
pub(crate) const LOOSE: &[&str] = &[
    "acceptable",
    "adequate",
    "appropriate",
    "sufficient",
    "reasonable",
    "good",
    "better",
    "improved",
    "minimal",
    "low",
    "small",
    "high",
    "large",
    "short",
    "few",
    "fewer",
    "many",
    "most",
    "several",
    "some",
    "efficient",
    "scalable",
    "optimal",
    "responsive",
    "smooth",
    "as needed",
    "as required",
    "if possible",
    "etc",
    "приемлемо",
    "приемлемое",
    "достаточно",
    "низкая",
    "низкое",
    "низкий",
    "высокая",
    "высокий",
    "минимальное",
    "минимальный",
    "adecuado",
    "aceptable",
    "suficiente",
    "razonable",
    "adequado",
    "aceitável",
    "razoável",
    "mínimo",
    "mínima",
    "bajo",
    "baixo",
    "baixa",
    "hợp lý",
    "phù hợp",
    "thấp",
    "合理",
    "适当",
    "適當",
    "足够",
    "足夠",
    "尽量",
    "較低",
    "较低",
    "適切",
    "十分",
    "最小限",
    "적절",
    "충분",
    "최소한",
];

/// Words by which a requirement of any kind leaves open what is asked for.
pub(crate) const OPEN: &[&str] = &[
    "appropriate",
    "appropriately",
    "as appropriate",
    "as needed",
    "as required",
    "as necessary",
    "if possible",
    "where possible",
    "etc",
    "and so on",
    "and/or",
    "user-friendly",
    "user friendly",
    "easy",
    "easily",
    "intuitive",
    "robust",
    "flexible",
    "seamless",
    "seamlessly",
    "efficient",
    "efficiently",
    "adequate",
    "reasonable",
    "sufficient",
    "state of the art",
    "при необходимости",
    "удобный",
    "и т.д",
    "и т. д",
    "adecuado",
    "según sea necesario",
    "fácil",
    "conforme necessário",
    "adequado",
    "khi cần",
    "phù hợp",
    "适当",
    "適當",
    "必要时",
    "必要時",
    "等等",
    "適切",
    "必要に応じて",
    "など",
    "적절",
    "필요에 따라",
    "필요시",
];

/// The first of `words` in `text`, in whatever case, as a word of its own; scripts without blanks have no such
/// bounds.
pub(crate) fn first_of(text: &str, words: &[&str]) -> Option<Span> {
    let (mut at, bytes) = (0, text.as_bytes());
    while at < text.len() {
        let rest = &text[at..];
        let found = words.iter().filter(|w| starts_with(rest, w)).map(|w| w.len()).max();
        if let Some(len) = found
            && !is_idiom(text, at, at + len)
        {
            return Some(Span::new(at, at + len));
        }
        // On to the next place where a word may begin: behind the letters of this one, or the next sign.
        let first = rest.chars().next().map_or(1, char::len_utf8);
        at += if is_spaced(rest) {
            rest.find(|c: char| !c.is_alphanumeric()).filter(|len| *len > 0).unwrap_or(first)
        } else {
            first
        };
        while at < text.len() && (bytes[at] == b' ' || !text.is_char_boundary(at)) {
            at += 1;
        }
    }
    None
}

/// Whether `text` begins with `word`, in whatever case, and the word ends there.
fn starts_with(text: &str, word: &str) -> bool {
    let mut rest = text.chars();
    let same = word.chars().all(|w| rest.next().is_some_and(|c| c == w || c.to_lowercase().eq([w])));
    same && (!is_spaced(word)
        || !rest.as_str().starts_with(|c: char| c.is_alphanumeric() || c == '-' || c == '_'))
}

/// Whether a text begins with a script that parts words by blanks.
fn is_spaced(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphanumeric() && c < '\u{2e80}')
}

/// `fail fast`, `fast-forward`, `most recent`: words that are part of a name for something else. What stands in
/// code is a name as well.
fn is_idiom(text: &str, start: usize, end: usize) -> bool {
    let (before, after) = (line_before(text, start), line_after(text, end));
    let word = text[start..end].to_lowercase();
    let next = after.trim_start().split(|c: char| !c.is_alphanumeric()).next().unwrap_or("").to_lowercase();
    let last = before.trim_end().rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("").to_lowercase();
    let named = match word.as_str() {
        "fast" => {
            matches!(last.as_str(), "fail" | "fails" | "failing" | "hard")
                || matches!(
                    next.as_str(),
                    "forward" | "path" | "fail" | "track" | "lane" | "refresh" | "math" | "check"
                )
        }
        "quick" => matches!(
            next.as_str(),
            "start" | "fix" | "action" | "actions" | "link" | "links" | "win" | "add" | "view" | "reference"
        ),
        "rapid" => next == "succession" || next == "fire" || next == "repeated",
        "quickly" | "rapidly" => next == "in",
        "most" => matches!(next.as_str(), "recent" | "recently"),
        "high" | "low" => matches!(next.as_str(), "level" | "contrast"),
        _ => false,
    };
    let code = before.bytes().filter(|b| *b == b'`').count() % 2 == 1;
    named || code || before.ends_with(['-', '_', '/'])
}

/// Whether a text has a number, in digits or words, other than in a name such as `p95` or `T001`. `No`, `all` and
/// `half` are numbers too.
pub(crate) fn has_number(text: &str) -> bool {
    has_digits(text)
        || text.contains("O(")
        || NUMBERS.iter().any(|n| !is_spaced(n) && text.contains(n))
        || words(text).any(is_number)
}

/// Whether a text has a number in digits, other than in a name.
pub(crate) fn has_digits(text: &str) -> bool {
    let mut in_name = false;
    for c in text.chars() {
        if c.is_numeric() && !in_name {
            return true;
        }
        in_name = c == '_' || c.is_alphanumeric() && (in_name || !c.is_numeric()) && c < '\u{2e80}';
    }
    false
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty())
}

fn is_number(word: &str) -> bool {
    NUMBERS.iter().any(|n| n.len() == word.len() && n.eq_ignore_ascii_case(word)) || {
        !word.is_ascii() && NUMBERS.contains(&word.to_lowercase().as_str())
    }
}

/// Numbers in words, and what is as good as a number: a share of all, a comparison with what there is.
const NUMBERS: &[&str] = &[
    "zero",
    "no",
    "none",
    "never",
    "nothing",
    "not",
    "all",
    "every",
    "each",
    "any",
    "only",
    "half",
    "once",
    "twice",
    "double",
    "one",
    "single",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "hundred",
    "thousand",
    "million",
    "same",
    "unchanged",
    "baseline",
    "current",
    "existing",
    "constant",
    "linear",
    "cero",
    "ninguno",
    "ninguna",
    "todos",
    "todas",
    "todo",
    "sin",
    "uno",
    "dos",
    "tres",
    "mismo",
    "nenhum",
    "nenhuma",
    "sem",
    "dois",
    "três",
    "mesmo",
    "ноль",
    "нет",
    "ни",
    "не",
    "все",
    "всех",
    "без",
    "один",
    "два",
    "три",
    "tất",
    "mọi",
    "không",
    "零",
    "无",
    "無",
    "全",
    "所有",
    "不",
    "一",
    "二",
    "两",
    "兩",
    "三",
    "四",
    "五",
    "六",
    "七",
    "八",
    "九",
    "十",
    "百",
    "千",
    "万",
    "半",
    "ゼロ",
    "なし",
    "すべて",
    "同じ",
    "없음",
    "없이",
    "모든",
    "전부",
    "동일",
];

/// Whether a name is that of something measured: `Response time (p95)`, `内存`.
pub(crate) fn is_quantity(name: &str) -> bool {
    const QUANTITIES: &[&str] = &[
        "latency",
        "response time",
        "load time",
        "duration",
        "throughput",
        "memory usage",
        "memory footprint",
        "cpu usage",
        "bundle size",
        "uptime",
        "availability",
        "error rate",
        "startup time",
        "start-up time",
        "time to",
        "execution time",
        "processing time",
        "build time",
        "bandwidth",
        "hit rate",
        "success rate",
        "время отклика",
        "задержка",
        "пропускная способность",
        "доступность",
        "latencia",
        "tiempo de respuesta",
        "disponibilidad",
        "latência",
        "tempo de resposta",
        "disponibilidade",
        "độ trễ",
        "thời gian phản hồi",
        "延迟",
        "延遲",
        "响应时间",
        "回應時間",
        "吞吐量",
        "可用性",
        "応答時間",
        "レイテンシ",
        "スループット",
        "응답 시간",
        "응답시간",
        "지연",
        "처리량",
        "가용성",
    ];
    let lower = name.to_lowercase();
    QUANTITIES.iter().any(|q| lower.contains(q))
}

/// Whether a text names a unit.
pub(crate) fn has_unit(text: &str) -> bool {
    const UNITS: &[&str] = &[
        "ms", "s", "sec", "secs", "second", "seconds", "min", "minute", "minutes", "hour", "hours", "days",
        "kb", "mb", "gb", "tb", "kib", "mib", "gib", "b", "byte", "bytes", "percent", "fps", "rps", "qps",
        "tps", "hz", "px", "us", "ns", "count", "number", "ratio", "score",
    ];
    text.contains(['%', '％', '$', '€'])
        || words(text).any(|w| UNITS.iter().any(|u| u.eq_ignore_ascii_case(w)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whole_and_in_any_language() {
        let found = |text: &str| first_of(text, SPEED).map(|s| s.of(text).to_owned());
        for (text, want) in [
            ("it answers Quickly", Some("Quickly")),
            ("low latency calls", Some("low latency")),
            ("应快速响应", Some("快速")),
            ("Система быстро отвечает", Some("быстро")),
            ("RÁPIDO", Some("RÁPIDO")),
            ("응답은 빠르게", Some("빠르게")),
            ("breakfast, Fastify, fast-forward, fail fast, `fast`", None),
            ("quickstart and a quick start", None),
            ("", None),
            ("é́ \u{200b}快", None),
        ] {
            assert_eq!(found(text).as_deref(), want, "{text}");
        }
        assert_eq!(first_of("keep, etc.", LOOSE).map(|s| s.of("keep, etc.")), Some("etc"));
        assert_eq!(first_of("the most recent one", LOOSE), None);
    }

    #[test]
    fn numbers_are_told_from_names() {
        for text in
            ["< 200 ms", "２秒", "p95 under 3 s", "no errors", "All of them", "一半", "O(1)", "(5)", "~10"]
        {
            assert!(has_number(text), "{text}");
        }
        for text in ["p95", "T001 quickly", "fast", "", "v2 and_2x", "быстро", "快速"] {
            assert!(!has_number(text), "{text}");
        }
        assert!(!has_number("p95 is low") && !has_number("SC_001 is good"));
    }

    #[test]
    fn units_and_quantities() {
        assert!(has_unit("Latency (ms)") && has_unit("5 %") && !has_unit("Latency"));
        assert!(is_quantity("P95 Latency") && is_quantity("响应时间") && !is_quantity("Quality"));
    }
}
