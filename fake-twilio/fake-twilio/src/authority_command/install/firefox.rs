//! Firefox's policies (`policies.json`, `Certificates.Install`), which all its profiles obey.

use std::{fs, io::ErrorKind, path::Path};

use local_server::CertificateAuthority;
use serde_json::{Value, json};

use super::{Action, stem, step::Step};

/// Where Firefox looks for them, whichever way it was installed.
const POLICIES: &str = "etc/firefox/policies/policies.json";

/// Programs of that name.
const PROGRAMS: [&str; 2] = ["firefox", "firefox-esr"];

pub(super) fn steps(
    action: Action,
    authority: &CertificateAuthority,
    root: &Path,
) -> Result<Vec<Step>, String> {
    let path = root.join(POLICIES);
    // All users read the copy; the folder of the authority is its owner's alone.
    let copy = path.with_file_name(format!("fake-twilio-{}.pem", stem(authority)));
    let before = match fs::read(&path) {
        Ok(text) => serde_json::from_slice(&text)
            .map_err(|error| format!("{} is not JSON ({error})", path.display()))?,
        Err(error) if error.kind() == ErrorKind::NotFound => Value::Null,
        Err(error) => return Err(format!("failed to read {} ({error})", path.display())),
    };
    if before.is_null() {
        let is_installed = PROGRAMS.iter().any(|name| which::which(name).is_ok());
        if action == Action::Uninstall || !is_installed {
            return Err("there is no Firefox, or it has no policies".to_owned());
        }
    }
    let certificate = copy.to_str().ok_or("the certificate's path is not UTF-8")?;
    let after = changed(before, action, certificate).ok_or("its policies have another form")?;
    let policies = if after == json!({ "policies": {} }) {
        Step::Remove { path }
    } else {
        Step::Write { path, text: format!("{after:#}\n") }
    };
    Ok(match action {
        Action::Install => {
            vec![Step::Write { path: copy, text: authority.pem().to_owned() }, policies]
        }
        Action::Uninstall => vec![policies, Step::Remove { path: copy }],
    })
}

/// Policies with the certificate, or without; all others stay. `None` if they are not as expected.
fn changed(before: Value, action: Action, certificate: &str) -> Option<Value> {
    let mut all = if before.is_null() { json!({}) } else { before };
    let policies = all.as_object_mut()?.entry("policies").or_insert_with(|| json!({}));
    let policies = policies.as_object_mut()?;
    let certificates = policies.entry("Certificates").or_insert_with(|| json!({}));
    let certificates = certificates.as_object_mut()?;
    let list = certificates.entry("Install").or_insert_with(|| json!([])).as_array_mut()?;
    list.retain(|it| it != certificate);
    if action == Action::Install {
        list.push(certificate.into());
    }
    if list.is_empty() {
        certificates.remove("Install");
    }
    if certificates.is_empty() {
        policies.remove("Certificates");
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_policies_stay() {
        let other = json!({ "policies": {
            "Certificates": { "ImportEnterpriseRoots": true, "Install": ["/other.pem"] },
            "DisableTelemetry": true,
        } });
        let with = changed(other.clone(), Action::Install, "/ca.pem").expect("policies");
        let certificates = &with["policies"]["Certificates"];
        assert_eq!(certificates["Install"], json!(["/other.pem", "/ca.pem"]));
        assert_eq!(with["policies"]["DisableTelemetry"], true);
        assert_eq!(changed(with.clone(), Action::Install, "/ca.pem"), Some(with.clone()));
        assert_eq!(changed(with, Action::Uninstall, "/ca.pem"), Some(other));
        let alone = changed(Value::Null, Action::Install, "/ca.pem").expect("policies");
        assert_eq!(changed(alone, Action::Uninstall, "/ca.pem"), Some(json!({ "policies": {} })));
        assert_eq!(changed(json!({ "policies": [] }), Action::Install, "/ca.pem"), None);
    }
}
