//! A keyed list that tells each row by itself: a row whose key stays keeps its elements, and draws anew only when it changed.

use leptos::prelude::*;

/// Rows in order, each with its key.
#[derive(Clone)]
pub struct Rows<T: 'static> {
    order: ArcRwSignal<Vec<(String, ArcRwSignal<T>)>>,
}

impl<T: Clone + PartialEq + Send + Sync + 'static> Rows<T> {
    /// As they begin. Keys are unique.
    pub fn new(rows: Vec<(String, T)>) -> Self {
        Self { order: ArcRwSignal::new(rows.into_iter().map(|(key, row)| (key, ArcRwSignal::new(row))).collect()) }
    }

    /// The rows in order; who looks is told when the order changes.
    pub fn order(&self) -> Vec<(String, ArcRwSignal<T>)> {
        self.order.get()
    }

    /// The rows as they are from now on. Tells each row that changed, and the list when its keys did.
    pub fn set(&self, rows: Vec<(String, T)>) {
        let before = self.order.get_untracked();
        let same_keys = before.len() == rows.len() && before.iter().zip(&rows).all(|(old, new)| old.0 == new.0);
        let mut hint = 0;
        let mut order = Vec::with_capacity(rows.len());
        for (key, row) in rows {
            // Most rows stand where they stood, or a little further on.
            let known = before[hint..].iter().position(|(old, _)| *old == key).map(|at| hint + at);
            let known = known.or_else(|| before[..hint].iter().position(|(old, _)| *old == key));
            match known {
                Some(at) => {
                    hint = (at + 1).min(before.len());
                    let signal = before[at].1.clone();
                    if signal.with_untracked(|old| *old != row) {
                        signal.set(row);
                    }
                    order.push((key, signal));
                }
                None => order.push((key, ArcRwSignal::new(row))),
            }
        }
        if !same_keys {
            self.order.set(order);
        }
    }
}
