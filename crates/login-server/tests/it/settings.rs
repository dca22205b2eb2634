//! What the variables mean, and which of them are wrong.

use std::collections::BTreeMap;

use login_server::{Backend, Config, SettingError, Settings};

const ACCOUNT: (&str, &str) = ("TWILIO_ACCOUNT_SID", "AC0123456789abcdef0123456789abcdef");
const KEY: (&str, &str) = ("TWILIO_API_KEY_SID", "SK0123456789abcdef0123456789abcdef");
const SECRET: (&str, &str) = ("TWILIO_API_KEY_SECRET", "the-real-secret");
const LIVE: (&str, &str) = ("TWILIO_BACKEND", "live");

fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn read(process: &[(&str, &str)], file: &[(&str, &str)]) -> Result<Config, SettingError> {
    Settings::new(map(process), map(file)).config()
}

#[test]
fn a_first_run_needs_no_settings() {
    let config = read(&[], &[]).unwrap();
    let origin = "http://127.0.0.1:4010".parse().unwrap();
    assert_eq!(config.backend, Backend::Emulator { origin });
    assert_eq!(config.credentials.account.to_string(), format!("AC{}", "0".repeat(32)));
    assert_eq!(config.credentials.key.to_string(), format!("SK{}", "0".repeat(32)));
    assert_eq!(config.credentials.secret.expose(), "not-a-real-secret");
    assert_eq!((config.room.as_str(), config.token_ttl), ("My Room", 3600));
}

#[test]
fn live_takes_its_credentials_from_either_place_and_the_process_wins() {
    let config = read(&[SECRET], &[LIVE, ACCOUNT, KEY, ("TWILIO_API_KEY_SECRET", "old")]).unwrap();
    assert_eq!(config.backend, Backend::Live);
    assert_eq!(config.credentials.account.to_string(), ACCOUNT.1);
    assert_eq!(config.credentials.secret.expose(), "the-real-secret");
}

#[test]
fn one_flag_changes_the_backend() {
    let file = [LIVE, ACCOUNT, KEY, SECRET];
    let config = read(&[("TWILIO_BACKEND", "emulator")], &file).unwrap();
    assert_eq!(config.backend.name(), "emulator");
    assert_eq!(config.credentials.secret.expose(), "not-a-real-secret");

    let own = read(&[ACCOUNT, KEY, SECRET], &[]).unwrap();
    assert_eq!(own.credentials.secret.expose(), "the-real-secret");
}

#[test]
fn a_missing_credential_is_named() {
    let all = [ACCOUNT, KEY, SECRET];
    for (at, (name, _)) in all.into_iter().enumerate() {
        let mut some = all.to_vec();
        some[at].1 = " ";
        some.push(LIVE);
        assert_eq!(read(&some, &[]).unwrap_err(), SettingError::Missing { name });
        some.remove(at);
        let error = read(&[], &some).unwrap_err();
        assert!(error.to_string().contains(name), "{error}");
    }
}

#[test]
fn a_malformed_variable_is_named_without_its_value() {
    let long = "x".repeat(257);
    for (name, value) in [
        ("TWILIO_BACKEND", "staging-7"),
        ("TWILIO_ACCOUNT_SID", "the-real-secret"),
        ("TWILIO_ACCOUNT_SID", KEY.1),
        ("TWILIO_API_KEY_SID", "SK1234567"),
        ("TWILIO_EMULATOR_URL", "10.0.0.1:1234"),
        ("TWILIO_EMULATOR_URL", "ftp://10.0.0.1"),
        ("TWILIO_EMULATOR_URL", "http://10.0.0.1/v1"),
        ("TWILIO_EMULATOR_URL", "http://user@10.0.0.1"),
        ("ROOM_NAME", ".."),
        ("ROOM_NAME", "CH0123456789abcdef0123456789abcdef"),
        ("ROOM_NAME", long.as_str()),
        ("TOKEN_TTL", "0"),
        ("TOKEN_TTL", "86401"),
        ("TOKEN_TTL", "an hour"),
    ] {
        let error = read(&[(name, value)], &[]).unwrap_err();
        assert!(matches!(&error, SettingError::Malformed { name: named, .. } if *named == name));
        let text = error.to_string();
        assert!(text.contains(name), "{text}");
        assert!(value.len() < 5 || !text.contains(value), "{text}");
    }
}

#[test]
fn other_settings_are_taken() {
    let config = read(
        &[("ROOM_NAME", " Kitchen "), ("TOKEN_TTL", "60")],
        &[("TWILIO_EMULATOR_URL", "http://localhost:1/")],
    )
    .unwrap();
    let origin = "http://localhost:1/".parse().unwrap();
    assert_eq!(config.backend, Backend::Emulator { origin });
    assert_eq!((config.room.as_str(), config.token_ttl), ("Kitchen", 60));
}

#[test]
fn a_tunnel_has_its_token_and_its_domain_from_either_place() {
    let [token, domain] = [("NGROK_AUTHTOKEN", " a-token "), ("NGROK_DOMAIN", "app.example")];
    for (process, file) in [([token, domain], [].as_slice()), ([token, ("", "")], &[domain])] {
        let settings = Settings::new(map(&process), map(file));
        assert_eq!(settings.ngrok_authtoken().unwrap().expose(), "a-token");
        assert_eq!(settings.ngrok_domain().as_deref(), Some("app.example"));
    }
    let empty = Settings::new(map(&[("NGROK_AUTHTOKEN", ""), ("NGROK_DOMAIN", " ")]), map(&[]));
    assert!(empty.ngrok_authtoken().is_none() && empty.ngrok_domain().is_none());
}

#[test]
fn debug_output_hides_the_secret() {
    let config = read(&[SECRET], &[]).unwrap();
    assert!(!format!("{config:?}").contains("the-real-secret"));
}

#[test]
fn the_template_presets_the_emulator() {
    let template = include_str!("../../../../.env.template");
    let set = |name: &str| template.lines().find_map(|line| line.strip_prefix(name));
    assert_eq!(set("TWILIO_BACKEND="), Some("emulator"));
    for name in ["TWILIO_ACCOUNT_SID=", "TWILIO_API_KEY_SID=", "TWILIO_API_KEY_SECRET="] {
        assert_eq!(set(name), Some(""), "{name}");
    }
}
