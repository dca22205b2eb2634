//! Secrets on the command line.

use std::{fmt, fs, str::FromStr};

/// A secret as an option: the text itself, or `@FILE` for what is in a file.
///
/// All users of a machine can read command lines, so the text itself is better left to the
/// environment.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretArgument {
    text: String,
    is_from_file: bool,
}

impl SecretArgument {
    /// The secret.
    pub fn expose(&self) -> &str {
        &self.text
    }

    /// Whether the option names a file instead of the secret.
    pub fn is_from_file(&self) -> bool {
        self.is_from_file
    }
}

impl FromStr for SecretArgument {
    type Err = String;

    /// Reads the file if one is named; a line end behind the secret does not count.
    fn from_str(text: &str) -> Result<Self, String> {
        let Some(path) = text.strip_prefix('@') else {
            return Ok(Self { text: text.to_owned(), is_from_file: false });
        };
        let text = fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
        let text = text.trim_end_matches(['\r', '\n']).to_owned();
        Ok(Self { text, is_from_file: true })
    }
}

impl fmt::Debug for SecretArgument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecretArgument")
            .field("is_from_file", &self.is_from_file)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_stands_there_or_in_a_file() {
        let plain: SecretArgument = "word".parse().unwrap();
        assert_eq!((plain.expose(), plain.is_from_file()), ("word", false));
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(&file, " wo@rd \r\n").unwrap();
        let named: SecretArgument = format!("@{}", file.path().display()).parse().unwrap();
        assert_eq!((named.expose(), named.is_from_file()), (" wo@rd ", true));
        assert!("@/nowhere/at/all".parse::<SecretArgument>().unwrap_err().contains("/nowhere"));
        assert!(!format!("{plain:?}").contains("word"));
    }
}
