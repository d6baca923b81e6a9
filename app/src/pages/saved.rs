//! A conversation as a page that stands alone: a file that is read years later, without this server, on a phone or on paper. No script,
//! nothing that is loaded, colours of the system. It is written piece by piece: the log may be larger than memory.
//!
//! Each entry is one line, and nothing else ends a line but the head: whoever receives the file can count what has come.

use std::borrow::Cow;
use std::fmt::Write as _;

use protocol::messages::{Change, Entry};
use protocol::session::{Language, Person};
use protocol::{Timestamp, UserId};

use crate::i18n::dates::Zone;
use crate::i18n::{chat, notices, pages, save as text};

/// Whatever stands in the file: nothing runs and nothing is loaded when it is opened, not even where a reader kept it.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// The colours are those of `style/tokens.css`.
const STYLE: &str = "\
:root{color-scheme:light dark;--page:#fff;--text:#211c19;--muted:#655d57;--line:#e5e1dc;--me:#ad390a;--mark:#fdeee5}\
@media(prefers-color-scheme:dark){:root{--page:#1d1a18;--text:#f1ece8;--muted:#b1a8a0;--line:#38322e;--me:#ff9f6e;--mark:#3a241a}}\
*{box-sizing:border-box;margin:0}\
body{background:var(--page);color:var(--text);padding:24px max(16px,calc(50% - 360px));overflow-wrap:anywhere;\
font:15px/1.6 Pretendard,-apple-system,\"Apple SD Gothic Neo\",\"Noto Sans KR\",\"Noto Sans CJK KR\",\"Malgun Gothic\",system-ui,sans-serif}\
h1{font-size:24px;line-height:1.3}\
header p,footer{margin-top:4px;color:var(--muted);font-size:13px}\
footer{margin-top:32px;padding-top:12px;border-top:1px solid var(--line);text-align:center}\
h2{display:flex;align-items:center;gap:12px;margin-top:28px;color:var(--muted);font-size:13px}\
h2::before,h2::after{content:\"\";flex:1;border-top:1px solid var(--line)}\
article{margin-top:12px;padding:2px 8px;border-radius:6px;break-inside:avoid}\
article.more{margin-top:0}\
article:target{background:var(--mark)}\
h3{display:inline;font-size:15px}\
.me h3{color:var(--me)}\
time{color:var(--muted);font-size:12px;font-variant-numeric:tabular-nums}\
h3~time,h3+small{margin-inline-start:8px}\
small{padding:1px 5px;border:1px solid var(--line);border-radius:4px;color:var(--muted);font-size:12px}\
.more{display:flex;flex-direction:row-reverse;justify-content:flex-end}\
.more>div{flex:1;min-width:0}\
.more time{margin-inline-start:8px;padding-top:3px}\
article p{white-space:pre-wrap}\
a{color:var(--muted);font-size:13px}\
.notice{margin-top:12px;color:var(--muted);font-size:13px;text-align:center}";

/// Who reads, and what is being written.
#[derive(Debug)]
pub struct SavedPage {
    language: Language,
    zone: Zone,
    reader: UserId,
    count: u64,
    /// The day of the last entry, and who said it, if it was said: their next message needs no name.
    last: Option<(String, Option<UserId>)>,
}

impl SavedPage {
    /// A page for a reader, and how it begins.
    pub fn begin(language: Language, zone: Zone, reader: &Person, room: &str, at: Timestamp) -> (Self, String) {
        let tag = match language {
            Language::Ko => "ko",
            Language::En => "en",
        };
        let (title, suda) = (escape(room), pages::SUDA.say(language));
        let when = format!("{} {} ({})", zone.day(at), zone.time(at), zone.name());
        let saved = text::saved_by(language, reader.name.as_str(), &when);
        let head = format!(
            "<!DOCTYPE html><html lang=\"{tag}\"><head><meta charset=\"utf-8\">\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"robots\" content=\"noindex\">\
             <title>{title} · {suda}</title><style>{STYLE}</style></head>\
             <body><header><h1 dir=\"auto\">{title}</h1><p>{}</p></header><main>\n",
            escape(&saved),
        );
        (Self { language, zone, reader: reader.id.clone(), count: 0, last: None }, head)
    }

    /// The next entries, a line each.
    pub fn entries(&mut self, entries: &[Entry]) -> String {
        let mut page = String::new();
        for entry in entries {
            self.entry(&mut page, entry).expect("a String takes everything");
            page.push('\n');
        }
        page
    }

    /// How it ends: only a page that is whole says so.
    pub fn end(self) -> String {
        format!("</main><footer>{}</footer></body></html>\n", text::saved_whole(self.language, self.count))
    }

    fn entry(&mut self, page: &mut String, entry: &Entry) -> std::fmt::Result {
        self.count += 1;
        let day = self.zone.day(entry.at);
        let (new_day, mut speaker) = match self.last.take() {
            Some((last, speaker)) if last == day => (false, speaker),
            _ => (true, None),
        };
        if new_day {
            let words = text::weekday(self.language, &day, self.zone.weekday(entry.at));
            write!(page, "<h2><time datetime=\"{day}\">{words}</time></h2>")?;
        }
        let time = format!("<time datetime=\"{}\">{}</time>", self.zone.machine(entry.at), self.zone.time(entry.at));
        if let Change::NewMessage { content, reply_to, edited_at, reactions, .. } = &entry.change {
            let more = speaker.as_ref() == Some(&entry.by.id);
            let me = entry.by.id == self.reader;
            let class = match (me, more) {
                (false, false) => "",
                (true, false) => " class=\"me\"",
                (_, true) => " class=\"more\"",
            };
            write!(page, "<article id=\"m{}\"{class}>", entry.seq)?;
            if !more {
                write!(page, "<h3><bdi>{}</bdi></h3>", escape(entry.by.name.as_str()))?;
                if let Some(kind) = chat::kind(&entry.by.id) {
                    write!(page, "<small>{}</small>", kind.say(self.language))?;
                }
            }
            write!(page, "{time}<div>")?;
            if let Some(seq) = reply_to {
                write!(page, "<a href=\"#m{seq}\">↩ {}</a>", text::ANSWERS.say(self.language))?;
            }
            write!(page, "<p dir=\"auto\">{}</p>", escape(content.as_str()))?;
            if edited_at.is_some() {
                write!(page, "<small>{}</small>", chat::EDITED.say(self.language))?;
            }
            for reaction in reactions {
                write!(page, "<small>{} {}</small>", escape(reaction.emoji.as_str()), reaction.count)?;
            }
            write!(page, "</div></article>")?;
            speaker = Some(entry.by.id.clone());
        } else {
            // The file may be passed on: names for everybody, also for who has saved it.
            let words = notices::notice(self.language, entry, None);
            write!(page, "<p class=\"notice\" id=\"m{}\">{} · {time}</p>", entry.seq, escape(&words))?;
            speaker = None;
        }
        self.last = Some((day, speaker));
        Ok(())
    }
}

/// Text in HTML, between tags and in attributes alike. Lines stay on one line of the source.
fn escape(text: &str) -> Cow<'_, str> {
    const SPECIAL: [char; 6] = ['&', '<', '>', '"', '\'', '\n'];
    let Some(first) = text.find(SPECIAL) else { return text.into() };
    let mut escaped = String::with_capacity(text.len() + 16);
    escaped.push_str(&text[..first]);
    for c in text[first..].chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' => escaped.push_str("<br>"),
            c => escaped.push(c),
        }
    }
    escaped.into()
}

#[cfg(test)]
mod tests {
    use protocol::{ClientId, MessageText, Name, RoomId, RoomName, Seq};

    use super::*;

    fn person(name: &str) -> Person {
        Person { id: UserId::new("ann").expect("an id"), name: Name::new(name).expect("a name") }
    }

    fn entry(seq: u64, at: i64, by: &str, change: Change) -> Entry {
        Entry { room_id: RoomId::new("r").expect("an id"), seq: Seq(seq), at: Timestamp(at), by: person(by), change }
    }

    fn said(text: &str, reply_to: Option<u64>) -> Change {
        let client_id = ClientId::new("c").expect("an id");
        Change::said(client_id, MessageText::new(text).expect("a text"), reply_to.map(Seq))
    }

    fn seoul() -> Zone {
        Zone::new(540).expect("a zone")
    }

    #[test]
    fn what_people_wrote_is_text_wherever_it_stands() {
        let evil = "<script>alert('1')</script> & \"x\"";
        let (mut page, head) = SavedPage::begin(Language::Ko, seoul(), &person("<b>'서연'"), evil, Timestamp(0));
        let name = RoomName::new("</p><img src=x onerror=alert(1)>").expect("a name");
        let body = page.entries(&[entry(1, 0, "<i>", said(evil, None)), entry(2, 0, "<i>", Change::RoomRenamed { name })]);
        let whole = head + &body + &page.end();
        for tag in ["<script", "<b>", "<i>", "<img", "'1'"] {
            assert!(!whole.contains(tag), "{tag} in {whole}");
        }
        let escaped = "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;x&quot;";
        assert!(whole.contains(&format!("<title>{escaped}")) && whole.contains(&format!("<p dir=\"auto\">{escaped}</p>")), "{whole}");
        assert!(whole.contains("&lt;img src=x onerror=alert(1)&gt;"));
    }

    #[test]
    fn who_is_no_person_with_an_account_is_marked() {
        let (mut page, _) = SavedPage::begin(Language::Ko, seoul(), &person("서연"), "점심", Timestamp(0));
        let mut by_guest = entry(1, 0, "지나가던 분", said("안녕하세요", None));
        by_guest.by.id = UserId::new("guest-1").expect("an id");
        let body = page.entries(&[by_guest, entry(2, 0, "서연", said("네", None))]);
        assert_eq!(body.matches("<small>").count(), 1);
        assert!(body.contains("지나가던 분</bdi></h3><small>손님</small>"), "{body}");
    }

    #[test]
    fn each_entry_is_a_line_and_each_day_has_a_heading() {
        let (mut page, head) = SavedPage::begin(Language::Ko, seoul(), &person("서연"), "점심", Timestamp(0));
        assert_eq!(head.matches('\n').count(), 1);
        let midnight = 15 * 3_600_000;
        let body = page.entries(&[
            entry(1, 0, "서연", Change::RoomCreated),
            entry(2, midnight - 1, "서연", said("오늘\n마지막", None)),
            entry(3, midnight, "서연", said("내일 첫마디", Some(2))),
            entry(4, midnight, "서연", said("이어서", None)),
        ]);
        let lines: Vec<&str> = body.lines().collect();
        assert_eq!(lines.len(), 4);
        assert!(
            lines[0].starts_with("<h2><time datetime=\"1970-01-01\">1970-01-01 목요일</time></h2>") && lines[0].contains("방을 만들었어요")
        );
        assert!(lines[1].contains("오늘<br>마지막") && lines[1].contains("<time datetime=\"1970-01-01T23:59:59+09:00\">23:59</time>"));
        assert!(
            lines[2].contains("1970-01-02 금요일") && lines[2].contains("<h3><bdi>서연</bdi></h3>") && lines[2].contains("href=\"#m2\"")
        );
        assert!(!lines[3].contains("<h3>") && !lines[3].contains("<h2>"), "the same person goes on: {}", lines[3]);
        assert!(page.end().contains("여기까지 모두 4개예요."));
    }

    #[test]
    fn words_of_both_directions_do_not_turn_each_other_round() {
        let (mut page, head) = SavedPage::begin(Language::En, Zone::default(), &person("Ann"), "שלום", Timestamp(0));
        let body = page.entries(&[entry(1, 0, "دانا", said("مرحبا (hi)", None))]);
        assert!(head.contains("<html lang=\"en\">") && head.contains("<h1 dir=\"auto\">שלום</h1>"));
        assert!(body.contains("<bdi>دانا</bdi>") && body.contains("<p dir=\"auto\">مرحبا (hi)</p>"));
    }
}
