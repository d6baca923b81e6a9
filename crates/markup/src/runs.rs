//! What stands in a run of text: addresses, people who are called, what a search matched.

use crate::tree::{Href, Kind, Node};
use crate::typed::JOIN;
use crate::{Callable, Context};

/// A run of text, each character with its place in the source.
#[derive(Default)]
pub(crate) struct Run {
    chars: Vec<char>,
    at: Vec<u32>,
}

impl Run {
    pub(crate) const fn is_empty(&self) -> bool {
        self.chars.is_empty()
    }

    /// Puts a text behind it, whose characters have these places.
    pub(crate) fn push(&mut self, text: &str, mut place: impl FnMut(usize) -> u32) {
        for (byte, c) in text.char_indices().filter(|(_, c)| *c != JOIN) {
            self.chars.push(c);
            self.at.push(place(byte));
        }
    }

    /// The text alone, with what a search matched.
    pub(crate) fn pieces(&self, context: Context<'_>, nodes: &mut Vec<Node>) {
        self.cut(0, self.chars.len(), context, nodes);
    }

    /// The text, with addresses and calls in it.
    pub(crate) fn nodes(&self, context: Context<'_>, nodes: &mut Vec<Node>) {
        let (mut from, mut at) = (0, 0);
        while at < self.chars.len() {
            let before = at.checked_sub(1).map(|before| self.chars[before]);
            let found = self.address_at(at, before).or_else(|| self.call_at(at, before, context.people));
            let Some((kind, length)) = found else {
                at += 1;
                continue;
            };
            self.cut(from, at, context, nodes);
            let mut inside = Vec::new();
            self.cut(at, at + length, context, &mut inside);
            nodes.push(Node::Within(kind, inside));
            at += length;
            from = at;
        }
        self.cut(from, at, context, nodes);
    }

    fn address_at(&self, at: usize, before: Option<char>) -> Option<(Kind, usize)> {
        if before.is_some_and(|before| before.is_ascii_alphanumeric()) {
            return None;
        }
        let length = address(&self.chars[at..]);
        let address = self.chars[at..at + length].iter().collect::<String>();
        let href = if address.starts_with("www.") { Href::new(&format!("https://{address}")) } else { Href::new(&address) }?;
        Some((Kind::Link(href), length))
    }

    fn call_at(&self, at: usize, before: Option<char>, people: &[Callable]) -> Option<(Kind, usize)> {
        let text = self.chars[at..].strip_prefix(&['@'])?;
        if !may_call(before, text.first().copied()) {
            return None;
        }
        // The longest name wins, as it does where calls are counted.
        let called = people.iter().filter_map(|person| Some((begins(text, &person.name)?, person.me)));
        let (length, me) = called.max()?;
        Some((Kind::Call { me }, length + 1))
    }

    /// A part of it, cut at what a search matched.
    fn cut(&self, from: usize, end: usize, context: Context<'_>, nodes: &mut Vec<Node>) {
        let is_marked = |index: &usize| context.marked.iter().any(|(start, end)| (*start..*end).contains(&self.at[*index]));
        let mut at = from;
        while at < end {
            let marked = is_marked(&at);
            let next = (at..end).find(|index| is_marked(index) != marked).unwrap_or(end);
            let text: String = self.chars[at..next].iter().collect();
            nodes.push(if marked { Node::Marked(text) } else { Node::Text(text) });
            at = next;
        }
    }
}

/// Whether an `@` between these calls anybody: in `ann@example.com` nobody is called.
pub(crate) fn may_call(before: Option<char>, after: Option<char>) -> bool {
    before.is_none_or(|before| !before.is_ascii_alphanumeric()) && after.is_some_and(|after| !after.is_whitespace())
}

/// How many characters a name takes that a text begins with; a Latin word is not cut, a particle may follow.
fn begins(text: &[char], name: &str) -> Option<usize> {
    let mut length = 0;
    for c in name.chars() {
        if !text.get(length)?.eq_ignore_ascii_case(&c) {
            return None;
        }
        length += 1;
    }
    let goes_on = text.get(length).is_some_and(char::is_ascii_alphanumeric) && text[..length].last()?.is_ascii_alphanumeric();
    (length > 0 && !goes_on).then_some(length)
}

/// How many characters the address takes that a text begins with; 0: it begins with none. Letters of other scripts belong to it where a part
/// of it begins with them; after a Latin word they are a particle.
pub(crate) fn address(text: &[char]) -> usize {
    const ENDS: &[char] = &['.', ',', ';', ':', '!', '?', '\'', '"', '*', '_', '~', '(', '[', '/', '&', '='];
    let Some(scheme) = ["https://", "http://", "www."].into_iter().find(|scheme| {
        let mut chars = text.iter();
        scheme.chars().all(|c| chars.next().is_some_and(|other| other.eq_ignore_ascii_case(&c)))
    }) else {
        return 0;
    };
    let scheme = scheme.len();
    let mut length = scheme;
    let mut foreign = true;
    while let Some(&c) = text.get(length) {
        let belongs = match c {
            JOIN => true,
            '<' | '>' | '"' | '`' | '{' | '}' | '|' | '\\' | '^' => false,
            c if c.is_ascii_alphanumeric() => {
                foreign = false;
                true
            }
            c if c.is_ascii_graphic() => {
                foreign = !matches!(c, ')' | ']' | '(' | '[' | '*' | '!');
                true
            }
            c => foreign && c.is_alphanumeric(),
        };
        if !belongs {
            break;
        }
        length += 1;
    }
    let mut end = length;
    while end > scheme {
        let last = text[end - 1];
        let open = |bracket: char| text[..end].iter().filter(|c| **c == bracket).count();
        let loose = match last {
            '/' | '&' | '=' => false,
            ')' => open(')') > open('('),
            ']' => open(']') > open('['),
            last => ENDS.contains(&last),
        };
        if !loose {
            break;
        }
        end -= 1;
    }
    let host = text[scheme..end].first().is_some_and(|first| first.is_alphanumeric());
    // What has no scheme has a name and an end: `www.만` is none.
    let whole = text[scheme - 1] == '/' || text[scheme..end].contains(&'.');
    if host && whole { end } else { 0 }
}
