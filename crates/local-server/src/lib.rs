//! What the programs of this project share: the log, the ready file, the listening socket, values
//! of the command line, and the rule that keeps foreign web pages out.

pub mod log;

mod listen;
mod origin_rule;
mod ready;
mod secret;
mod usage;
mod write_timeout;

pub use listen::{Acceptor, hint, listen, parse_address};
pub use origin_rule::{CallerRule, Foreign};
pub use ready::{ReadyError, write_ready_file};
pub use secret::SecretArgument;
pub use usage::{InUse, Usage};
pub use write_timeout::{WRITE_TIMEOUT, WriteTimeout};
