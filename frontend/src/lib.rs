//! The browser's entry. The document's loader calls [`hydrate`] once, and then the function of each island that it finds.

// An island is reached by its exported name only: without this line nothing would hold the crate in.
extern crate app as _;

use wasm_bindgen::prelude::wasm_bindgen;

/// Makes ready what islands stand on: the executor and the root owner.
#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
