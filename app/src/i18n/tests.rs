//! Both languages have every text, and nobody else has any.

use std::fs;
use std::path::Path;

#[cfg(debug_assertions)]
use super::styleguide;
use super::{Text, chat, errors, notices, notify, pages, save, write};

fn all() -> impl Iterator<Item = &'static (&'static str, Text)> {
    #[cfg(debug_assertions)]
    let rare = styleguide::ALL;
    #[cfg(not(debug_assertions))]
    let rare = &[];
    [chat::ALL, errors::ALL, notices::ALL, notify::ALL, pages::ALL, save::ALL, write::ALL, rare].into_iter().flatten()
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11FF}' | '\u{3130}'..='\u{318F}' | '가'..='힣')
}

#[test]
fn every_text_is_there_in_both_languages() {
    for (name, Text { ko, en }) in all() {
        assert!(!ko.trim().is_empty() && !en.trim().is_empty(), "{name} is empty");
    }
}

#[test]
fn korean_is_polite_and_errors_do_not_shout() {
    for (name, Text { ko, en }) in all() {
        assert!(!ko.contains("습니다") && !ko.contains("하시오"), "{name}: {ko}");
        let is_art = name.starts_with("ART_");
        assert!(is_art || !(ko.contains('!') || en.contains('!')), "{name} shouts");
    }
}

#[test]
fn the_first_thing_is_latin_in_english() {
    for (name, Text { en, .. }) in all() {
        let own_language = matches!(*name, "KOREAN" | "ART_COFFEE");
        assert!(own_language || !en.chars().any(is_hangul), "{name}: {en}");
    }
}

/// Hangul in a string or a character literal outside of this module and of tests: words that are in one language only.
#[test]
fn hangul_stands_in_no_other_source() {
    let app = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for sources in [app.join("src"), app.join("../server/src")] {
        look_into(&sources, &mut found);
    }
    assert!(found.is_empty(), "move these to app/src/i18n:\n{}", found.join("\n"));
}

fn look_into(folder: &Path, found: &mut Vec<String>) {
    let entries = fs::read_dir(folder).expect("the sources are beside the test");
    for path in entries.map(|entry| entry.expect("a readable folder").path()) {
        if path.ends_with("app/src/i18n") || path.ends_with("tests") || path.ends_with("tests.rs") {
            continue;
        }
        if path.is_dir() {
            look_into(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = fs::read_to_string(&path).expect("sources are UTF-8");
            // Tests stand at the end of a file.
            let code = source.split("#[cfg(test)]").next().unwrap_or_default();
            for (line, text) in (1..).zip(code.lines()) {
                if hangul_in_literal(text) {
                    found.push(format!("{}:{line}: {}", path.display(), text.trim()));
                }
            }
        }
    }
}

/// Whether a line holds Hangul in a literal, comments aside. Ranges of letters (`'가'..='힣'`) are rules, not words.
fn hangul_in_literal(line: &str) -> bool {
    let code = line.split("//").next().unwrap_or_default();
    code.split('"').skip(1).step_by(2).any(|string| string.chars().any(is_hangul))
}

#[test]
fn the_search_for_hangul_finds_strings_and_spares_rules() {
    assert!(hangul_in_literal(r#"    view! { <p>"안녕"</p> }"#));
    assert!(!hangul_in_literal("    // \"안녕\" is said"));
    assert!(!hangul_in_literal("        Some(c @ '가'..='힣') => true,"));
    assert!(!hangul_in_literal(r#"    let name = "name"; // 이름"#));
}
