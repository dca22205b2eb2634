//! What the programs of this project share: the log, the ready file, the listening socket, certificate
//! authorities, values of the command line, and the rule that keeps foreign web pages out.

pub mod log;

mod authority;
mod leaves;
mod listen;
mod origin_rule;
mod ready;
mod secret;
mod termination;
mod usage;
mod write_timeout;

pub use authority::{AuthorityError, CertificateAuthority, Scope};
pub use leaves::Leaves;
pub use listen::{Acceptor, hint, listen, parse_address};
pub use origin_rule::{CallerRule, Foreign};
pub use ready::{ReadyError, write_ready_file};
pub use secret::SecretArgument;
pub use termination::Termination;
pub use usage::{InUse, Usage};
pub use write_timeout::{WRITE_TIMEOUT, WriteTimeout};
