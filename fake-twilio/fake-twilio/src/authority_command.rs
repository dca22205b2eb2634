//! `fake-twilio ca`: the certificate authorities.

mod install;

use std::io::Write;

use anyhow::Context;
use clap::{Args, Subcommand, builder::FalseyValueParser};
use fake_twilio::open_authority;
use jiff::Timestamp;
use local_server::{CertificateAuthority, Scope};

use crate::{options::Options, trust_files};
use install::{Action, StoreOptions};

/// What to do with a certificate authority.
#[derive(Subcommand, Debug, PartialEq, Eq)]
pub(crate) enum AuthorityCommand {
    /// Tells where the certificate is, and until when it is valid
    Show {
        #[command(flatten)]
        which: Which,
    },
    /// Prints the certificate, in PEM
    Export {
        #[command(flatten)]
        which: Which,
        /// Prints the certificates that this machine trusts, too
        #[arg(long, env = "FAKE_TWILIO_BUNDLE", value_parser = FalseyValueParser::new())]
        bundle: bool,
    },
    /// Lets this machine, or its browsers, trust the certificate; tells each step
    Install {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        stores: StoreOptions,
    },
    /// Takes back what install has done; tells each step
    Uninstall {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        stores: StoreOptions,
    },
}

/// Which certificate authority.
#[derive(Args, Debug, PartialEq, Eq)]
pub(crate) struct Which {
    /// The one for pages on local networks, in place of the one for Twilio's host names
    #[arg(long, env = "FAKE_TWILIO_LAN", value_parser = FalseyValueParser::new())]
    lan: bool,
}

impl Which {
    /// An authority that is not there is made.
    fn open(&self, options: &Options) -> anyhow::Result<CertificateAuthority> {
        let folder =
            options.ca_dir().context("no folder for the certificate authority: use --ca-dir")?;
        let now = Timestamp::now();
        Ok(if self.lan {
            CertificateAuthority::open(&folder, Scope::Lan, now)?
        } else {
            open_authority(&folder, now)?
        })
    }

    fn names(&self) -> String {
        if self.lan {
            "localhost, names below .local, and addresses of local networks".to_owned()
        } else {
            format!("{} and names below them", fake_rest::TWILIO_DOMAINS.join(", "))
        }
    }
}

/// Does what is asked for.
///
/// # Errors
/// Why it cannot be done.
pub(crate) fn answer(options: &Options, command: &AuthorityCommand) -> anyhow::Result<()> {
    let mut output = std::io::stdout().lock();
    match command {
        AuthorityCommand::Show { which } => {
            let authority = which.open(options)?;
            writeln!(output, "certificate  {}", authority.file().display())?;
            writeln!(output, "valid until  {}", authority.not_after())?;
            writeln!(output, "valid for    {}", which.names())?;
        }
        AuthorityCommand::Export { which, bundle } => {
            let authority = which.open(options)?;
            let text = if *bundle {
                trust_files::bundle(&authority, &[])
            } else {
                authority.pem().to_owned()
            };
            write!(output, "{text}")?;
        }
        AuthorityCommand::Install { which, stores } => {
            install::run(&mut output, &which.open(options)?, Action::Install, stores)?;
        }
        AuthorityCommand::Uninstall { which, stores } => {
            install::run(&mut output, &which.open(options)?, Action::Uninstall, stores)?;
        }
    }
    Ok(())
}
