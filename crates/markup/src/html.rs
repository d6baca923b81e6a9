//! The tree as HTML. Elements and attributes stand here, once; what comes from a text goes through [`escape`], all of it.

use crate::Context;
use crate::tree::{Kind, Node, tree};

/// A text as HTML; `copy` is the word on the button of a block of code. Classes and data are for the styles and for who listens:
/// `call` (with `data-me`), `lines`, and `data-copy` on the button.
pub fn html(text: &str, context: Context<'_>, copy: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for node in tree(text, context) {
        write(&mut out, &node, copy);
    }
    out
}

fn write(out: &mut String, node: &Node, copy: &str) {
    match node {
        Node::Text(text) => escape(out, text),
        Node::Marked(text) => {
            out.push_str("<mark>");
            escape(out, text);
            out.push_str("</mark>");
        }
        Node::Rule => out.push_str("<hr>"),
        Node::Within(kind, inside) => within(out, kind, inside, copy),
    }
}

fn within(out: &mut String, kind: &Kind, inside: &[Node], copy: &str) {
    let close = match kind {
        Kind::Paragraph => element(out, "<p>", "</p>"),
        // Not a heading of the page: screen readers would step through those.
        Kind::Heading => element(out, "<p class=\"heading\">", "</p>"),
        Kind::Quote => element(out, "<blockquote>", "</blockquote>"),
        Kind::List => element(out, "<ul>", "</ul>"),
        Kind::Numbers(first) => {
            out.push_str("<ol start=\"");
            out.push_str(&first.to_string());
            element(out, "\">", "</ol>")
        }
        Kind::Item => element(out, "<li>", "</li>"),
        Kind::Task => element(out, "<li class=\"task\">", "</li>"),
        Kind::Lines(language) => {
            out.push_str("<div class=\"lines\"><div><span>");
            escape(out, language);
            out.push_str("</span><button type=\"button\" data-copy>");
            escape(out, copy);
            element(out, "</button></div><pre><code>", "</code></pre></div>")
        }
        Kind::Table => element(out, "<table>", "</table>"),
        Kind::Head | Kind::Row => element(out, "<tr>", "</tr>"),
        Kind::HeadCell => element(out, "<th scope=\"col\">", "</th>"),
        Kind::Cell => element(out, "<td>", "</td>"),
        Kind::Strong => element(out, "<strong>", "</strong>"),
        Kind::Slanted => element(out, "<em>", "</em>"),
        Kind::Struck => element(out, "<del>", "</del>"),
        Kind::Code => element(out, "<code>", "</code>"),
        Kind::Link(href) => {
            out.push_str("<a href=\"");
            escape(out, href.as_str());
            // Where it leads, when that is not what it says.
            if said(inside) != href.as_str() {
                out.push_str("\" title=\"");
                escape(out, href.as_str());
            }
            element(out, "\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">", "</a>")
        }
        Kind::Call { me: false } => element(out, "<span class=\"call\">", "</span>"),
        Kind::Call { me: true } => element(out, "<span class=\"call\" data-me>", "</span>"),
    };
    for node in inside {
        write(out, node, copy);
    }
    out.push_str(close);
}

fn element(out: &mut String, open: &str, close: &'static str) -> &'static str {
    out.push_str(open);
    close
}

fn said(nodes: &[Node]) -> String {
    nodes.iter().fold(String::new(), |all, node| match node {
        Node::Text(text) | Node::Marked(text) => all + text,
        Node::Rule => all,
        Node::Within(_, inside) => all + &said(inside),
    })
}

/// Text as the inside of an element or of an attribute between double quotation marks.
fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}
