//! How long a scan over 100,000 messages takes: `cargo bench -p fold`.

use std::borrow::Cow;
use std::hint::black_box;
use std::io::{Write, stdout};
use std::time::Instant;

use fold::Query;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

fn nfc(text: &str) -> Cow<'_, str> {
    if is_nfc_quick(text.chars()) == IsNormalized::Yes { text.into() } else { text.nfc().collect::<String>().into() }
}

fn main() {
    const MESSAGES: usize = 100_000;
    let sentences = [
        "오늘 회의는 3시에 시작합니다, 늦지 마세요",
        "deploy_server.exe를 실행했는데 오류가 났어요. 로그를 봐 주실 수 있나요?",
        "네 알겠습니다 ㅎㅎ",
        "점심은 닭갈비 어때요? 🍗",
        "The build is green again, thanks for looking into it so quickly.",
        "괜찮아요, 값이 없는 칸은 비워 두면 됩니다. 나머지는 제가 저녁에 채워 넣을게요 👍🏽",
    ];
    let messages: Vec<String> = (0..MESSAGES).map(|n| format!("{} {n}", sentences[n % sentences.len()])).collect();
    let chars: usize = messages.iter().map(|message| message.chars().count()).sum();
    let mut out = stdout().lock();
    writeln!(out, "{MESSAGES} messages of {} characters on average", chars / MESSAGES).expect("standard output");
    for query in ["회의", "횡", "ㅎㅇ", "ㅎ", "server", "SERVER.exe를", "없는말입니다", "zzz", "👍"] {
        let ready = Query::new(query, nfc).expect("not blank");
        let start = Instant::now();
        let hits = messages.iter().filter(|message| black_box(ready.find(message, nfc)).is_some()).count();
        writeln!(out, "{query:>14} {hits:>6} hits in {:>6.1} ms", start.elapsed().as_secs_f64() * 1e3).expect("standard output");
    }
    // The worst that somebody can write: every place looks like the query until its last key.
    let (text, ready) = ("가".repeat(4_000), Query::new(&format!("{}나", "가".repeat(99)), nfc).expect("not blank"));
    let start = Instant::now();
    let found = black_box(ready.find(&text, nfc)).is_some();
    writeln!(out, "worst message: found {found}, {:.2} ms", start.elapsed().as_secs_f64() * 1e3).expect("standard output");
}
