//! What a browser and an operating system do differently.

#[cfg(target_arch = "wasm32")]
pub(crate) fn origin() -> Option<String> {
    web_sys::window()?.location().origin().ok()
}
