//! Markup around what is selected in a field: which text stands where afterwards. Pure; places are counted as the browser counts them, in
//! units of UTF-16.

/// What a button of the composer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// `**bold**`
    Bold,
    /// `*slanted*`
    Slanted,
    /// `~~struck~~`
    Struck,
    /// A word of code.
    Code,
    /// Lines of code.
    Lines,
    /// `- item`
    List,
    /// `> quote`
    Quote,
    /// `[text](address)`
    Link,
}

/// What to do with a field: this part becomes that text, and then this is selected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced.
    pub replace: (u32, u32),
    /// By what.
    pub by: String,
    /// What is selected then.
    pub select: (u32, u32),
}

/// What a tool does to a text in which a part is selected.
pub fn format(tool: Tool, text: &str, selected: (u32, u32)) -> Edit {
    let (from, to) = (byte(text, selected.0), byte(text, selected.1.max(selected.0)));
    match tool {
        Tool::Bold => around(text, from, to, "**"),
        Tool::Slanted => around(text, from, to, "*"),
        Tool::Struck => around(text, from, to, "~~"),
        Tool::Code => around(text, from, to, "`"),
        Tool::Lines => lines(text, from, to),
        Tool::List => prefix(text, from, to, "- "),
        Tool::Quote => prefix(text, from, to, "> "),
        Tool::Link => link(text, from, to),
    }
}

/// Delimiters on both sides, or none when they are there.
fn around(text: &str, from: usize, to: usize, mark: &str) -> Edit {
    let chosen = &text[from..to];
    // A blank inside of a delimiter would undo it.
    let from = from + chosen.len() - chosen.trim_start().len();
    let to = from.max(to - (chosen.len() - chosen.trim_end().len()));
    let chosen = &text[from..to];
    let outside = text[..from].ends_with(mark) && text[to..].starts_with(mark);
    // `**` ends with `*` too, and is another delimiter.
    let other = mark == "*" && text[..from].ends_with("**") && !text[..from].ends_with("***");
    if outside && !other {
        return edit(text, (from - mark.len(), to + mark.len()), chosen.to_owned(), (0, chosen.len()));
    }
    edit(text, (from, to), format!("{mark}{chosen}{mark}"), (mark.len(), mark.len() + chosen.len()))
}

/// A block of code, which needs lines of its own.
fn lines(text: &str, from: usize, to: usize) -> Edit {
    let chosen = text[from..to].trim_matches('\n');
    let before = if from == 0 || text[..from].ends_with('\n') { "" } else { "\n" };
    let after = if to == text.len() || text[to..].starts_with('\n') { "" } else { "\n" };
    let begin = before.len() + "```\n".len();
    edit(text, (from, to), format!("{before}```\n{chosen}\n```{after}"), (begin, begin + chosen.len()))
}

/// Something before each of the lines, or nothing when it is there.
fn prefix(text: &str, from: usize, to: usize, mark: &str) -> Edit {
    let from = text[..from].rfind('\n').map_or(0, |at| at + 1);
    let to = text[to..].find('\n').map_or(text.len(), |at| to + at);
    let there = text[from..to].split('\n').all(|line| line.starts_with(mark));
    let line = |line: &str| if there { line[mark.len()..].to_owned() } else { format!("{mark}{line}") };
    let by = text[from..to].split('\n').map(line).collect::<Vec<_>>().join("\n");
    let end = by.len();
    let begin = if text[from..to].contains('\n') { 0 } else { end };
    edit(text, (from, to), by, (begin, end))
}

/// A link of what is selected, and the part selected that is still to be written.
fn link(text: &str, from: usize, to: usize) -> Edit {
    const ADDRESS: &str = "https://";
    let chosen = text[from..to].trim();
    if chosen.starts_with(ADDRESS) || chosen.starts_with("http://") {
        return edit(text, (from, to), format!("[]({chosen})"), (1, 1));
    }
    let begin = chosen.len() + "[](".len();
    edit(text, (from, to), format!("[{chosen}]({ADDRESS})"), (begin, begin + ADDRESS.len()))
}

/// Bytes become places: of the text that is replaced, and within what replaces it.
fn edit(text: &str, (from, to): (usize, usize), by: String, (begin, end): (usize, usize)) -> Edit {
    let start = place(text, from);
    let select = (start + place(&by, begin), start + place(&by, end));
    Edit { replace: (start, place(text, to)), by, select }
}

fn place(text: &str, byte: usize) -> u32 {
    u32::try_from(text[..byte].encode_utf16().count()).unwrap_or(u32::MAX)
}

/// The byte at a place; the end of the text when the place is beyond it.
pub fn byte(text: &str, place: u32) -> usize {
    let mut units = 0;
    for (at, c) in text.char_indices() {
        if units >= place {
            return at;
        }
        units += u32::try_from(c.len_utf16()).unwrap_or(1);
    }
    text.len()
}

/// A call that is being written: where its `@` stands, and what is behind it up to the cursor. A call ends with a blank.
pub fn call(text: &str, cursor: u32) -> Option<(u32, String)> {
    const LONGEST: usize = 32;
    let before = &text[..byte(text, cursor)];
    let at = before.rfind('@')?;
    let called = &before[at + 1..];
    let is_address = before[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
    let ended = called.contains(char::is_whitespace) || called.chars().count() > LONGEST;
    (!is_address && !ended).then(|| (place(text, at), called.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text with `[` and `]` around what is selected, before and after.
    fn after(tool: Tool, before: &str) -> String {
        let place = |mark| {
            u32::try_from(
                before.replace(if mark == '[' { ']' } else { '[' }, "").split(mark).next().expect("a piece").encode_utf16().count(),
            )
        };
        let (from, to) = (place('[').expect("short"), place(']').expect("short"));
        let text = before.replace(['[', ']'], "");
        let Edit { replace, by, select } = format(tool, &text, (from, to));
        let mut text = text;
        text.replace_range(byte(&text, replace.0)..byte(&text, replace.1), &by);
        let (from, to) = (byte(&text, select.0), byte(&text, select.1));
        format!("{}‹{}›{}", &text[..from], &text[from..to], &text[to..])
    }

    #[test]
    fn delimiters_go_around_and_away() {
        assert_eq!(after(Tool::Bold, "오늘 [회의]는"), "오늘 **‹회의›**는");
        assert_eq!(after(Tool::Bold, "오늘 **[회의]**는"), "오늘 ‹회의›는");
        assert_eq!(after(Tool::Slanted, "**[회의]**"), "***‹회의›***");
        assert_eq!(after(Tool::Slanted, "***[회의]***"), "**‹회의›**");
        assert_eq!(after(Tool::Bold, "[]"), "**‹›**");
        assert_eq!(after(Tool::Struck, "👍[ 취소 ]"), "👍 ~~‹취소›~~ ");
        assert_eq!(after(Tool::Code, "a[b]c"), "a`‹b›`c");
    }

    #[test]
    fn blocks_have_lines_of_their_own() {
        assert_eq!(after(Tool::Lines, "보세요 [let a;]"), "보세요 \n```\n‹let a;›\n```");
        assert_eq!(after(Tool::Lines, "[]"), "```\n‹›\n```");
        assert_eq!(after(Tool::List, "가\n나[]다\n라"), "가\n- 나다‹›\n라");
        assert_eq!(after(Tool::List, "[가\n나]"), "‹- 가\n- 나›");
        assert_eq!(after(Tool::List, "[- 가\n- 나]"), "‹가\n나›");
        assert_eq!(after(Tool::Quote, "👍\n[]인용"), "👍\n> 인용‹›");
    }

    #[test]
    fn a_link_asks_for_what_is_missing() {
        assert_eq!(after(Tool::Link, "[문서]를"), "[문서](‹https://›)를".replace(['‹', '›'], "").replace("(https://)", "(‹https://›)"));
        assert_eq!(after(Tool::Link, "[https://a.kr]"), "[‹›](https://a.kr)");
    }

    #[test]
    fn a_call_is_what_stands_between_its_mark_and_the_cursor() {
        let at = |text: &str| call(text, u32::try_from(text.encode_utf16().count()).expect("short"));
        assert_eq!(at("👍 @지ㅁ"), Some((3, "지ㅁ".to_owned())));
        assert_eq!(at("@"), Some((0, String::new())));
        assert_eq!(at("봐요@bob"), Some((2, "bob".to_owned())));
        assert_eq!(at("ann@example"), None);
        assert_eq!(at("@지민 "), None);
        assert_eq!(at("없어요"), None);
        assert_eq!(call("@지민 하이", 2), Some((0, "지".to_owned())));
    }
}
