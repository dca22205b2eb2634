//! What an archive holds back.

use fake_core::{
    address::Listener,
    media_processing::CompositionParams,
    room::StatusCallback,
    text::Text,
    webhook::{Target, Webhooks},
};
use twilio_sid::AccountSid;

use super::record::Line;

/// Whether an archive holds secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Secrets {
    /// It does: auth tokens, secrets of API keys, addresses of devices, passwords in URLs.
    Shown,
    /// It does not; nor the API keys of the account that the emulator was started with, which an
    /// emulator gets at its start.
    Hidden {
        /// That account.
        first: Option<AccountSid>,
    },
}

impl Secrets {
    /// Takes secrets out of a line, unless they are shown.
    pub(super) fn hide(self, mut line: Line) -> Line {
        let Self::Hidden { first } = self else { return line };
        if let Line::Account(account) = &mut line {
            account.auth_token = None;
            account.api_keys = account.api_keys.take().filter(|_| first != Some(account.sid));
            for key in account.api_keys.iter_mut().flatten() {
                key.secret = None;
            }
        } else if let Line::AccountWebhooks(webhooks) | Line::ServiceWebhooks(webhooks) = &mut line
        {
            hide_in_webhooks(webhooks);
        } else if let Line::Address(address) = &mut line {
            if let Listener::Webhook { url: Some(url), .. } = &mut address.auto_creation.listener {
                hide_password(url);
            }
        } else if let Line::ConversationWebhook(line) = &mut line {
            if let Target::Webhook { url, .. } | Target::Trigger { url, .. } =
                &mut line.webhook.target
            {
                hide_password(url);
            }
        } else if let Line::Binding(binding) = &mut line {
            binding.address = "".into();
        } else if let Line::Room(line) = &mut line {
            hide_in_callback(&mut line.room.settings.status_callback);
        } else if let Line::Composition(composition) = &mut line {
            hide_in_params(&mut composition.params);
        } else if let Line::CompositionHook(hook) = &mut line {
            hide_in_params(&mut hook.params);
        }
        line
    }
}

fn hide_in_webhooks(webhooks: &mut Webhooks) {
    webhooks.pre.iter_mut().chain(&mut webhooks.post).for_each(hide_password);
}

fn hide_in_params(params: &mut CompositionParams) {
    hide_in_callback(&mut params.status_callback);
}

fn hide_in_callback(callback: &mut Option<StatusCallback>) {
    if let Some(callback) = callback {
        hide_password(&mut callback.url);
    }
}

/// A URL without its password.
pub(crate) fn without_password(url: &Text) -> String {
    let mut url = url.clone();
    hide_password(&mut url);
    url.to_string()
}

/// Takes the password out of a URL.
fn hide_password(url: &mut Text) {
    let Some((scheme, rest)) = url.split_once("://") else { return };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let Some((user, host)) = authority.rsplit_once('@') else { return };
    if let Some((user, _)) = user.split_once(':') {
        *url = format!("{scheme}://{user}@{host}{path}").into();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_taken_out_of_urls() {
        for (url, shown) in [
            ("http://ada:word@host:1/a?b=c:d@e", "http://ada@host:1/a?b=c:d@e"),
            ("https://ada:w@rd@host", "https://ada@host"),
            ("https://ada@host/x", "https://ada@host/x"),
            ("https://host/a:b@c", "https://host/a:b@c"),
            ("no url", "no url"),
        ] {
            let mut text = Text::from(url);
            hide_password(&mut text);
            assert_eq!(&*text, shown);
        }
    }
}
