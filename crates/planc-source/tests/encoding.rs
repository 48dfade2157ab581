//! Bytes become text, whatever they are.
#![allow(clippy::unwrap_used)]

use encoding_rs::{GBK, KOI8_R, SHIFT_JIS, WINDOWS_1251, WINDOWS_1252};
use planc_source::Span;
use planc_source::encoding::{NotUtf8, decode};
use proptest::prelude::*;

const FRENCH: &str = "# Déploiement\n\nLe café est « prêt » à être livré — où ?\n";
const RUSSIAN: &str = "# План\n\nНужно проверить требования и риски; см. раздел «Цели».\n";
const CHINESE: &str = "# 计划\n\n本文档描述了系统的架构，以及测试策略。\n";

fn utf16(text: &str, mark: bool, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let mark = mark.then_some('\u{FEFF}').into_iter();
    let mut units = [0; 2];
    mark.chain(text.chars()).flat_map(|c| c.encode_utf16(&mut units).to_vec()).flat_map(order).collect()
}

#[test]
fn utf8_is_taken_as_it_is() {
    for text in ["", "plan", "\u{FEFF}# Plan\r\n", FRENCH, RUSSIAN, CHINESE, "a\0b", "\0", "a\0"] {
        let decoded = decode(text.as_bytes().to_vec());
        assert_eq!((decoded.text.as_str(), decoded.fault), (text, None));
    }
}

#[test]
fn utf16_is_known_by_its_mark_or_its_zero_bytes() {
    for text in [FRENCH, RUSSIAN, CHINESE, "# Plan\n"] {
        for (name, order) in
            [("UTF-16LE", u16::to_le_bytes as fn(u16) -> [u8; 2]), ("UTF-16BE", u16::to_be_bytes)]
        {
            for mark in [true, false] {
                let bytes = utf16(text, mark, order);
                let decoded = decode(bytes.clone());
                let fault = decoded.fault.unwrap();
                assert_eq!((decoded.text.as_str(), fault.likely), (text, name), "{mark}");
                assert_eq!(fault.byte, bytes[fault.offset]);
                assert_eq!(fault.span, Span::new(0, 1));
            }
        }
    }
}

#[test]
fn other_bytes_are_read_as_windows_1252_and_the_encoding_is_guessed() {
    let decoded = decode(WINDOWS_1252.encode(FRENCH).0.into_owned());
    assert_eq!(decoded.text, FRENCH);
    let expected = NotUtf8 { offset: 3, byte: 0xE9, likely: "Windows-1252", span: Span::new(3, 5) };
    assert_eq!(decoded.fault, Some(expected));

    let likely = |encoding: &'static encoding_rs::Encoding, text: &str| {
        decode(encoding.encode(text).0.into_owned()).fault.unwrap().likely
    };
    assert_eq!(likely(WINDOWS_1251, RUSSIAN), "Windows-1251");
    assert_eq!(likely(KOI8_R, RUSSIAN), "unknown");
    assert_eq!(likely(GBK, CHINESE), "unknown");
    assert_eq!(likely(SHIFT_JIS, "# テスト計画\n\nこれは設計書です。\n"), "unknown");
}

#[test]
fn what_is_utf8_in_a_mixed_file_is_kept() {
    let decoded = decode(b"\xe2\x86\x92 caf\xe9 \x93x\x94 \xe2\x86".to_vec());
    assert_eq!(decoded.text, "→ café “x” â†");
    let expected = NotUtf8 { offset: 7, byte: 0xE9, likely: "Windows-1252", span: Span::new(7, 9) };
    assert_eq!(decoded.fault, Some(expected));
    assert_eq!(decode(b"a\x81b".to_vec()).text, "a\u{FFFD}b");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn any_bytes_give_text_and_a_place(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let decoded = decode(bytes.clone());
        match decoded.fault {
            None => prop_assert_eq!(decoded.text.as_bytes(), &bytes[..]),
            Some(fault) => {
                prop_assert_eq!(fault.byte, bytes[fault.offset]);
                prop_assert!(decoded.text.get(fault.span.range()).is_some());
            }
        }
    }
}
