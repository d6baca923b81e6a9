//! A text in one line: what it says, without what makes it look so.

use crate::Context;
use crate::tree::{Kind, Node, tree};

/// What a text says in one line: for a list, a quote, a notification.
pub fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for node in tree(text, Context::default()) {
        say(&mut out, &node);
    }
    out.truncate(out.trim_end().len());
    out
}

fn say(out: &mut String, node: &Node) {
    match node {
        Node::Text(text) | Node::Marked(text) => out.extend(text.chars().map(|c| if c == '\n' { ' ' } else { c })),
        Node::Rule => {}
        Node::Within(kind, inside) => {
            let within_a_line =
                matches!(kind, Kind::Strong | Kind::Slanted | Kind::Struck | Kind::Code | Kind::Link(_) | Kind::Call { .. });
            if !within_a_line {
                part(out);
            }
            for node in inside {
                say(out, node);
            }
            if !within_a_line {
                part(out);
            }
        }
    }
}

/// What follows is not the same word.
fn part(out: &mut String) {
    if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_said_in_one_line_without_its_marks() {
        for (text, said) in [
            ("오늘 **회의** 시작할까요?", "오늘 회의 시작할까요?"),
            ("**한국어(괄호)**는 ~~월요일~~ `화요일`이에요", "한국어(괄호)는 월요일 화요일이에요"),
            ("> 어제 한 말\n\n그렇게 해요", "어제 한 말 그렇게 해요"),
            ("- 김치\n- 두부\n  - 순두부", "김치 두부 순두부"),
            ("```rust\nfn main() {}\n```", "fn main() {}"),
            ("[지도](https://example.com/a) @서연", "지도 @서연"),
            ("| 이름 | 값 |\n|-|-|\n| 가 | 1 |", "이름 값 가 1"),
            ("*^^* 네\n내일 봐요", "*^^* 네 내일 봐요"),
            ("- [x] 장보기", "☑ 장보기"),
            ("---", ""),
        ] {
            assert_eq!(line(text), said, "{text}");
        }
    }
}
