//! What texts look like: what people type in Korean, and what `CommonMark` says of the rest.

use markup::{Callable, Context, html};

fn shown(text: &str) -> String {
    html(text, Context::default(), "복사")
}

/// The text of one paragraph.
fn line(text: &str) -> String {
    let shown = shown(text);
    shown.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>")).unwrap_or(&shown).to_owned()
}

fn each(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(line(text), *expected, "{text}");
    }
}

#[test]
fn delimiters_stand_beside_particles() {
    each(&[
        ("**강조**는", "<strong>강조</strong>는"),
        ("**한국어(괄호)**는 되나요", "<strong>한국어(괄호)</strong>는 되나요"),
        ("이것은**\"강조\"**입니다", "이것은<strong>&quot;강조&quot;</strong>입니다"),
        ("‘**회의.**’를", "‘<strong>회의.</strong>’를"),
        ("*(기울임)*이에요", "<em>(기울임)</em>이에요"),
        ("~~(취소)~~했어요", "<del>(취소)</del>했어요"),
        ("**~~둘 다~~**예요", "<strong><del>둘 다</del></strong>예요"),
        ("**첫째!**와 **둘째!**를", "<strong>첫째!</strong>와 <strong>둘째!</strong>를"),
        ("**여러\n줄(둘)**이에요", "<strong>여러\n줄(둘)</strong>이에요"),
        ("**《제목》**を読む", "<strong>《제목》</strong>を読む"),
        ("**bold**, *it* and `code`", "<strong>bold</strong>, <em>it</em> and <code>code</code>"),
    ]);
}

#[test]
fn faces_dates_and_ranges_are_what_was_typed() {
    each(&[
        ("안녕하세요 *^^*", "안녕하세요 *^^*"),
        ("^_^ 네 ^_^ -_- ;_;", "^_^ 네 ^_^ -_- ;_;"),
        (">_< 아야", "&gt;_&lt; 아야"),
        (">.<", "&gt;.&lt;"),
        ("ㅇ_ㅇ ㅠ_ㅠ", "ㅇ_ㅇ ㅠ_ㅠ"),
        ("2026. 11. 25. 회의", "2026. 11. 25. 회의"),
        ("11. 25. 회의", "11. 25. 회의"),
        ("2026. 회의", "2026. 회의"),
        ("3~4시, 5~6시예요~", "3~4시, 5~6시예요~"),
        ("~ 네 ~ 그래요 ~아~", "~ 네 ~ 그래요 ~아~"),
        ("3*4*5 = 60", "3*4*5 = 60"),
        ("[공지]: 내일", "[공지]: 내일"),
        ("[공지] [확인](", "[공지] [확인]("),
        ("제목\n===", "제목\n==="),
        ("a\n-", "a\n-"),
        ("&lt; &amp; R&D &#x41;", "&amp;lt; &amp;amp; R&amp;D &amp;#x41;"),
        ("파일_이름_최종.txt와 snake_case_name", "파일_이름_최종.txt와 snake_case_name"),
        ("    들여 썼어요", "들여 썼어요"),
        ("<b>굵게</b> **는** 이렇게", "&lt;b&gt;굵게&lt;/b&gt; <strong>는</strong> 이렇게"),
    ]);
    assert_eq!(shown("가\n---\n나"), "<p>가</p><hr><p>나</p>");
}

#[test]
fn blocks() {
    each(&[
        ("# 제목 #", "<p class=\"heading\">제목</p>"),
        ("- 하나\n- 둘\n  - 셋", "<ul><li>하나</li><li>둘<ul><li>셋</li></ul></li></ul>"),
        ("3. 셋\n4. 넷", "<ol start=\"3\"><li>셋</li><li>넷</li></ol>"),
        ("- [x] 했어요\n- [ ] 할 일", "<ul><li class=\"task\">☑ 했어요</li><li class=\"task\">☐ 할 일</li></ul>"),
        ("> 인용\n> 둘째 줄", "<blockquote><p>인용\n둘째 줄</p></blockquote>"),
        ("> >_< 라고 했어요", "<blockquote><p>&gt;_&lt; 라고 했어요</p></blockquote>"),
        ("첫 줄\n둘째 줄", "첫 줄\n둘째 줄"),
        (
            "```rust 본문\nlet a = \"**<b>\";\n---\n\n&amp;\n```",
            "<div class=\"lines\"><div><span>rust</span><button type=\"button\" data-copy>복사</button></div><pre><code>let a = &quot;**&lt;b&gt;&quot;;\n---\n\n&amp;amp;</code></pre></div>",
        ),
        (
            "|가|나|\n|-|-|\n|1|2|",
            "<table><tr><th scope=\"col\">가</th><th scope=\"col\">나</th></tr><tr><td>1</td><td>2</td></tr></table>",
        ),
    ]);
}

#[test]
fn addresses_end_where_a_particle_begins() {
    let a = |address: &str| format!("<a href=\"{address}\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">{address}</a>");
    for (text, address, rest) in [
        ("https://example.com에서 봐요", "https://example.com", "에서 봐요"),
        ("https://example.com/a_b_c/?x=1을", "https://example.com/a_b_c/?x=1", "을"),
        ("https://ko.wikipedia.org/wiki/한국어", "https://ko.wikipedia.org/wiki/한국어", ""),
        ("https://example.com.", "https://example.com", "."),
        ("https://example.com/(a)", "https://example.com/(a)", ""),
        ("https://example.com/~u/_x_/", "https://example.com/~u/_x_/", ""),
        ("http://localhost:3000/rooms", "http://localhost:3000/rooms", ""),
        ("https://한국.kr/문서 보세요", "https://한국.kr/문서", " 보세요"),
    ] {
        assert_eq!(line(text), format!("{}{rest}", a(address)), "{text}");
    }
    assert_eq!(line("(https://example.com)"), format!("({})", a("https://example.com")));
    assert_eq!(line("<https://example.com>"), a("https://example.com"));
    assert_eq!(line("`https://example.com`"), "<code>https://example.com</code>");
    assert_eq!(
        line("www.example.com/a에서"),
        "<a href=\"https://www.example.com/a\" title=\"https://www.example.com/a\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">www.example.com/a</a>에서"
    );
    for text in ["https:// 아니에요", "www. 아니에요", "www.만", "awww.example.com"] {
        assert_eq!(line(text), text);
    }
    assert_eq!(line("xhttps://example.com"), "xhttps://example.com");
    assert_eq!(
        line("[글](https://example.com/a?b=1&c=2)"),
        "<a href=\"https://example.com/a?b=1&amp;c=2\" title=\"https://example.com/a?b=1&amp;c=2\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">글</a>"
    );
    assert_eq!(line("![그림](https://example.com/a.png)").matches("<img").count(), 0);
    assert!(line("![그림](https://example.com/a.png)").contains(">그림</a>"));
}

#[test]
fn people_are_called_by_the_longest_name() {
    let person = |name: &str, me| Callable { name: name.into(), me };
    let people = [person("지민", false), person("김민수", false), person("김민", true), person("ann", false), person("Bob Hartley", false)];
    let line = |text: &str| html(text, Context { people: &people, marked: &[] }, "").replace("<p>", "").replace("</p>", "");
    assert_eq!(line("@지민님 봐요"), "<span class=\"call\">@지민</span>님 봐요");
    assert_eq!(line("@김민수, @김민"), "<span class=\"call\">@김민수</span>, <span class=\"call\" data-me>@김민</span>");
    assert_eq!(line("@Ann가 @anna @bob hartley"), "<span class=\"call\">@Ann</span>가 @anna <span class=\"call\">@bob hartley</span>");
    assert_eq!(line("mail@ann.com @모르는사람 @"), "mail@ann.com @모르는사람 @");
    assert_eq!(line("**@지민**은"), "<strong><span class=\"call\">@지민</span></strong>은");
    assert_eq!(line("`@지민`"), "<code>@지민</code>");
}

#[test]
fn what_a_search_matched_is_marked_by_characters_of_the_source() {
    let marked = |text: &str, range: (u32, u32)| html(text, Context { people: &[], marked: &[range] }, "");
    assert_eq!(marked("**회의**록을", (2, 4)), "<p><strong><mark>회의</mark></strong>록을</p>");
    assert_eq!(marked("**한국(말)**은 말", (11, 12)), "<p><strong>한국(말)</strong>은 <mark>말</mark></p>");
    assert_eq!(marked("가 `회의` 나", (3, 5)), "<p>가 <code><mark>회의</mark></code> 나</p>");
    assert_eq!(marked("a & **b** 회의", (10, 12)), "<p>a &amp; <strong>b</strong> <mark>회의</mark></p>");
    assert_eq!(
        marked("```\n회의\n```", (4, 6)),
        "<div class=\"lines\"><div><span></span><button type=\"button\" data-copy></button></div><pre><code><mark>회의</mark></code></pre></div>"
    );
    assert!(marked("https://example.com/회의", (20, 22)).contains("<mark>회의</mark></a>"));
    assert_eq!(marked("**회**의", (2, 6)), "<p><strong><mark>회</mark></strong><mark>의</mark></p>");
}
