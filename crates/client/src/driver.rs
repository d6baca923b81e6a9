//! The one loop that feeds the machine.

use futures::channel::{mpsc, oneshot};

use crate::handle::{Incoming, Options};
use crate::signal::CallError;

pub(crate) type Outcome = Result<String, CallError>;
pub(crate) type Asks = mpsc::UnboundedSender<Ask>;

pub(crate) enum Ask {
    Call { name: String, payload: String, deadline_ms: u64, done: oneshot::Sender<Outcome> },
    Say { name: String, payload: String },
    RetryNow,
    Stop,
}

pub(crate) fn start(_options: Options) -> (Asks, Incoming) {
    unimplemented!("the driver")
}
