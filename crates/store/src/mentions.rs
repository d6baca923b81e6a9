//! Who is called by name in a message: `@` and then a name. Which names could be meant; whose they are, a backend knows.
//!
//! The longest name of anybody wins, member or not: `@김민수` never calls 김민.

use protocol::Name;

/// Of more `@` in one message only so many are looked at: a message costs a bounded number of look-ups.
const MAX_CALLS: usize = 20;

/// For each `@`, the names that could be meant, the longest first.
pub(crate) fn calls(content: &str) -> impl Iterator<Item = Vec<&str>> {
    content.match_indices('@').take(MAX_CALLS).filter_map(|(at, _)| {
        // In `ann@example.com` nobody is called.
        let is_address = content[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        let text = &content[at + 1..];
        let names: Vec<&str> = ends(text).into_iter().rev().map(|end| &text[..end]).collect();
        (!is_address && !names.is_empty()).then_some(names)
    })
}

/// Where a name at the start of this text may end, shortest first.
fn ends(text: &str) -> Vec<usize> {
    let line = text.lines().next().unwrap_or_default();
    let chars: Vec<(usize, char)> = line.char_indices().take(Name::MAX_CHARS + 1).collect();
    let mut ends = Vec::with_capacity(chars.len());
    for (index, &(at, last)) in chars.iter().enumerate().take(Name::MAX_CHARS) {
        let next = chars.get(index + 1).map(|&(_, next)| next);
        if !last.is_whitespace() && !next.is_some_and(|next| goes_on(last, next)) {
            ends.push(at + last.len_utf8());
        }
    }
    ends
}

/// Whether a word cannot end between these two. In Korean it can anywhere, because particles follow without a blank
/// (`@민수야`, `@민수님`), and so it can where Latin letters turn into Korean (`@minsu가`).
const fn goes_on(last: char, next: char) -> bool {
    last.is_ascii_alphanumeric() && next.is_ascii_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<&str> {
        ends(text).into_iter().map(|end| &text[..end]).collect()
    }

    #[test]
    fn a_name_may_be_followed_by_a_particle_but_not_cut_a_latin_word() {
        assert_eq!(names("민수야 밥"), ["민", "민수", "민수야", "민수야 밥"]);
        assert_eq!(names("ann가"), ["ann", "ann가"]);
        assert_eq!(names("anna!"), ["anna", "anna!"]);
        assert_eq!(names("민수\n안녕"), ["민", "민수"]);
        assert!(names("").is_empty());
    }

    #[test]
    fn a_long_text_is_looked_at_no_further_than_a_name_is_long() {
        assert_eq!(ends(&"가".repeat(4_000)).len(), Name::MAX_CHARS);
    }
}
