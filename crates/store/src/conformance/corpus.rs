//! Messages that nobody wrote: words with the frequencies of a language (Zipf's law), 60 % Korean, 25 % English, the rest mixed. And what
//! somebody might look for in them. The same seed gives the same ones.

use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};

/// Syllables by how often words have them, roughly.
const SYLLABLES: &str = "이다가고지하기사인시자도어아리나일정은대로한에서수보전주면라그상해제부의안장동구무관경만조성원신용게여소방공들유선비거생모간금영\
    문미과치연실회식음학요오말중산물대교개당레우국발마재명트임드심세오치분통계현불속명체설양진업운행날김각차화반법등외감강집석두열출결란손쪽점\
    책질품평종약력길북단남민먹준송술향즈버터닭값없있괜찮않못많좋옮긁핥끓빵쁘쌀쓰씨찌짜까꺼꼬뒤따때뜨띄왜웬위원월권활황획횡휴희흥높눈늦늘닫답덕덮돌돼될둘";
const ENDINGS: &[&str] = &[
    "",
    "",
    "",
    "",
    "은",
    "는",
    "이",
    "가",
    "을",
    "를",
    "에",
    "에서",
    "으로",
    "로",
    "의",
    "와",
    "과",
    "도",
    "만",
    "까지",
    "부터",
    "입니다",
    "이에요",
    "했어요",
    "합니다",
    "하고",
    "해서",
    "하면",
    "할게요",
    "됐어요",
    "인데요",
    "네요",
    "죠?",
    "습니다.",
    "어요.",
    "!",
    "~",
    ",",
];
const ENGLISH: &[&str] = &[
    "the", "to", "and", "a", "of", "is", "it", "in", "for", "that", "on", "we", "this", "with", "be", "server", "deploy", "merge",
    "review", "test", "build", "please", "meeting", "tomorrow", "fixed", "release", "branch", "error", "update", "version", "can", "you",
    "not", "have", "will", "today", "lunch", "thanks", "done", "check", "log", "issue", "customer", "report", "data", "deadline",
    "schedule", "design", "Straße", "café",
];
const ODDS: &[&str] = &[
    "ㅋㅋㅋ",
    "ㅎㅎ",
    "ㅠㅠ",
    "ㅇㅋ",
    "ㄱㅅ",
    "👍",
    "👩‍💻",
    "3시",
    "12:30",
    "#214",
    "v2.0.1",
    "ｓｅｒｖｅｒ",
    "上海",
    "いちにさん",
    "deploy_server.exe",
];

/// Where texts come from.
pub struct Corpus {
    random: SmallRng,
    korean: Words,
    english: Words,
}

/// Words, the most frequent first, with what their frequencies add up to.
struct Words(Vec<String>, Vec<f64>);

impl Words {
    fn new(words: Vec<String>) -> Self {
        let sums = (1..=words.len()).scan(0.0, |sum, rank| {
            *sum += 1.0 / f64::from(u32::try_from(rank).expect("few"));
            Some(*sum)
        });
        let sums = sums.collect();
        Self(words, sums)
    }

    fn any(&self, random: &mut SmallRng) -> &str {
        let at = random.random_range(0.0..*self.1.last().expect("there are words"));
        &self.0[self.1.partition_point(|&sum| sum <= at)]
    }
}

impl Corpus {
    /// With a vocabulary of its own.
    pub fn new(seed: u64) -> Self {
        let mut random = SmallRng::seed_from_u64(seed);
        let syllables = Words::new(SYLLABLES.chars().filter(|c| !c.is_whitespace()).map(String::from).collect());
        let stem = |random: &mut SmallRng| -> String {
            let length = *[1, 2, 2, 2, 2, 2, 2, 3, 3, 4].choose(random).expect("there are some");
            (0..length).map(|_| syllables.any(random)).collect()
        };
        let korean = (0..20_000).map(|_| stem(&mut random)).collect();
        let mut english: Vec<String> = ENGLISH.iter().map(ToString::to_string).collect();
        let parts = [
            "re", "con", "ver", "sion", "al", "ing", "port", "de", "ment", "tic", "ab", "le", "pro", "duct", "sys", "tem", "on", "er", "us",
        ];
        english.extend((0..5_000).map(|_| (0..random.random_range(2..5)).map(|_| *parts.choose(&mut random).expect("some")).collect()));
        Self { random, korean: Words::new(korean), english: Words::new(english) }
    }

    /// A message of about 100 bytes.
    pub fn message(&mut self) -> String {
        let kind = self.random.random_range(0..100);
        let (words, korean) = match kind {
            0..60 => (self.random.random_range(3..14), 100),
            60..85 => (self.random.random_range(4..26), 0),
            _ => (self.random.random_range(3..16), 60),
        };
        let mut text = String::new();
        for _ in 0..words {
            if !text.is_empty() {
                text.push(' ');
            }
            if kind >= 85 && self.random.random_ratio(1, 6) || self.random.random_ratio(1, 40) {
                text.push_str(ODDS.choose(&mut self.random).expect("some"));
            } else if self.random.random_range(0..100) < korean {
                text.push_str(self.korean.any(&mut self.random));
                text.push_str(ENDINGS.choose(&mut self.random).expect("some"));
            } else {
                text.push_str(self.english.any(&mut self.random));
            }
        }
        text
    }

    /// So many characters of a text, from anywhere in it; fewer where it is shorter.
    pub fn part(&mut self, text: &str, length: usize) -> String {
        let chars: Vec<char> = text.chars().collect();
        let from = self.random.random_range(0..=chars.len().saturating_sub(length));
        chars.into_iter().skip(from).take(length).collect()
    }

    /// The initials of so many syllables of a text that follow one another; nothing where there are none.
    pub fn initials(&mut self, text: &str, length: usize) -> Option<String> {
        let chars: Vec<char> = text.chars().collect();
        let runs: Vec<&[char]> = chars.windows(length).filter(|window| window.iter().all(|c| ('가'..='힣').contains(c))).collect();
        runs.choose(&mut self.random).map(|run| run.iter().map(|&c| lead(c)).collect())
    }

    /// What stands in a field while a part of a text is typed: the last syllable is on its way, or a key of the next one is there already.
    pub fn on_the_way(&mut self, text: &str, length: usize) -> String {
        let part = self.part(text, length + 1);
        let mut keys = Vec::new();
        fold::spell(&part, |text| text.into(), |some| keys.push(some.keys.to_vec()));
        let whole = keys.len().min(length).saturating_sub(1);
        let last: Vec<char> = keys.iter().skip(whole).flatten().copied().collect();
        let typed = self.random.random_range(1..=last.len().clamp(1, 4));
        part.chars().take(whole).chain(compose(&last[..typed.min(last.len())])).collect()
    }

    /// One of these numbers.
    pub fn below(&mut self, end: usize) -> usize {
        self.random.random_range(0..end)
    }
}

fn lead(c: char) -> char {
    let mut lead = c;
    fold::spell(&c.to_string(), |text| text.into(), |some| lead = some.initials[0]);
    lead
}

/// A syllable of a consonant and a vowel where these are one, with a tail where there is one; the keys as they are else.
fn compose(keys: &[char]) -> Vec<char> {
    const LEADS: &str = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
    const TAILS: &str = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";
    let place = |letters: &str, key: char| letters.chars().position(|letter| letter == key).and_then(|at| u32::try_from(at).ok());
    let syllable = |lead: u32, vowel: u32, tail: u32| char::from_u32(0xAC00 + (lead * 21 + vowel) * 28 + tail);
    let [first, second, rest @ ..] = keys else { return keys.to_vec() };
    let vowel = u32::from(*second).checked_sub(u32::from('ㅏ')).filter(|vowel| *vowel < 21);
    let (Some(lead), Some(vowel)) = (place(LEADS, *first), vowel) else { return keys.to_vec() };
    match rest {
        [tail] if place(TAILS, *tail).is_some() => syllable(lead, vowel, place(TAILS, *tail).map_or(0, |at| at + 1)).into_iter().collect(),
        rest => syllable(lead, vowel, 0).into_iter().chain(rest.iter().copied()).collect(),
    }
}
