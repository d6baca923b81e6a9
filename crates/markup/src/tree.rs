//! A text as a tree, of a bounded depth. What is not known is shown as it was typed.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};

use crate::Context;
use crate::runs::Run;
use crate::typed::{JOIN, Typed};

/// Deepest nesting: what is deeper stands where its parent does.
const MAX_DEPTH: usize = 12;
/// Most characters of an address that can be followed.
const MAX_HREF: usize = 2_000;
/// Most characters of the word that says in which language a block of code is.
const MAX_LANGUAGE: usize = 20;

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// Characters; a line break among them is one.
    Text(String),
    /// The same, where a search matched.
    Marked(String),
    /// A line across.
    Rule,
    /// Something with parts in it.
    Within(Kind, Vec<Node>),
}

/// What has parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Lines of text.
    Paragraph,
    /// A line of text that stands over others.
    Heading,
    /// What somebody else said.
    Quote,
    /// Items after each other.
    List,
    /// Items with numbers, and the first of them.
    Numbers(u64),
    /// One of a list.
    Item,
    /// One of a list that is to be done: its box stands for the bullet.
    Task,
    /// Lines of code, and in which language.
    Lines(String),
    /// A table.
    Table,
    /// The row of a table that says what is below.
    Head,
    /// A row of a table.
    Row,
    /// A cell of a row.
    Cell,
    /// A cell of the row that says what is below.
    HeadCell,
    /// Bold.
    Strong,
    /// Slanted.
    Slanted,
    /// Struck out.
    Struck,
    /// Code within a line.
    Code,
    /// What leads somewhere.
    Link(Href),
    /// Somebody is called by name.
    Call {
        /// Whether it is the reader.
        me: bool,
    },
}

/// An address that may be followed: of the web, or of a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Href(String);

impl Href {
    /// `None`: not an address of a kind that is known to be harmless.
    pub fn new(address: &str) -> Option<Self> {
        let begins = |scheme: &str| address.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme));
        let known = ["https://", "http://", "mailto:"].into_iter().any(begins);
        let clean = address.len() <= MAX_HREF && !address.chars().any(|c| c.is_control() || c.is_whitespace());
        (known && clean).then(|| Self(address.to_owned()))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Reads a text.
pub fn tree(text: &str, context: Context<'_>) -> Vec<Node> {
    let typed = Typed::new(text);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_SUBSCRIPT | Options::ENABLE_TASKLISTS;
    let mut builder = Builder { typed: &typed, context, open: Vec::new(), nodes: Vec::new(), run: Run::default() };
    for (event, at) in Parser::new_ext(&typed.text, options).into_offset_iter() {
        builder.event(event, at);
    }
    builder.flush();
    builder.nodes
}

/// Something that is open.
struct Open {
    /// `None`: it is not shown, only what is in it.
    kind: Option<Kind>,
    /// Whether it is shown as it was typed.
    typed: bool,
    /// What stood before it where it stands.
    before: Vec<Node>,
    at: Range<usize>,
}

struct Builder<'a> {
    typed: &'a Typed,
    context: Context<'a>,
    open: Vec<Open>,
    nodes: Vec<Node>,
    run: Run,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, at: Range<usize>) {
        match event {
            Event::Start(Tag::Subscript) => self.source(at.start..at.start + 1),
            Event::End(pulldown_cmark::TagEnd::Subscript) => self.source(at.end - 1..at.end),
            Event::Start(tag) => self.start(tag, at),
            Event::End(_) => self.end(),
            Event::Text(text) => self.text(&text, at),
            Event::Code(code) => self.code(&code, at),
            Event::SoftBreak | Event::HardBreak => {
                let place = self.typed.place(at.end.saturating_sub(1));
                self.run.push("\n", |_| place);
            }
            Event::Rule => {
                self.flush();
                self.nodes.push(Node::Rule);
            }
            Event::TaskListMarker(done) => {
                let place = self.typed.place(at.start);
                let item = self.open.iter_mut().rev().find(|open| open.kind == Some(Kind::Item));
                if let Some(item) = item {
                    item.kind = Some(Kind::Task);
                }
                self.run.push(if done { "☑ " } else { "☐ " }, |_| place);
            }
            // None of these is switched on, and HTML is none here: they are what was typed.
            Event::Html(_) | Event::InlineHtml(_) | Event::FootnoteReference(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {
                self.source(at);
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>, at: Range<usize>) {
        self.flush();
        let leads = matches!(tag, Tag::Link { .. } | Tag::Image { .. });
        let kind = match tag {
            // Lines that are set in a little are no code in a chat.
            Tag::Paragraph | Tag::CodeBlock(CodeBlockKind::Indented) | Tag::HtmlBlock => Some(Kind::Paragraph),
            Tag::Heading { .. } => Some(Kind::Heading),
            Tag::BlockQuote(_) => Some(Kind::Quote),
            Tag::CodeBlock(CodeBlockKind::Fenced(about)) => Some(Kind::Lines(language(&about))),
            Tag::List(None) => Some(Kind::List),
            Tag::List(Some(first)) => Some(Kind::Numbers(first)),
            Tag::Item => Some(Kind::Item),
            Tag::Table(_) => Some(Kind::Table),
            Tag::TableHead => Some(Kind::Head),
            Tag::TableRow => Some(Kind::Row),
            Tag::TableCell if self.open.last().is_some_and(|open| open.kind == Some(Kind::Head)) => Some(Kind::HeadCell),
            Tag::TableCell => Some(Kind::Cell),
            Tag::Strong => Some(Kind::Strong),
            Tag::Emphasis => Some(Kind::Slanted),
            Tag::Strikethrough => Some(Kind::Struck),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => self.link(&dest_url),
            _ => None,
        };
        let typed = kind.is_none() && leads && !self.is_in_link();
        let before = std::mem::take(&mut self.nodes);
        self.open.push(Open { kind, typed, before, at });
    }

    /// Nothing leads anywhere inside of what leads somewhere.
    fn link(&self, address: &str) -> Option<Kind> {
        let href = Href::new(&address.replace(JOIN, "")).filter(|_| !self.is_in_link())?;
        Some(Kind::Link(href))
    }

    fn is_in_link(&self) -> bool {
        self.open.iter().any(|open| matches!(open.kind, Some(Kind::Link(_))))
    }

    fn end(&mut self) {
        self.flush();
        let Some(Open { kind, typed, before, at }) = self.open.pop() else { return };
        let mut inside = std::mem::replace(&mut self.nodes, before);
        if typed {
            // It leads nowhere that is known to be harmless.
            return self.source(at);
        }
        if matches!(kind, Some(Kind::Lines(_)))
            && let Some(Node::Text(last) | Node::Marked(last)) = inside.last_mut()
            && last.ends_with('\n')
        {
            last.pop();
        }
        let literal = match kind {
            Some(Kind::Slanted) => 1,
            Some(Kind::Strong | Kind::Struck) => 2,
            _ => 0,
        };
        if literal > 0 && (!inside.iter().any(has_word) || self.multiplies(&at, literal)) {
            self.source(at.start..at.start + literal);
            self.flush();
            self.nodes.extend(inside);
            self.source(at.end - literal..at.end);
            return;
        }
        match kind {
            Some(Kind::Link(href)) if inside.is_empty() => {
                let address = Node::Text(href.as_str().to_owned());
                self.nodes.push(Node::Within(Kind::Link(href), vec![address]));
            }
            Some(kind) if self.open.len() < MAX_DEPTH => self.nodes.push(Node::Within(kind, inside)),
            _ => self.nodes.extend(inside),
        }
    }

    /// `3*4*5` slants nothing.
    fn multiplies(&self, at: &Range<usize>, delimiters: usize) -> bool {
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let text = &self.typed.text;
        digit(text[..at.start].chars().next_back()) && digit(text[at.start + delimiters..].chars().next())
    }

    fn text(&mut self, text: &str, at: Range<usize>) {
        let typed = self.typed;
        if typed.text.get(at.clone()) == Some(text) {
            self.run.push(text, |byte| typed.place(at.start + byte));
        } else {
            self.run.push(text, |_| typed.place(at.start));
        }
    }

    /// What was typed there.
    fn source(&mut self, at: Range<usize>) {
        let typed = self.typed;
        self.run.push(typed.text.get(at.clone()).unwrap_or_default(), |byte| typed.place(at.start + byte));
    }

    fn code(&mut self, code: &str, at: Range<usize>) {
        self.flush();
        let typed = self.typed;
        let source = typed.text.get(at.clone()).unwrap_or_default();
        let ticks = source.chars().take_while(|c| *c == '`').count();
        // A blank at either end is not shown, if both ends have one.
        let blank = usize::from(source.len() > code.len() + 2 * ticks);
        let from = at.start + ticks + blank;
        let mut run = Run::default();
        run.push(code, |byte| typed.place(from + byte));
        let mut inside = Vec::new();
        run.pieces(self.context, &mut inside);
        self.nodes.push(Node::Within(Kind::Code, inside));
    }

    fn flush(&mut self) {
        if self.run.is_empty() {
            return;
        }
        let run = std::mem::take(&mut self.run);
        let raw = self.open.iter().any(|open| matches!(open.kind, Some(Kind::Link(_) | Kind::Lines(_))));
        if raw {
            run.pieces(self.context, &mut self.nodes);
        } else {
            run.nodes(self.context, &mut self.nodes);
        }
    }
}

/// The first word behind the fence.
fn language(about: &str) -> String {
    let word = about.split([' ', ',', '{']).next().unwrap_or_default();
    word.chars().filter(|c| *c != JOIN && !c.is_control()).take(MAX_LANGUAGE).collect()
}

/// Whether there is a letter or a digit in it: `*^^*` is a face.
fn has_word(node: &Node) -> bool {
    match node {
        Node::Text(text) | Node::Marked(text) => text.chars().any(char::is_alphanumeric),
        Node::Rule => false,
        Node::Within(Kind::Code, _) => true,
        Node::Within(_, inside) => inside.iter().any(has_word),
    }
}
