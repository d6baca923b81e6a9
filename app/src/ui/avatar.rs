//! A person's circle and a room's tile. Eight hues from an id, which stays; the letter from a name, which may change.

use leptos::prelude::*;

/// How large a circle is. Pixels: 20, 28, 32, 36, 44, 64.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AvatarSize {
    /// 20, in a stack or a field.
    Tiny,
    /// 28, in a panel.
    Small,
    /// 32, in a list; 44 on a phone.
    List,
    /// 36, beside a message.
    Log,
    /// 64, on a page of its own.
    Large,
}

/// The number of hues: `p1` to `p8`.
const HUES: u32 = 8;

/// The hue of an id, 1 to 8: the same everywhere and for good. FNV-1a, folded, because ids may differ in few letters.
pub fn hue(id: &str) -> u8 {
    let hash = id.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let folded = hash ^ (hash >> 16) ^ (hash >> 8);
    (folded % HUES) as u8 + 1
}

/// The letter for a person: the second syllable of a Hangul name of three (the given name's first), else the first letter.
pub fn person_letter(name: &str) -> String {
    let name = name.trim();
    let mut syllables = name.chars();
    if let (Some('가'..='힣'), Some(given @ '가'..='힣'), Some('가'..='힣'), None) =
        (syllables.next(), syllables.next(), syllables.next(), syllables.next())
    {
        return given.to_string();
    }
    letter(name)
}

/// The first letter of a name, upper case: the first that is one, else whatever comes first.
pub fn letter(name: &str) -> String {
    let first = name.chars().find(|c| c.is_alphanumeric()).or_else(|| name.chars().next());
    first.map(upper).unwrap_or_default()
}

/// Upper case. The browser has a table for it already; ours would be 4 kB of its code.
fn upper(letter: char) -> String {
    #[cfg(target_arch = "wasm32")]
    return js_sys::JsString::from(letter).to_upper_case().into();
    #[cfg(not(target_arch = "wasm32"))]
    letter.to_uppercase().collect()
}

/// A person's circle. `hue` is 1 to 8; `letter` is for the eye only: the name stands beside it.
pub fn avatar(hue: u8, letter: String, size: AvatarSize) -> impl IntoView {
    view! { <span class=size_class(size) data-hue=hue.to_string() aria-hidden="true">{letter}</span> }
}

/// A room's square, neutral: rooms have no hue.
pub fn tile(content: impl IntoView) -> impl IntoView {
    view! {
        <span class="tile relative inline-grid size-8 max-tablet:size-11 flex-none place-items-center rounded-md bg-hover text-14 max-tablet:text-16 leading-none font-bold text-text-muted select-none" aria-hidden="true">
            {content}
        </span>
    }
}

const fn size_class(size: AvatarSize) -> &'static str {
    match size {
        AvatarSize::Tiny => "avatar size-5 text-[10px]",
        AvatarSize::Small => "avatar size-7 text-12",
        AvatarSize::List => "avatar size-8 max-tablet:size-11 text-13 max-tablet:text-16",
        AvatarSize::Log => "avatar size-9 text-15",
        AvatarSize::Large => "avatar size-16 text-[26px]",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_korean_name_of_three_syllables_shows_the_given_name() {
        assert_eq!(person_letter("김지민"), "지");
        assert_eq!(person_letter("박서연"), "서");
    }

    #[test]
    fn any_other_name_shows_its_first_letter() {
        assert_eq!(person_letter("하늘"), "하");
        assert_eq!(person_letter("남궁민수"), "남");
        assert_eq!(person_letter("하늘 Sky"), "하");
        assert_eq!(person_letter("marco"), "M");
        assert_eq!(person_letter("(준)"), "준");
        assert_eq!(person_letter("山田太郎"), "山");
        assert_eq!(person_letter("ßeta"), "SS");
        assert_eq!(person_letter("🍂"), "🍂");
        assert_eq!(person_letter(""), "");
    }

    #[test]
    fn a_room_shows_its_first_letter() {
        assert_eq!(letter("릴리스-0.9"), "릴");
        assert_eq!(letter("random"), "R");
        assert_eq!(letter("#디자인"), "디");
    }

    #[test]
    fn the_hue_comes_from_the_id_and_stays() {
        assert_eq!(hue("3fJk20aB"), hue("3fJk20aB"));
        for id in 0..1_000 {
            assert!((1..=8).contains(&hue(&format!("u{id}"))));
        }
    }

    #[test]
    fn ids_spread_over_all_hues() {
        let mut counts = [0_u32; 9];
        for id in 0..8_000 {
            counts[usize::from(hue(&format!("{id:x}")))] += 1;
        }
        assert!(counts[1..].iter().all(|&count| (700..1_300).contains(&count)), "{counts:?}");
    }
}
