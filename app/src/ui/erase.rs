//! Views whose type is forgotten. The browser's code pays for each kind of view where its type is known; here it pays for
//! building and hydrating it, and for nothing else.
//!
//! `AnyView` of Leptos also carries how to patch a view in place, how to hydrate one that is loaded later and how to spread
//! attributes over it: that was a quarter of all code. An erased view is replaced when it is drawn anew. Where what is there must
//! stay (a scrolled list, a line that a screen reader has read), keep the type, or draw the parts inside.

use std::future::{Future, ready};

use leptos::attr::Attribute;
use leptos::attr::any_attribute::AnyAttribute;
use leptos::prelude::*;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::types::{Element, Node};
use leptos::tachys::view::{Position, PositionState};

/// A view of any type.
pub struct Erased(Box<dyn Draw>);

/// Forgets the type of a view.
pub trait Erase {
    /// The view as one of any type: where branches differ, and around what is large and stands once.
    fn erase(self) -> Erased;
}

impl<V: IntoView + 'static> Erase for V {
    fn erase(self) -> Erased {
        Erased(Box::new(self))
    }
}

/// What can be done with a view whose type is forgotten.
trait Draw: Send {
    fn build(self: Box<Self>) -> Mounted;
    fn hydrate(self: Box<Self>, cursor: &Cursor, position: &PositionState) -> Mounted;
    #[cfg(feature = "ssr")]
    fn write(self: Box<Self>, buf: &mut String, position: &mut Position, escape: bool, mark_branches: bool);
}

impl<V: IntoView + 'static> Draw for V {
    fn build(self: Box<Self>) -> Mounted {
        Mounted(Box::new((*self).build()))
    }

    fn hydrate(self: Box<Self>, cursor: &Cursor, position: &PositionState) -> Mounted {
        Mounted(Box::new((*self).hydrate::<true>(cursor, position)))
    }

    #[cfg(feature = "ssr")]
    fn write(self: Box<Self>, buf: &mut String, position: &mut Position, escape: bool, mark_branches: bool) {
        (*self).to_html_with_buf(buf, position, escape, mark_branches, Vec::new());
    }
}

/// What an erased view has put into the document.
pub struct Mounted(Box<dyn Mountable>);

impl Mountable for Mounted {
    fn unmount(&mut self) {
        self.0.unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        self.0.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.0.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        self.0.elements()
    }
}

impl Render for Erased {
    type State = Mounted;

    fn build(self) -> Mounted {
        self.0.build()
    }

    fn rebuild(self, state: &mut Mounted) {
        let mut new = self.0.build();
        state.insert_before_this(&mut new);
        state.unmount();
        *state = new;
    }
}

impl AddAnyAttr for Erased {
    type Output<A: Attribute> = Self;

    /// Nothing spreads attributes over a view of ours.
    fn add_any_attr<A: Attribute>(self, _: A) -> Self {
        self
    }
}

impl RenderHtml for Erased {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    fn resolve(self) -> impl Future<Output = Self> + Send {
        ready(self)
    }

    #[cfg_attr(not(feature = "ssr"), expect(unused_variables, reason = "only a server writes HTML"))]
    fn to_html_with_buf(self, buf: &mut String, position: &mut Position, escape: bool, mark_branches: bool, _: Vec<AnyAttribute>) {
        #[cfg(feature = "ssr")]
        self.0.write(buf, position, escape, mark_branches);
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> Mounted {
        self.0.hydrate(cursor, position)
    }

    fn into_owned(self) -> Self {
        self
    }
}
