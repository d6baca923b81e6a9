//! What a person sees.

pub mod page;
