//! Whatever is typed: no element and no attribute that we do not write, nothing lost, and it ends.

use std::fmt::Write as _;

use markup::{Callable, Context, Node, html, is_pictures, is_plain, tree};
use proptest::prelude::*;

fn shown(text: &str) -> String {
    let people = [Callable { name: "지민\" onclick=\"x".into(), me: true }, Callable { name: "서연".into(), me: false }];
    html(text, Context { people: &people, marked: &[(0, 3), (5, 9)] }, "복사")
}

/// Everything between `<` and `>`.
fn tags(html: &str) -> Vec<&str> {
    html.split('<').skip(1).map(|tag| tag.split('>').next().expect("at least one piece")).collect()
}

/// Only what `html` writes by itself; what a text gives stands between quotation marks, and is escaped.
fn assert_harmless(text: &str) {
    const BARE: &[&str] = &[
        "p",
        "li class=\"task\"",
        "p class=\"heading\"",
        "blockquote",
        "ul",
        "li",
        "hr",
        "table",
        "tr",
        "td",
        "th scope=\"col\"",
        "th",
        "strong",
        "em",
        "del",
        "code",
        "pre",
        "mark",
        "div",
        "div class=\"lines\"",
        "span",
        "button type=\"button\" data-copy",
        "button",
        "a",
        "ol",
        "span class=\"call\"",
        "span class=\"call\" data-me",
    ];
    let html = shown(text);
    for tag in tags(&html) {
        let known = BARE.contains(&tag.trim_start_matches('/')) || is_link(tag) || is_numbers(tag);
        assert!(known, "<{tag}> of {text:?}");
    }
}

fn is_numbers(tag: &str) -> bool {
    tag.strip_prefix("ol start=\"").and_then(|rest| rest.strip_suffix('"')).is_some_and(|first| first.chars().all(|c| c.is_ascii_digit()))
}

fn is_link(tag: &str) -> bool {
    let Some(rest) =
        tag.strip_prefix("a href=\"").and_then(|rest| rest.strip_suffix("\" rel=\"noopener noreferrer nofollow\" target=\"_blank\""))
    else {
        return false;
    };
    let parts: Vec<&str> = rest.split('"').collect();
    let lower = parts[0].to_ascii_lowercase();
    let known = ["http://", "https://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme));
    known && (parts.len() == 1 || (parts.len() == 3 && parts[1] == " title=" && parts[2] == parts[0]))
}

#[test]
fn nothing_runs() {
    for text in [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[눌러요](javascript:alert(1))",
        "[눌러요](JaVaScRiPt:alert(1))",
        "[눌러요](java&#115;cript:alert(1))",
        "[눌러요](  javascript:alert(1))",
        "[눌러요](data:text/html;base64,x)",
        "[눌러요](//evil.example)",
        "[눌러요](vbscript:x)",
        "<javascript:alert(1)>",
        "![x](javascript:alert(1))",
        "[a](https://example.com/\"onmouseover=\"alert(1))",
        "https://example.com/\"onmouseover=\"alert(1)",
        "https://example.com/'><script>",
        "[a](https://example.com \"title\" onx=\"\")",
        "```\"><script>\nx\n```",
        "```</code></pre><script>\nx\n```",
        "[x]: javascript:alert(1)\n\n[x]",
        "[<img src=x>](https://example.com)",
        "@지민\" onclick=\"x",
        "<!-- --><svg/onload=x>",
        "<a href=\"https://example.com\" onclick=x>",
        "| <b> | \"x |\n|-|-|\n| <i> | ' |",
        "[a [b](https://b.example) c](https://a.example)",
        "[\u{202E}gro.live](https://example.com)",
    ] {
        assert_harmless(text);
        assert!(!shown(text).contains("javascript:alert(1)\""), "{text}");
    }
    assert_eq!(html("[눌러요](javascript:alert(1))", Context::default(), ""), "<p>[눌러요](javascript:alert(1))</p>");
    assert_eq!(html("가 ![x](data:,y) 나", Context::default(), ""), "<p>가 ![x](data:,y) 나</p>");
}

#[test]
fn endless_nesting_ends() {
    for text in [
        "[".repeat(8_000),
        "![".repeat(4_000),
        "**a ".repeat(2_000),
        "*".repeat(8_000),
        "_a".repeat(4_000),
        "*a **b ".repeat(1_000),
        "`".repeat(4_000) + "a",
        "> ".repeat(4_000) + "가",
        ">".repeat(8_000),
        "- ".repeat(4_000),
        (1..60).fold(String::new(), |mut text, depth| {
            writeln!(text, "{}- {depth}", "  ".repeat(depth)).expect("a string takes it");
            text
        }),
        "<".repeat(8_000),
        "~~".repeat(4_000),
        "[a](".repeat(2_000),
        "](".repeat(4_000),
        "@".repeat(8_000),
        "https://".repeat(1_000),
        "|".repeat(4_000) + "\n" + &"|-".repeat(2_000),
        "\u{202B}שלום **عربي** [x](https://example.com)".repeat(80),
        "1. ".repeat(2_000),
    ] {
        assert_harmless(&text);
        assert!(depth(&tree(&text, Context::default())) <= 20);
    }
}

fn depth(nodes: &[Node]) -> usize {
    nodes.iter().map(|node| if let Node::Within(_, inside) = node { 1 + depth(inside) } else { 0 }).max().unwrap_or(0)
}

/// What a tree says, without what only looks.
fn words(nodes: &[Node]) -> String {
    nodes.iter().fold(String::new(), |all, node| match node {
        Node::Text(text) | Node::Marked(text) => all + text,
        Node::Rule => all,
        Node::Within(_, inside) => all + &words(inside),
    })
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphabetic()).collect()
}

/// Pieces of markup, faces, addresses and words in any order.
fn typed() -> impl Strategy<Value = String> {
    typed_up_to(24)
}

fn typed_up_to(pieces: usize) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("*"),
        Just("**"),
        Just("_"),
        Just("__"),
        Just("~"),
        Just("~~"),
        Just("`"),
        Just("```"),
        Just("\n"),
        Just("\n\n"),
        Just(" "),
        Just("    "),
        Just("> "),
        Just(">"),
        Just("- "),
        Just("-"),
        Just("---"),
        Just("==="),
        Just("1. "),
        Just("1."),
        Just("2026. "),
        Just("# "),
        Just("#"),
        Just("["),
        Just("]"),
        Just("]("),
        Just(")"),
        Just("!["),
        Just("]: "),
        Just("|"),
        Just("|-|"),
        Just("<"),
        Just("<b>"),
        Just("<script>"),
        Just("&lt;"),
        Just("&"),
        Just("\\"),
        Just("\""),
        Just("'"),
        Just("@"),
        Just("@서연"),
        Just("https://"),
        Just("https://a.kr/"),
        Just("javascript:"),
        Just("^"),
        Just("."),
        Just("가"),
        Just("회의"),
        Just("는"),
        Just("abc"),
        Just("7"),
        Just("👍"),
        Just("("),
        Just("\t"),
        Just("+ "),
        Just(":"),
    ];
    prop::collection::vec(piece, 0..pieces).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn only_our_own_elements_and_attributes(text in typed()) {
        assert_harmless(&text);
    }

    #[test]
    fn any_text_is_harmless(text in any::<String>()) {
        assert_harmless(&text);
        is_pictures(&text);
    }

    #[test]
    fn a_plain_text_looks_as_it_was_typed(text in typed_up_to(7)) {
        let text = text.trim();
        if !is_plain(text) {
            return Ok(());
        }
        let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let tree = tree(text, Context { people: &[Callable { name: "서연".into(), me: false }], marked: &[] });
        let paragraphs = tree.iter().all(|node| matches!(node, Node::Within(markup::Kind::Paragraph, inside) if inside.iter().all(|node| matches!(node, Node::Text(_)))));
        prop_assert!(paragraphs, "{tree:?}");
        let said: Vec<String> = tree.iter().map(|node| words(std::slice::from_ref(node))).collect();
        // What a backslash does before a mark is the only difference.
        let plain = |text: &str| squeeze(&text.replace('\\', ""));
        prop_assert_eq!(plain(&said.join("\n")), plain(text));
    }

    #[test]
    fn no_word_is_lost(text in typed()) {
        // Where a link leads and which language a block is in are shown otherwise.
        let text = text.replace('~', "").replace("```", "").replace("](", "] (");
        prop_assert_eq!(letters(&words(&tree(&text, Context::default()))), letters(&text));
    }

    #[test]
    fn marks_stand_on_the_characters_that_matched(text in typed(), from in 0u32..20, length in 1u32..6) {
        let source: String = text.chars().skip(from as usize).take(length as usize).collect();
        let marked = marked(&tree(&text, Context { people: &[], marked: &[(from, from + length)] }));
        let mut rest = source.chars();
        // In order, and nothing else than what stands there.
        for c in marked.chars().filter(|c| c.is_alphanumeric()) {
            prop_assert!(rest.any(|other| other == c), "{marked:?} of {source:?}");
        }
    }
}

fn marked(nodes: &[Node]) -> String {
    nodes.iter().fold(String::new(), |all, node| match node {
        Node::Marked(text) => all + text,
        Node::Text(_) | Node::Rule => all,
        Node::Within(_, inside) => all + &marked(inside),
    })
}
