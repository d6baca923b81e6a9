//! Rules over generated texts: what is found is there, what is there is found, and nothing that is one is cut.

use fold::{Match, Query, Rank};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use crate::reference::{has_initials, has_keys, spell};
use crate::{find, nfc};

/// Few letters, so that texts and queries meet; and everything that is more than one character.
fn text(most: usize) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => "[가각간갂고과괘괙나난안앉하회획횡의읠]",
        2 => "[ㄱㄴㄳㅎㅇㅏㅗㅘ]",
        2 => "[aAbßſＡﾡ ]",
        1 => "[\\n \u{3000}]",
        1 => prop::sample::select(vec![
            "e\u{301}", "x\u{30C}", "\u{30C}", "👩‍💻", "👩", "💻", "👍🏽", "❤️", "❤", "🇰🇷", "🇰", "\u{200D}", "\r\n", "\u{1112}", "\u{1161}", "\u{11AB}",
            "स्ते", "\u{600}",
        ]).prop_map(String::from),
    ];
    (prop::collection::vec(piece, 0..most), any::<bool>()).prop_map(|(pieces, decomposed)| {
        let text = pieces.concat();
        if decomposed { text.nfd().collect() } else { text }
    })
}

fn cut(text: &str, found: &Match) -> Vec<String> {
    found.ranges.iter().map(|range| text.chars().skip(range.start as usize).take(range.len()).collect()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn the_second_opinion_agrees(text in text(12), query in text(4)) {
        let Some(ready) = Query::new(&query, nfc) else {
            prop_assert!(spell(&query).trim().is_empty());
            return Ok(());
        };
        let found = ready.find(&text, nfc);
        prop_assert_eq!(found.is_some(), has_keys(&text, &query) || has_initials(&text, &query));
        if let Some(found) = found {
            prop_assert_eq!(found.rank == Rank::Initials, !has_keys(&text, &query));
            for part in cut(&text, &found) {
                prop_assert!(has_keys(&part, &query) || has_initials(&part, &query), "{:?}", part);
            }
        }
    }

    #[test]
    fn ranges_are_ordered_and_cut_no_grapheme(text in text(12), query in text(4)) {
        let Some(found) = find(&text, &query) else { return Ok(()) };
        let mut borders = vec![0];
        borders.extend(text.graphemes(true).scan(0, |at, grapheme| {
            *at += u32::try_from(grapheme.chars().count()).expect("short");
            Some(*at)
        }));
        let mut last = 0;
        for range in &found.ranges {
            prop_assert!(last <= range.start && range.start < range.end, "{:?}", found.ranges);
            prop_assert!(borders.contains(&range.start) && borders.contains(&range.end), "{:?} of {:?}", range, borders);
            last = range.end;
        }
    }

    #[test]
    fn a_part_of_a_text_is_found_in_it_and_whole(text in text(12), from in 0..12_usize, length in 1..5_usize) {
        let graphemes: Vec<_> = text.graphemes(true).skip(from).take(length).collect();
        // A mark on a blank goes with the blank, which does not count at either end, however many blanks stand there.
        let odd = |grapheme: Option<&&str>| grapheme.is_some_and(|grapheme| grapheme.chars().count() > 1 && grapheme.contains(char::is_whitespace));
        let begins = graphemes.iter().find(|grapheme| !grapheme.chars().all(char::is_whitespace));
        prop_assume!(!odd(begins) && !odd(graphemes.last()));
        let part = graphemes.concat();
        if let Some(query) = Query::new(&part, nfc) {
            prop_assert_eq!(query.find(&text, nfc).map(|found| found.rank), Some(Rank::Whole));
        }
    }

    #[test]
    fn case_and_composition_do_not_matter(text in text(12), query in text(4)) {
        let decomposed: String = text.nfd().collect();
        let (one, other) = (find(&text, &query), find(&decomposed, &query.to_uppercase()));
        prop_assert_eq!(one.as_ref().map(|found| (found.rank, found.ranges.len())), other.as_ref().map(|found| (found.rank, found.ranges.len())));
    }

    #[test]
    fn nothing_panics(text in any::<String>(), query in any::<String>()) {
        let _ = find(&text, &query);
    }
}

/// A line break was taken for a part of the sign before it, and so a whole hit for one on its way.
#[test]
fn a_line_break_belongs_to_no_sign_before_it() {
    let found = find("간\u{600}\n", "간\u{600}").expect("it is there");
    assert_eq!(found.rank, Rank::Whole);
    assert_eq!(found.ranges.first(), Some(&(0..2)));
}

/// A mark on the second of two blanks begins no query: the blanks do not count, and so the mark is on nothing.
#[test]
fn a_mark_on_a_blank_is_a_part_of_what_it_stands_on() {
    let found = find("고  \u{30C}회", "  \u{30C}회").expect("it is there");
    assert_eq!((found.rank, found.ranges.first()), (Rank::Keys, Some(&(2..5))));
}
