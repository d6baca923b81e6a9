//! What people type in a chat, and `CommonMark` would misread. Its rules are made for documents in languages that put blanks between
//! words; here a few places of the text are joined, by a character that no text has and that is taken out again, so that the parser sees
//! what the writer meant.
//!
//! - Delimiters beside Hangul, kana or Han: `**한국어(괄호)**는` and `이것은**"강조"**입니다` are bold.
//! - Faces: `>_<` quotes nothing, `^_^ 네 ^_^` slants nothing.
//! - Dates: `2026. 11. 25.` numbers nothing.
//! - `[공지]: 내일` hides nothing, `제목` over `===` is no heading, `---` is always a rule.
//! - HTML, and entities: there are none.
//! - Underscores in addresses are theirs.

use crate::runs;

/// Belongs to the words on both of its sides. Not a character of any text: what comes with it is dropped.
pub(crate) const JOIN: char = '\u{FDD0}';

/// A text as the parser gets it.
pub(crate) struct Typed {
    /// The text, with joins.
    pub(crate) text: String,
    /// For each byte of it, which character of the source that is.
    at: Vec<u32>,
}

impl Typed {
    pub(crate) fn new(source: &str) -> Self {
        let chars: Vec<char> = source.chars().collect();
        let mut writer = Writer { chars: &chars, typed: Self { text: String::new(), at: Vec::new() }, runs: Vec::new() };
        let (mut from, mut fence, mut blank_before) = (0, None, true);
        while from <= chars.len() {
            let end = chars[from..].iter().position(|c| *c == '\n').map_or(chars.len(), |length| from + length);
            let line = &chars[from..end];
            match (fence, opens_fence(line)) {
                (Some(open), closes) => {
                    writer.put_all(from, end);
                    fence = if closes.is_some_and(|closes| closes.is_end_of(open)) { None } else { fence };
                }
                (None, Some(opens)) => {
                    writer.put_all(from, end);
                    fence = Some(opens);
                }
                (None, None) => writer.line(from, end, blank_before),
            }
            blank_before = line.iter().all(|c| c.is_whitespace());
            if blank_before {
                writer.runs.clear();
            }
            writer.put_all(end, chars.len().min(end + 1));
            from = end + 1;
        }
        writer.typed
    }

    /// Which character of the source stands at a byte.
    pub(crate) fn place(&self, byte: usize) -> u32 {
        self.at.get(byte).copied().unwrap_or_else(|| self.at.last().map_or(0, |last| last + 1))
    }
}

/// A line that opens or ends a block of code.
#[derive(Clone, Copy)]
struct Fence {
    mark: char,
    length: usize,
    bare: bool,
}

impl Fence {
    const fn is_end_of(self, open: Self) -> bool {
        self.mark == open.mark && self.length >= open.length && self.bare
    }
}

fn opens_fence(line: &[char]) -> Option<Fence> {
    let begin = line.iter().position(|c| *c != ' ').filter(|begin| *begin < 4)?;
    let mark = line[begin];
    let length = line[begin..].iter().take_while(|c| **c == mark).count();
    let rest = &line[begin + length..];
    let fence = length >= 3 && (mark == '~' || (mark == '`' && !rest.contains(&'`')));
    fence.then(|| Fence { mark, length, bare: rest.iter().all(|c| c.is_whitespace()) })
}

struct Writer<'a> {
    chars: &'a [char],
    typed: Typed,
    /// The delimiters of this paragraph, with how often each of them stood so far.
    runs: Vec<(char, usize, usize)>,
}

impl Writer<'_> {
    fn put(&mut self, index: usize) {
        let c = self.chars[index];
        if c != JOIN {
            self.write(c, index);
        }
    }

    fn put_all(&mut self, from: usize, end: usize) {
        (from..end).for_each(|index| self.put(index));
    }

    fn join(&mut self, index: usize) {
        self.write(JOIN, index);
    }

    fn write(&mut self, c: char, index: usize) {
        self.typed.text.push(c);
        let place = u32::try_from(index).unwrap_or(u32::MAX);
        self.typed.at.resize(self.typed.text.len(), place);
    }

    fn line(&mut self, from: usize, end: usize, blank_before: bool) {
        let mut marks = self.chars[from..end].iter().filter(|c| !c.is_whitespace());
        if let Some(first) = marks.next().copied().filter(|first| matches!(first, '=' | '-'))
            && marks.all(|c| *c == first)
        {
            // Under a line of text it would make a heading of that.
            match first {
                '-' if self.chars[from..end].iter().filter(|c| **c == '-').count() >= 3 => self.write('\n', from),
                '-' if blank_before => {}
                _ => self.join(from),
            }
        }
        let at = self.beginning(from, end);
        self.inline(at, at, end);
    }

    /// What a line begins with; gives where its text begins.
    fn beginning(&mut self, mut at: usize, end: usize) -> usize {
        let blanks = |at: usize| at + self.chars[at..end].iter().take_while(|c| **c == ' ').count();
        let text = blanks(at);
        let quotes = text + self.chars[text..end].iter().take_while(|c| matches!(c, '>' | ' ')).count();
        if quotes > text {
            // A quote is followed by a blank: `>_<` is a face.
            let last = self.chars[text..quotes].iter().rposition(|c| *c == ' ').map_or(text, |last| text + last + 1);
            let after = if quotes == end { end } else { last };
            self.put_all(at, after);
            if after < quotes {
                self.join(after);
            }
            at = after;
        }
        let text = at + self.chars[at..end].iter().take_while(|c| **c == ' ').count();
        let digits = digits(&self.chars[text..end]);
        let after = &self.chars[text + digits..end];
        if digits > 0 && matches!(after, ['.' | ')'] | ['.' | ')', ' ' | '\t', ..]) {
            let rest: Vec<char> = after[1..].iter().copied().skip_while(|c| *c == ' ').take(10).collect();
            let next = self::digits(&rest);
            if digits > 3 || (next > 0 && rest.get(next) == Some(&'.')) {
                self.put_all(at, text + digits);
                self.join(text + digits);
                return text + digits;
            }
        }
        at
    }

    fn inline(&mut self, first: usize, mut at: usize, end: usize) {
        while at < end {
            let c = self.chars[at];
            let length = runs::address(&self.chars[at..end]);
            if length > 0 && (at == first || !self.chars[at - 1].is_ascii_alphanumeric()) {
                for index in at..at + length {
                    if self.chars[index] == '_' { self.face(index, index + 1, true) } else { self.character(index, end) }
                }
                at += length;
                continue;
            }
            if matches!(c, '*' | '_' | '~') {
                let run = self.chars[at..end].iter().take_while(|other| **other == c).count();
                self.delimiters(first, at, at + run, end);
                at += run;
            } else {
                self.character(at, end);
                at += 1;
            }
        }
    }

    /// A character that delimits nothing: with those after which the parser looks for what there is not, it looks in vain.
    fn character(&mut self, at: usize, end: usize) {
        let rest = &self.chars[at + 1..end];
        let joined = match self.chars[at] {
            '&' => true,
            ']' => rest.first() == Some(&':'),
            '<' => runs::address(rest) == 0,
            _ => false,
        };
        self.put(at);
        if joined {
            self.join(at);
        }
    }

    /// A run of delimiters, from `at` up to `after`, in a line from `first` up to `end`.
    fn delimiters(&mut self, first: usize, at: usize, after: usize, end: usize) {
        let mark = self.chars[at];
        let before = (at > first).then(|| self.chars[at - 1]);
        let next = (after < end).then(|| self.chars[after]);
        let (Some(before), Some(next)) = (before, next) else {
            self.count(mark, after - at);
            return self.put_all(at, after);
        };
        if mark == '_' {
            return self.face(at, after, is_of_face(before) && is_of_face(next));
        }
        let closes = self.count(mark, after - at) % 2 == 1;
        let helped =
            (mark == '*' || after - at == 2) && if closes { is_mark(before) && is_word(next) } else { is_word(before) && is_mark(next) };
        if helped && closes {
            self.join(at);
        }
        self.put_all(at, after);
        if helped && !closes {
            self.join(after - 1);
        }
    }

    /// Puts characters that delimit nothing, if `joined`.
    fn face(&mut self, at: usize, after: usize, joined: bool) {
        if joined {
            self.join(at);
        }
        self.put_all(at, after);
        if joined {
            self.join(after - 1);
        }
    }

    /// How often these delimiters stood before.
    fn count(&mut self, mark: char, length: usize) -> usize {
        if let Some((_, _, count)) = self.runs.iter_mut().find(|run| run.0 == mark && run.1 == length) {
            *count += 1;
            return *count - 1;
        }
        self.runs.push((mark, length, 1));
        0
    }
}

fn digits(chars: &[char]) -> usize {
    chars.iter().take_while(|c| c.is_ascii_digit()).count()
}

fn is_mark(c: char) -> bool {
    !c.is_alphanumeric() && !c.is_whitespace() && c != JOIN
}

/// A letter of a script that puts no blank after a word, or puts particles there.
const fn is_word(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11FF}' | '\u{3041}'..='\u{30FF}' | '\u{3131}'..='\u{318E}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}')
}

/// What stands on both sides of an underscore in a face, and around no word.
const fn is_of_face(c: char) -> bool {
    matches!(
        c,
        '^' | '-'
            | '='
            | '+'
            | ';'
            | ':'
            | '.'
            | ','
            | '>'
            | '<'
            | '\''
            | '"'
            | '`'
            | '´'
            | '·'
            | '•'
            | '°'
            | '￣'
            | '⌒'
            | '˘'
            | '≧'
            | '≦'
            | '@'
            | '$'
            | 'ㅡ'
    )
}
