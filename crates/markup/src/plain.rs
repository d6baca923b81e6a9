//! What can be seen to need no parser: the browser draws most messages without one.

use crate::runs;

/// Whether a text looks exactly as it was typed: nothing in it is markup, an address or a call. May say no of a text that does, and never
/// yes of one that does not.
pub fn is_plain(text: &str) -> bool {
    let leads = text.contains("://") || text.contains("www.");
    let calls =
        text.char_indices().any(|(at, c)| c == '@' && runs::may_call(text[..at].chars().next_back(), text[at + 1..].chars().next()));
    !leads && !calls && says_what_was_typed(text)
}

/// Whether nothing in a text is markup: [`line`](crate::line) says it as it was typed. May say no, as [`is_plain`] may.
pub fn says_what_was_typed(text: &str) -> bool {
    // Each of these takes a partner, or a place at the beginning of a line.
    let twice = |mark: char| text.matches(mark).nth(1).is_some();
    let anywhere = text.contains("](") || text.contains("~~") || ['*', '_', '`'].into_iter().any(twice);
    let table = text.contains('|') && text.contains('\n');
    !anywhere && !table && !text.lines().any(begins_block)
}

/// Whether a line begins something: a heading, a quote, an item, a rule, a fence.
fn begins_block(line: &str) -> bool {
    let line = line.trim_start();
    let Some(first) = line.chars().next() else { return false };
    let rest = &line[first.len_utf8()..];
    let blank = |text: &str| text.is_empty() || text.starts_with([' ', '\t']);
    match first {
        '#' => blank(line.trim_start_matches('#')),
        '>' => blank(line.trim_start_matches(['>', ' '])) || line.contains("> ") || line.ends_with('>'),
        '-' | '+' | '*' => blank(rest) || line.trim_start_matches(first).trim().is_empty() || rest.contains(" -"),
        '~' | '`' => rest.starts_with(first),
        '_' => rest.contains('_'),
        '0'..='9' => {
            let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
            rest.starts_with(['.', ')']) && blank(&rest[1..])
        }
        _ => false,
    }
}

/// Most pictures that are shown large.
const MAX_PICTURES: usize = 3;

/// Whether a text is one to three emoji and nothing else: it is shown larger.
pub fn is_pictures(text: &str) -> bool {
    let mut count = 0;
    // After a joiner the next picture belongs to the one before; two letters of a flag are one.
    let (mut joined, mut flag) = (false, false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            ' ' if count > 0 && !joined => flag = false,
            '\u{200D}' if count > 0 => joined = true,
            '\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0020}'..='\u{E007F}' if count > 0 => {}
            '\u{1F1E6}'..='\u{1F1FF}' if flag => flag = false,
            '0'..='9' | '#' | '*' => {
                chars.next_if_eq(&'\u{FE0F}');
                if chars.next() != Some('\u{20E3}') {
                    return false;
                }
                count += 1;
            }
            _ => {
                let picture = is_picture(c) || (is_sign(c) && chars.peek() == Some(&'\u{FE0F}'));
                if !picture {
                    return false;
                }
                count += usize::from(!joined);
                flag = matches!(c, '\u{1F1E6}'..='\u{1F1FF}');
                joined = false;
            }
        }
    }
    (1..=MAX_PICTURES).contains(&count) && !joined
}

/// What is drawn as a picture by itself.
const fn is_picture(c: char) -> bool {
    matches!(c, '\u{1F000}'..='\u{1FAFF}' | '\u{231A}' | '\u{231B}' | '\u{23E9}'..='\u{23EC}' | '\u{23F0}' | '\u{23F3}' | '\u{25FD}' | '\u{25FE}'
        | '\u{2614}' | '\u{2615}' | '\u{2648}'..='\u{2653}' | '\u{267F}' | '\u{2693}' | '\u{26A1}' | '\u{26AA}' | '\u{26AB}' | '\u{26BD}' | '\u{26BE}'
        | '\u{26C4}' | '\u{26C5}' | '\u{26CE}' | '\u{26D4}' | '\u{26EA}' | '\u{26F2}' | '\u{26F3}' | '\u{26F5}' | '\u{26FA}' | '\u{26FD}' | '\u{2705}'
        | '\u{270A}' | '\u{270B}' | '\u{2728}' | '\u{274C}' | '\u{274E}' | '\u{2753}'..='\u{2755}' | '\u{2757}' | '\u{2795}'..='\u{2797}' | '\u{27B0}'
        | '\u{27BF}' | '\u{2B1B}' | '\u{2B1C}' | '\u{2B50}' | '\u{2B55}')
}

/// What is a picture when a selector says so.
const fn is_sign(c: char) -> bool {
    matches!(c, '\u{A9}' | '\u{AE}' | '\u{203C}'..='\u{2BFF}' | '\u{3030}' | '\u{303D}' | '\u{3297}' | '\u{3299}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_messages_are_plain() {
        for text in [
            "오늘 닭갈비 어때요?",
            "네~ 알겠습니다~",
            "deploy_server.exe를 실행했어요",
            "R&D 예산 (3*4)",
            "내일 10:30, 2층에서요.",
            "#1 문제예요",
            ">_<",
            "-_-;",
            "ㅠㅠ\n내일 봐요",
            "메일은 ann@example.com 으로",
            "C:\\temp에 있어요",
            "\\o/",
            "[공지] 내일 쉬어요",
            "1.5배",
            "+1",
            "-10도래요",
            "a | b",
        ] {
            assert!(is_plain(text), "{text}");
        }
    }

    #[test]
    fn who_is_called_and_what_can_be_followed_is_said_as_it_was_typed() {
        for text in ["@지민 안녕", "https://example.com/a에 있어요", "www.example.com", "네~"] {
            assert!(says_what_was_typed(text) && crate::line(text) == text, "{text}");
        }
        assert!(!says_what_was_typed("**강조**"));
    }

    #[test]
    fn what_may_be_markup_is_not() {
        for text in [
            "**강조**",
            "`code`",
            "- 하나",
            "> 인용",
            "1. 하나",
            "# 제목",
            "@지민 안녕",
            "https://example.com",
            "www.example.com",
            "[글](x)",
            "~~취소~~",
            "---",
            "a|b\n-|-",
            "```\n코드\n```",
            "* 하나",
            "_a_",
        ] {
            assert!(!is_plain(text), "{text}");
        }
    }

    #[test]
    fn one_to_three_pictures_are_large() {
        for text in ["👍", "👍👍", "🎉 🎉 🎉", "👩‍💻", "👍🏽", "🇰🇷", "🇰🇷🇯🇵", "❤️", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "✅"]
        {
            assert!(is_pictures(text), "{text}");
        }
        for text in ["", " ", "👍👍👍👍", "좋아요 👍", "3", "12", "❤", "ㅋㅋ", "\u{200D}", "👍\u{200D}", "*", "#"] {
            assert!(!is_pictures(text), "{text}");
        }
    }
}
