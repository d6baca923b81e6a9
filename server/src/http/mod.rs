//! Pages, forms, assets, health: extracts, calls a rule, tells, answers. Decides nothing itself.

/// Placeholder router.
pub fn router() -> axum::Router {
    axum::Router::new()
}
