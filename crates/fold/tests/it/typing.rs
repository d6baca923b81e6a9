//! While somebody types a word, every state of the field finds what the word finds: nothing that was on the screen vanishes.

use proptest::prelude::*;

use crate::find;
use crate::keyboard::fields;

const WORDS: &str = "회의 회의록 안녕하세요 닭갈비 값이 없다 괜찮아요 있잖아 앉아서 끓여 넋두리 삶은 핥다 읊조리다 옳아 밟히다 외곬 \
    쌀과자 꽃잎 뛰어쓰기 의사 왜냐하면 웬일 궤도 예약 얘기 서버점검 배포 김철수 스웨덴 콧노래 짧은 흙";

#[test]
fn every_key_on_the_way_to_a_common_word_finds_it() {
    let (mut keys, mut plain) = (0, 0);
    for word in WORDS.split_whitespace() {
        let text = format!("오늘 {word}는 3시입니다");
        for field in fields(word) {
            keys += 1;
            plain += usize::from(text.contains(&field));
            assert!(find(&text, &field).is_some(), "{field} on the way to {word}");
        }
    }
    // What this is good for: a plain comparison misses more than half of them.
    assert!(plain * 2 < keys, "{plain} of {keys}");
}

prop_compose! {
    /// A text and a part of it.
    fn text_and_part()(
        text in "([가-힣]|[가-힣]|[ㄱ-ㅎㅏ-ㅣ]|[a-zA-Z0-9 .]|괜찮|없|ㅋㅋ|[가-깋]){1,20}",
    )(
        from in 0..text.chars().count(), length in 1..8_usize, text in Just(text),
    ) -> (String, String) {
        let part = text.chars().skip(from).take(length).collect();
        (text, part)
    }
}

proptest! {
    #[test]
    fn every_key_on_the_way_to_any_part_of_a_text_finds_it((text, part) in text_and_part()) {
        for field in fields(&part).iter().filter(|field| !field.trim().is_empty()) {
            prop_assert!(find(&text, field).is_some(), "{} on the way to {} in {}", field, part, text);
        }
    }
}
