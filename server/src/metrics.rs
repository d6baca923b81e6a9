//! What Prometheus reads. Counters are written where things happen, with the macros of the crate `metrics`; this is where they meet.

use std::sync::OnceLock;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

/// The process' recorder: several servers in one process (tests) share it.
pub fn recorder() -> &'static PrometheusHandle {
    static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();
    RECORDER.get_or_init(|| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("another recorder of metrics is set already: /metrics stays empty");
        }
        describe();
        handle
    })
}

fn describe() {
    metrics::describe_counter!("suda_http_requests_total", "HTTP requests answered, by method and status.");
    metrics::describe_histogram!("suda_http_request_seconds", metrics::Unit::Seconds, "How long an HTTP request took.");
}
