//! `fake-twilio ca`: the certificate authority.

use std::io::Write;

use anyhow::Context;
use clap::Subcommand;
use fake_twilio::CertificateAuthority;
use jiff::Timestamp;

use crate::{options::Options, trust_files};

/// What to do with the certificate authority.
#[derive(Subcommand, Debug, PartialEq, Eq)]
pub(crate) enum AuthorityCommand {
    /// Tells where the certificate is, and until when it is valid
    Show,
    /// Prints the certificate, in PEM
    Export {
        /// Prints the certificates that this machine trusts, too
        #[arg(long, env = "FAKE_TWILIO_BUNDLE", value_parser = clap::builder::FalseyValueParser::new())]
        bundle: bool,
    },
}

/// Prints what is asked for; an authority that is not there is made.
///
/// # Errors
/// Why there is none.
pub(crate) fn answer(options: &Options, command: &AuthorityCommand) -> anyhow::Result<()> {
    let folder =
        options.ca_dir().context("no folder for the certificate authority: use --ca-dir")?;
    let authority = CertificateAuthority::open(&folder, Timestamp::now())?;
    let mut output = std::io::stdout().lock();
    match command {
        AuthorityCommand::Show => {
            writeln!(output, "certificate  {}", authority.file().display())?;
            writeln!(output, "valid until  {}", authority.not_after())?;
            writeln!(
                output,
                "valid for    {} and names below them",
                fake_rest::TWILIO_DOMAINS.join(", ")
            )?;
        }
        AuthorityCommand::Export { bundle: false } => write!(output, "{}", authority.pem())?,
        AuthorityCommand::Export { bundle: true } => {
            write!(output, "{}", trust_files::bundle(&authority, &[]))?;
        }
    }
    Ok(())
}
