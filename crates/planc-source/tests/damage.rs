//! Damage by a wrong encoding is found, told from healthy text, and undone.
#![allow(clippy::unwrap_used)]

use encoding_rs::{MACINTOSH, WINDOWS_1251, WINDOWS_1252};
use planc_source::encoding::{Encoding, damage, repaired_word};
use proptest::prelude::*;

/// `text` as it looks when its UTF-8 is read as `encoding`.
fn corrupt(text: &str, encoding: Encoding) -> String {
    let standard = match encoding {
        Encoding::Windows1252 => WINDOWS_1252,
        Encoding::Windows1251 => WINDOWS_1251,
        Encoding::MacRoman => MACINTOSH,
    };
    standard.decode_without_bom_handling(text.as_bytes()).0.into_owned()
}

#[track_caller]
fn repairs(damaged: &str, expected: &str) {
    assert_eq!(damage(damaged).map(|found| found.repair(damaged)).as_deref(), Some(expected));
    assert_eq!(damage(expected), None, "the repaired text is not healthy");
}

#[track_caller]
fn healthy(text: &str) {
    assert_eq!(damage(text), None, "{text:?} is healthy");
}

#[test]
fn common_damage_by_windows_1252_is_repaired_beside_healthy_text() {
    repairs("Plan â†’ Build", "Plan → Build");
    repairs("It doesnâ€™t — mostly", "It doesn’t — mostly");
    repairs("resumÃ© and café", "resumé and café");
    repairs("ðŸ¤” really? ðŸš€", "🤔 really? 🚀");
    repairs("a Â· b", "a · b");
    repairs("10Â\u{A0}km", "10\u{A0}km");
    repairs("â”œâ”€â”€ src\nâ””â”€â”€ main.rs", "├── src\n└── main.rs");
    repairs("2Ã—3", "2×3");
    repairs("O(a Ã— b)", "O(a × b)");
    repairs("Dvo\u{C5}™Ã¡k", "Dvořák");
    repairs("ï»¿# Plan", "\u{FEFF}# Plan");
    repairs("read as ISO 8859-1: â\u{80}\u{94}", "read as ISO 8859-1: —");
    repairs("FranÃ§ois\u{A0}: « déjà vu »", "François\u{A0}: « déjà vu »");
}

#[test]
fn a_run_may_have_healthy_characters_next_to_damaged_ones() {
    let text = "x â†’— y é— z";
    let found = damage(text).unwrap();
    assert_eq!(found.encoding, Encoding::Windows1252);
    let shown: Vec<_> = found.runs.iter().map(|(span, was)| (span.of(text), was.as_str())).collect();
    assert_eq!(shown, [("â†’", "→")]);
    repairs("→Ã©→", "→é→");
}

#[test]
fn a_no_break_space_may_have_become_an_ordinary_one() {
    repairs("voilÃ\u{A0} â€” 10Â km", "voilà — 10\u{A0}km");
    repairs("citt\u{C3}  bella, perchÃ©", "città bella, perché");
    repairs("Ã la carte, dÃ©jÃ  vu", "à la carte, déjà vu");
    repairs("lÃ m viá»‡c", "làm việc");
    repairs("Ã s 10h, depois nÃ£o", "às 10h, depois não");
    repairs("ä½ å¥½ä¸–ç•Œ", "你好世界");
    repairs("æ ¸å¿ƒ â– ", "核心 ■");
    repairs("âš ï¸\u{8f} Risk", "⚠\u{FE0F} Risk");
    repairs(&corrupt("Россия, Риски", Encoding::Windows1252).replace('\u{A0}', " "), "Россия, Риски");
}

#[test]
fn what_cannot_be_repaired_stays() {
    healthy("â€\"");
    repairs("â€\" and â€™", "â€\" and ’");
}

#[test]
fn damage_that_was_damaged_again_is_repaired_to_the_end() {
    let text = "naïve — “quoted” → 🤔 × 2\u{A0}km";
    let mut damaged = text.to_owned();
    for _ in 0..3 {
        damaged = corrupt(&damaged, Encoding::Windows1252);
        repairs(&damaged, text);
    }
    repairs(&corrupt(&corrupt("План — готов", Encoding::Windows1251), Encoding::Windows1252), "План — готов");
}

#[test]
fn damage_by_windows_1251_and_mac_roman_must_be_whole() {
    let text = "# План реализации — версия 2\n\nГотово → нет";
    for encoding in [Encoding::Windows1251, Encoding::MacRoman] {
        let damaged = corrupt(text, encoding);
        assert_eq!(damage(&damaged).unwrap().encoding, encoding);
        repairs(&damaged, text);
        healthy(&format!("{damaged} ж"));
        // One short run is no evidence.
        healthy(&corrupt("a é b", encoding));
        repairs(&corrupt("a — b – c", encoding), "a — b – c");
        repairs(&corrupt("née déjà", encoding), "née déjà");
    }
    repairs("Ready вЂ” 5В km", "Ready — 5\u{A0}km");
    repairs("\u{FEFF}# РџР»Р°РЅ", "\u{FEFF}# План");
}

#[test]
fn words_are_known_through_their_damage() {
    for name in ["Риски", "Цели и задачи", "Visão geral", "Überblick", "测试策略", "și", "✅ Résumé"]
    {
        for encoding in [Encoding::Windows1252, Encoding::Windows1251, Encoding::MacRoman] {
            assert_eq!(repaired_word(&corrupt(name, encoding)).as_deref(), Some(name), "{encoding:?}");
        }
    }
    for name in ["Risks", "Риски", "Visão geral", "Überblick", "测试策略", "Résumé"] {
        assert_eq!(repaired_word(name), None);
    }
}

#[test]
fn healthy_text_that_looks_suspicious_is_left_alone() {
    for text in [
        "„viel Spaß“ – groß… Maß™",
        "CAFÉ\u{A0}: «\u{A0}LIBERTÉ\u{A0}» et “É”, l’été… « privé… »",
        "“IRMÔ, «AMANHû, MANHÃ… MANHÃ de sol, SÃO, NÃO, AÇÃO, IRMÃ\u{A0}!",
        "VÝŠKA, PŘÍŠTÍ, Úžas, Úštěk, mluvíš… „vidíš“",
        "ĐÔ “TÔ”, “CÔ…",
        "2×½, 10×–20×, 3×³, Ø½, 5 Å²±1, 3 ų",
        "äöüÄÖÜß€§µ éèàùÉÈÀÙ£ ÁÉÍÓÚÜÑ¿¡ äöüß€@",
        "Ö\u{AD}ster\u{AD}reich, DUPRÉ†, CITROË®, ROSÉ™",
        "l’équipe et l’école",
        "√π and √π",
        "¯\\_(ツ)_/¯ ಠ_ಠ ʕ•ᴥ•ʔ",
        "20 °С, «В», “Я” и №5",
        "Ã Â ð â A Ã B",
        "LIBERTÉ ET É  É",
    ] {
        healthy(text);
    }
}

#[test]
fn empty_and_odd_texts_are_healthy() {
    for text in ["", "é", "Ã", "â€", "\u{FEFF}", "\0", "x\u{C3}", "\u{80}\u{90}"] {
        healthy(text);
    }
}

#[test]
fn text_made_to_be_slow_is_not() {
    let peeled_one_by_one = format!("â†’ Ã{}", "\u{83}".repeat(200_000));
    let without_end = "Ã".repeat(200_000);
    let one_run = "â†’".repeat(200_000);
    let spaces = "ä½ ".repeat(200_000);
    for text in [peeled_one_by_one, without_end, one_run, spaces] {
        let _ = damage(&text).map(|found| found.repair(&text));
    }
}

/// Healthy words of many scripts.
const WORDS: &[&str] = &[
    "plan",
    "API",
    "risk",
    "x86",
    "été",
    "garçon",
    "LIBERTÉ",
    "cœur",
    "Noël",
    "NAÏF",
    "où",
    "déjà",
    "ação",
    "coração",
    "NÃO",
    "AVALIAÇÃO",
    "IRMÃ",
    "três",
    "não",
    "größer",
    "Straße",
    "ÄNDERUNG",
    "Übung",
    "Spaß",
    "señor",
    "AÑO",
    "qué",
    "PERÚ",
    "việc",
    "đường",
    "ĐIỀU",
    "người",
    "Việt",
    "là",
    "TÔ",
    "план",
    "реализации",
    "Тесты",
    "ЁЛКА",
    "Її",
    "мої",
    "Љубав",
    "测试",
    "策略",
    "你好",
    "テスト",
    "カタカナ",
    "ひらがな",
    "계획",
    "테스트",
    "عربي",
    "שלום",
    "ไทย",
    "हिन्दी",
    "Ελληνικά",
    "πλάνο",
    "Łódź",
    "żółć",
    "příliš",
    "VÝŠKA",
    "ŽLUŤOUČKÝ",
    "mluvíš",
    "şehir",
    "İstanbul",
    "și",
    "București",
    "Ångström",
    "Øre",
    "blåbær",
    "ÆØÅ",
    "þetta",
    "Það",
    "✅",
    "🤔",
    "🚀",
    "├──",
    "→",
    "10×",
    "5°",
    "±3",
    "½",
    "§4",
    "€",
];
const JOINTS: &[&str] = &[
    " ",
    "\n",
    ", ",
    ". ",
    "\u{A0}",
    " – ",
    "—",
    "–",
    "…",
    "’",
    "”",
    "“ ",
    " “",
    "» ",
    " «",
    "\u{A0}» ",
    "\u{A0}: ",
    " (",
    ") ",
    "™ ",
    "\u{A0}",
    "-",
    "/",
    "|",
    "**",
    "`",
];

fn healthy_text() -> impl Strategy<Value = String> {
    let word = prop::sample::select(WORDS);
    let joint = prop::sample::select(JOINTS);
    prop::collection::vec((word, joint), 0..30)
        .prop_map(|parts| parts.into_iter().flat_map(|(word, joint)| [word, joint]).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn healthy_text_of_any_script_is_never_reported(text in healthy_text()) {
        prop_assert_eq!(damage(&text), None);
    }

    #[test]
    fn damaged_text_is_repaired_to_what_it_was(text in healthy_text(), times in 1usize..3) {
        for encoding in [Encoding::Windows1252, Encoding::Windows1251, Encoding::MacRoman] {
            // The arrow is there so that there is something to go by.
            let text = format!("→ {text} été →");
            let damaged = (0..times).fold(text.clone(), |text, _| corrupt(&text, encoding));
            let found = damage(&damaged).unwrap();
            prop_assert_eq!(found.encoding, encoding);
            prop_assert_eq!(found.repair(&damaged), text);
        }
    }

    #[test]
    fn damage_beside_healthy_text_is_undone_alone(before in healthy_text(), after in healthy_text()) {
        // `IRMÃ—` cannot be told from the damage of `IRM×`, nor can anything where nothing healthy stands beside.
        let (before, after) = (before.replace("IRMÃ", "IRMÃO"), format!("café {}", after.replace("IRMÃ", "IRMÃO")));
        let damaged = corrupt("déjà → 🤔 “quoted” — Привет, 世界", Encoding::Windows1252);
        let text = format!("{before} ({damaged}) {after}");
        let expected = format!("{before} (déjà → 🤔 “quoted” — Привет, 世界) {after}");
        let found = damage(&text).unwrap();
        prop_assert_eq!(found.repair(&text), expected);
    }

    #[test]
    fn repairing_twice_is_repairing_once(text in "([ -~]|[À-ÿ]|[\u{80}-¿]|[€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|[А-я]|[√¬Äîâ†’]){0,24}") {
        if let Some(found) = damage(&text) {
            let repaired = found.repair(&text);
            prop_assert_eq!(damage(&repaired), None);
            prop_assert!(!found.runs.is_empty());
            for pair in found.runs.windows(2) {
                prop_assert!(pair[0].0.end <= pair[1].0.start);
            }
            for (span, original) in &found.runs {
                prop_assert!(span.of(&text) != original.as_str() && !span.is_empty());
            }
        }
        let _ = repaired_word(&text);
    }
}
