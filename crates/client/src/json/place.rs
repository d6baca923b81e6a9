//! A JSON text and a place in it: what its parts look like, without any type in mind. Nothing here looks further back than that place.

use std::borrow::Cow;

use super::Malformed;

/// How deep values that nobody asks for may be nested.
const MAX_DEPTH: u32 = 64;

/// A place in a text.
pub(super) struct Reader<'a> {
    json: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(json: &'a str) -> Self {
        Self { json, at: 0 }
    }

    /// The next byte that is not white space, without taking it; 0 at the end.
    pub(super) fn peek(&mut self) -> u8 {
        let bytes = self.json.as_bytes();
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = bytes.get(self.at) {
            self.at += 1;
        }
        bytes.get(self.at).copied().unwrap_or_default()
    }

    /// Takes a byte if it is the next one.
    pub(super) fn take(&mut self, wanted: u8) -> bool {
        let there = self.peek() == wanted;
        self.at += usize::from(there);
        there
    }

    pub(super) fn expect(&mut self, wanted: u8) -> Result<(), Malformed> {
        self.take(wanted).then_some(()).ok_or(Malformed)
    }

    /// Nothing but white space is left.
    pub(super) fn end(&mut self) -> Result<(), Malformed> {
        self.peek();
        (self.at == self.json.len()).then_some(()).ok_or(Malformed)
    }

    pub(super) fn word(&mut self, word: &str) -> Result<(), Malformed> {
        self.peek();
        self.json[self.at..].starts_with(word).then_some(()).ok_or(Malformed)?;
        self.at += word.len();
        Ok(())
    }

    /// A text; borrowed, when nothing in it is escaped.
    pub(super) fn text(&mut self) -> Result<Cow<'a, str>, Malformed> {
        self.expect(b'"')?;
        let mut text = Cow::Borrowed("");
        loop {
            let rest = &self.json[self.at..];
            let plain = rest.bytes().position(|b| matches!(b, b'"' | b'\\' | 0..=0x1f)).ok_or(Malformed)?;
            text += &rest[..plain];
            self.at += plain + 1;
            match rest.as_bytes()[plain] {
                b'"' => return Ok(text),
                b'\\' => text.to_mut().push(self.escaped()?),
                _ => return Err(Malformed),
            }
        }
    }

    /// What stands after a backslash.
    fn escaped(&mut self) -> Result<char, Malformed> {
        let kind = *self.json.as_bytes().get(self.at).ok_or(Malformed)?;
        self.at += 1;
        Ok(match kind {
            b'"' | b'\\' | b'/' => char::from(kind),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = self.unit()?;
                let point = if (0xd800..0xdc00).contains(&unit) && self.json[self.at..].starts_with("\\u") {
                    self.at += 2;
                    let low = self.unit()?.checked_sub(0xdc00).filter(|low| *low < 0x400).ok_or(Malformed)?;
                    0x1_0000 + ((unit - 0xd800) << 10) + low
                } else {
                    unit
                };
                char::from_u32(point).ok_or(Malformed)?
            }
            _ => return Err(Malformed),
        })
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Result<u32, Malformed> {
        let digits = self.json.get(self.at..self.at + 4).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit())).ok_or(Malformed)?;
        self.at += 4;
        u32::from_str_radix(digits, 16).map_err(|_| Malformed)
    }

    /// A number as it is written. Numbers begin with one zero at most, and have digits on both sides of a point.
    pub(super) fn number(&mut self) -> Result<&'a str, Malformed> {
        self.peek();
        let (bytes, begin) = (self.json.as_bytes(), self.at);
        let digits = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
        let sign = usize::from(bytes.get(begin) == Some(&b'-'));
        let whole = digits(begin + sign);
        let mut end = begin + sign + whole;
        let mut well = whole == 1 || (whole > 1 && bytes[begin + sign] != b'0');
        if bytes.get(end) == Some(&b'.') {
            let fraction = digits(end + 1);
            well &= fraction > 0;
            end += 1 + fraction;
        }
        if let Some(b'e' | b'E') = bytes.get(end) {
            end += 1 + usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            let exponent = digits(end);
            well &= exponent > 0;
            end += exponent;
        }
        self.at = end;
        if well { Ok(&self.json[begin..end]) } else { Err(Malformed) }
    }

    /// A value as JSON text.
    pub(super) fn unread(&mut self) -> Result<&'a str, Malformed> {
        self.peek();
        let begin = self.at;
        self.skip(MAX_DEPTH)?;
        Ok(&self.json[begin..self.at])
    }

    /// Reads over a value that nobody asks for.
    fn skip(&mut self, depth: u32) -> Result<(), Malformed> {
        match self.peek() {
            b'"' => self.text().map(drop),
            b'n' => self.word("null"),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            open @ (b'[' | b'{') => {
                self.at += 1;
                let depth = depth.checked_sub(1).ok_or(Malformed)?;
                let mut list = List::new(self, open + 2);
                while list.more()? {
                    if open == b'{' {
                        list.reader.text()?;
                        list.reader.expect(b':')?;
                    }
                    list.reader.skip(depth)?;
                }
                Ok(())
            }
            _ => self.number().map(drop),
        }
    }
}

/// The elements of an array, or the members of an object.
pub(super) struct List<'r, 'a> {
    pub(super) reader: &'r mut Reader<'a>,
    first: bool,
    ended: bool,
    close: u8,
}

impl<'r, 'a> List<'r, 'a> {
    pub(super) const fn new(reader: &'r mut Reader<'a>, close: u8) -> Self {
        Self { reader, first: true, ended: false, close }
    }

    /// Whether there is one more; after the last one, the end is taken.
    pub(super) fn more(&mut self) -> Result<bool, Malformed> {
        self.ended = self.ended || self.reader.take(self.close);
        if self.ended {
            return Ok(false);
        }
        if !std::mem::take(&mut self.first) {
            self.reader.expect(b',')?;
        }
        Ok(true)
    }
}
