//! Korean particles that depend on the last sound of the word before them.

/// A particle with two forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Josa {
    /// The subject: 이 / 가.
    IGa,
    /// The object: 을 / 를.
    EulReul,
    /// The topic: 은 / 는.
    EunNeun,
    /// "And": 과 / 와.
    GwaWa,
    /// "To", "as": 으로 / 로, and 로 after a final ㄹ.
    EuroRo,
}

/// How a word ends, as far as particles care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    Vowel,
    Rieul,
    Consonant,
    /// A script whose sound the letters do not tell.
    Unknown,
}

/// The form that follows `word`; both, as in 이(가), when its letters do not tell how it sounds.
pub fn josa(word: &str, particle: Josa) -> &'static str {
    // After a vowel, after a consonant, either.
    let [vowel, consonant, either] = match particle {
        Josa::IGa => ["가", "이", "이(가)"],
        Josa::EulReul => ["를", "을", "을(를)"],
        Josa::EunNeun => ["는", "은", "은(는)"],
        Josa::GwaWa => ["와", "과", "와(과)"],
        Josa::EuroRo => ["로", "으로", "(으)로"],
    };
    match (ending(word), particle) {
        (Ending::Vowel, _) | (Ending::Rieul, Josa::EuroRo) => vowel,
        (Ending::Consonant | Ending::Rieul, _) => consonant,
        (Ending::Unknown, _) => either,
    }
}

/// Brackets, quotes, emoji and blanks at the end are not spoken: the last letter or digit decides.
fn ending(word: &str) -> Ending {
    let spoken = word.chars().rev().find(|c| c.is_alphanumeric());
    match spoken {
        Some(c @ '가'..='힣') => match (u32::from(c) - 0xAC00) % 28 {
            0 => Ending::Vowel,
            8 => Ending::Rieul,
            _ => Ending::Consonant,
        },
        // 영 일 이 삼 사 오 육 칠 팔 구
        Some('1' | '7' | '8') => Ending::Rieul,
        Some('0' | '3' | '6') => Ending::Consonant,
        Some('2' | '4' | '5' | '9') => Ending::Vowel,
        Some(c) if c.is_ascii() => match c.to_ascii_lowercase() {
            'l' => Ending::Rieul,
            'm' | 'n' => Ending::Consonant,
            'a' | 'i' | 'o' | 'u' | 'y' => Ending::Vowel,
            _ => Ending::Unknown,
        },
        _ => Ending::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_final_consonant_decides() {
        assert_eq!(josa("김지민", Josa::IGa), "이");
        assert_eq!(josa("하나", Josa::IGa), "가");
        assert_eq!(josa("디자인", Josa::EulReul), "을");
        assert_eq!(josa("잡담", Josa::EunNeun), "은");
        assert_eq!(josa("회의", Josa::GwaWa), "와");
        assert_eq!(josa("점심", Josa::GwaWa), "과");
    }

    #[test]
    fn rieul_is_a_vowel_to_euro_only() {
        assert_eq!(josa("서울", Josa::EuroRo), "로");
        assert_eq!(josa("서울", Josa::IGa), "이");
        assert_eq!(josa("부산", Josa::EuroRo), "으로");
        assert_eq!(josa("제주", Josa::EuroRo), "로");
    }

    #[test]
    fn digits_and_latin_letters_are_read_aloud() {
        assert_eq!(josa("릴리스-0.9", Josa::EuroRo), "로");
        assert_eq!(josa("릴리스 10", Josa::EuroRo), "으로");
        assert_eq!(josa("3팀 (11)", Josa::EuroRo), "로");
        assert_eq!(josa("Marco", Josa::EulReul), "를");
        assert_eq!(josa("Karen", Josa::EulReul), "을");
        assert_eq!(josa("Bill", Josa::EuroRo), "로");
    }

    #[test]
    fn what_is_not_spoken_does_not_count() {
        assert_eq!(josa("산책 🍂", Josa::IGa), "이");
        assert_eq!(josa("우리(끼리)", Josa::EunNeun), "는");
    }

    #[test]
    fn an_unknown_sound_shows_both_forms() {
        assert_eq!(josa("Bob", Josa::IGa), "이(가)");
        assert_eq!(josa("東京", Josa::EulReul), "을(를)");
        assert_eq!(josa("Александр", Josa::EuroRo), "(으)로");
        assert_eq!(josa("", Josa::EunNeun), "은(는)");
        assert_eq!(josa("!!!", Josa::GwaWa), "와(과)");
    }
}
