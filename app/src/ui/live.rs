//! Parts of a view that follow what they read. Each closure of a view has a type of its own, and the browser's code pays for
//! hydrating, building and following it once per type: about 1 kB. So closures are boxed here, and paid for once.

use std::sync::Arc;

use leptos::children::ToChildren;
use leptos::ev::MouseEvent;
use leptos::html::ElementType;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::erase::{Erase, Erased};

/// A part of a view that follows what it reads.
pub type Live = Box<dyn FnMut() -> Erased + Send>;

/// A text, or an attribute, that follows what it reads.
pub type Words = Box<dyn FnMut() -> String + Send>;

/// An attribute that is there (and empty) or is not.
pub type Flag = Box<dyn FnMut() -> Option<&'static str> + Send>;

/// Draws a part anew whenever what it read has changed.
pub fn live<V: IntoView + 'static>(mut draw: impl FnMut() -> V + Send + 'static) -> Live {
    Box::new(move || draw().erase())
}

/// Says something anew whenever what it read has changed.
pub fn words(say: impl FnMut() -> String + Send + 'static) -> Words {
    Box::new(say)
}

/// An attribute for styles to look at: there while `on`.
pub fn flag(mut on: impl FnMut() -> bool + Send + 'static) -> Flag {
    Box::new(move || on().then_some(""))
}

/// What a press does.
pub type Click = Box<dyn FnMut(MouseEvent)>;

/// What a press does: for `on:click`.
pub fn click(act: impl FnMut(MouseEvent) + 'static) -> Click {
    Box::new(act)
}

/// Does something once the page lives, and again whenever what it read has changed.
pub fn follow(act: impl FnMut() + 'static) {
    follow_boxed(Box::new(act));
}

fn follow_boxed(mut act: Box<dyn FnMut()>) {
    Effect::new(move |_| act());
}

/// Does something with an element once it is on the page. Instead of `NodeRef::on_load`, which brings an effect of its own for each.
pub fn once_there<E>(node: NodeRef<E>, act: impl FnOnce(E::Output) + 'static)
where
    E: ElementType,
    E::Output: JsCast + Clone + 'static,
{
    let mut act = Some(act);
    follow(move || {
        if let Some(element) = node.get()
            && let Some(act) = act.take()
        {
            untrack(|| act(element));
        }
    });
}

/// What stands between the tags of [`Show`].
pub struct Shown(Box<dyn Fn() -> Erased + Send + Sync>);

impl<F, V> ToChildren<F> for Shown
where
    F: Fn() -> V + Send + Sync + 'static,
    V: IntoView + 'static,
{
    fn to_children(draw: F) -> Self {
        Self(Box::new(move || draw().erase()))
    }
}

/// When something is shown.
pub struct When(Arc<dyn Fn() -> bool + Send + Sync>);

impl<F: Fn() -> bool + Send + Sync + 'static> From<F> for When {
    fn from(when: F) -> Self {
        Self(Arc::new(when))
    }
}

/// Shows its children while `when` says so, and leaves them alone while it says the same again.
#[component(transparent)]
pub fn Show(
    /// Whether, again and again.
    #[prop(into)]
    when: When,
    /// What.
    children: Shown,
) -> impl IntoView {
    let when = ArcMemo::new(move |_| (when.0)());
    let draw: Box<dyn FnMut() -> Option<Erased> + Send> = Box::new(move || when.get().then(|| (children.0)()));
    draw
}

/// An item of a [`list`].
pub struct Item {
    key: String,
    draw: Box<dyn FnOnce() -> Erased + Send>,
}

/// An item: what tells it from others, and how it is drawn, once.
pub fn item<V: IntoView + 'static>(key: String, draw: impl FnOnce() -> V + Send + 'static) -> Item {
    Item { key, draw: Box::new(move || draw().erase()) }
}

/// A list whose items are drawn once each: as long as a key is there, its item is left alone.
pub fn list(each: impl Fn() -> Vec<Item> + Send + Sync + 'static) -> impl IntoView {
    list_of(Box::new(each))
}

fn list_of(each: Box<dyn Fn() -> Vec<Item> + Send + Sync>) -> impl IntoView {
    view! { <For each=each key=|item| item.key.clone() children=|item: Item| (item.draw)()/> }
}
