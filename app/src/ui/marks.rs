//! A text with marked parts, and a long text around its first mark: for the search, the log, and the page without a script.

use leptos::prelude::*;

use super::erase::Erase;

/// A text cut into what matches and what does not, in order; `ranges` are `[start, end)` in characters, and what does not fit the
/// text is left out.
pub fn pieces<'a>(text: &'a str, ranges: &[(u32, u32)]) -> Vec<(bool, &'a str)> {
    let byte = |at: u32| text.char_indices().map(|(byte, _)| byte).chain([text.len()]).nth(at as usize);
    let mut pieces = Vec::new();
    let mut from = 0;
    for &(start, end) in ranges {
        let (Some(start), Some(end)) = (byte(start), byte(end)) else { continue };
        if start < from || end <= start {
            continue;
        }
        pieces.push((false, &text[from..start]));
        pieces.push((true, &text[start..end]));
        from = end;
    }
    pieces.push((false, &text[from..]));
    pieces.retain(|(_, piece)| !piece.is_empty());
    pieces
}

/// A long text around its first match, for a result of a few lines: at most `before` characters stand in front of it. Gives the text
/// and the ranges in it.
pub fn excerpt(text: &str, ranges: &[(u32, u32)], before: u32) -> (String, Vec<(u32, u32)>) {
    let skip = ranges.first().map_or(0, |first| first.0.saturating_sub(before));
    if skip == 0 {
        return (text.to_owned(), ranges.to_vec());
    }
    let cut = std::iter::once('…').chain(text.chars().skip(skip as usize)).collect();
    (cut, ranges.iter().map(|(start, end)| (start - skip + 1, end - skip + 1)).collect())
}

/// A text with what matches in it.
pub fn marked(text: &str, ranges: &[(u32, u32)]) -> impl IntoView + use<> {
    let pieces = pieces(text, ranges).into_iter().map(|(marked, piece)| {
        let piece = piece.to_owned();
        if marked { view! { <mark>{piece}</mark> }.erase() } else { piece.erase() }
    });
    pieces.collect_view()
}

/// Text as the inside of an element.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_are_cut_out_by_characters() {
        assert_eq!(
            pieces("오늘 회의는 회의실", &[(3, 5), (7, 9)]),
            [(false, "오늘 "), (true, "회의"), (false, "는 "), (true, "회의"), (false, "실")]
        );
        assert_eq!(pieces("회의", &[(0, 2)]), [(true, "회의")]);
        assert_eq!(pieces("회의", &[(1, 9), (5, 6)]), [(false, "회의")]);
    }

    #[test]
    fn a_long_text_begins_shortly_before_its_first_match() {
        let (text, ranges) = excerpt("가나다라마바사 회의", &[(8, 10)], 3);
        assert_eq!((text.as_str(), ranges.as_slice()), ("…바사 회의", [(4, 6)].as_slice()));
        assert_eq!(pieces(&text, &ranges)[1], (true, "회의"));
        assert_eq!(excerpt("회의", &[(0, 2)], 3), ("회의".to_owned(), vec![(0, 2)]));
    }
}
