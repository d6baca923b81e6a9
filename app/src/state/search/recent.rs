//! What was looked for of late: kept for each account, as lines of a text.

/// Most that are kept.
const MAX: usize = 8;

/// The searches of which a hit was opened, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recent(Vec<String>);

impl Recent {
    /// As it was kept.
    pub fn read(kept: &str) -> Self {
        Self(kept.lines().filter(|line| !line.trim().is_empty()).take(MAX).map(str::to_owned).collect())
    }

    /// As it is kept; `None`: there is nothing to keep.
    pub fn write(&self) -> Option<String> {
        (!self.0.is_empty()).then(|| self.0.join("\n"))
    }

    /// Newest first.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// A hit of a search was opened.
    pub fn add(&mut self, query: &str) {
        let query = query.trim();
        if !query.is_empty() {
            self.remove(query);
            self.0.insert(0, query.to_owned());
            self.0.truncate(MAX);
        }
    }

    /// One of them is not wanted any more.
    pub fn remove(&mut self, query: &str) {
        self.0.retain(|known| known != query);
    }

    /// None of them is wanted any more.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}
