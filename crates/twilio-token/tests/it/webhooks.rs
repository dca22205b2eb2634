//! Signatures that Twilio's libraries make are accepted, and no others.

use twilio_token::{Secret, SignatureError, WebhookVerifier};

const TOKEN: &str = "not-a-real-auth-token-000000000000";

/// A request with the signatures that `twilio` 9.13.0 for Python computes for it.
struct Signed {
    url: &'static str,
    form: &'static str,
    sha1: &'static str,
    sha256: &'static str,
}

const SIGNED: [Signed; 7] = [
    Signed {
        url: "https://example.com/hooks/post",
        form: "Source=API&Index=0&Body=Hello&EventType=onMessageAdded\
               &AccountSid=AC00000000000000000000000000000000",
        sha1: "PXBSW9L/hoKciUr1fbEire3Bh88=",
        sha256: "XS5eIm2CrIM7sMTDRhMLgnCxgnImvOGm3zWkZIw05VU=",
    },
    Signed {
        url: "https://example.com/hooks/post",
        form: "EventType=onMessageAdded&Body=h%C3%A9llo+%F0%9F%8E%89%20%26+more%3D1%2B2\
               &Author=Jos%C3%A9",
        sha1: "nm4ejCEfkJEfd+E5z4MW5i0TbaE=",
        sha256: "aUVnzNfIT1OddPMUVvqFK5ga1ZnXntWHsU+NVG+KZ1M=",
    },
    Signed {
        url: "https://example.com/hooks?x=1&y=a%20b",
        form: "MessagingBinding.Address=&EventType=onConversationAdded",
        sha1: "J2z0Moc4tik6KX9nl2NHk9FtQJ4=",
        sha256: "b08WjLnLjGFOPfa19ePQVc67eK2AszOq9QF0qzUY7N4=",
    },
    Signed {
        url: "https://example.com/hooks?EventType=onMessageAdded&Body=Hello",
        form: "",
        sha1: "CIbMc6xUw+AEb/3Eq3Wwl284eWY=",
        sha256: "RC0MFLDq6DuQpyU7hMQog2JlL/tYqwgDXY0sw2kMV4s=",
    },
    Signed {
        url: "https://example.com:443/hooks",
        form: "B=2&A=1&a=3",
        sha1: "UgL6P2eebfM1oxsH+A2H4fsyzR4=",
        sha256: "c10GKT/egOPvPF2XMxS0B4SI/jjq93ZdGegaWkcV91s=",
    },
    Signed {
        url: "http://127.0.0.1:5000/hooks",
        form: "A=1",
        sha1: "L1wEjwRWvjxtUh89MTU+Bgb0W4g=",
        sha256: "IkvHhbcBKwkseZYdKtxbrl4bFel/0Pcj9/QcciWXb8M=",
    },
    Signed {
        url: "https://example.com/hooks",
        form: "A=2&B=x&A=1&A=2",
        sha1: "9JZRj8PtK+YJzZu9uI8alG9o6nA=",
        sha256: "WWb+E0qWKEpW+v8cZ79eYnwM1B0bq+LHpiN3GcJR8fU=",
    },
];

fn secret(text: &str) -> Secret {
    text.parse().expect("a secret that is not empty")
}

fn verifier() -> WebhookVerifier {
    WebhookVerifier::new(&secret(TOKEN))
}

#[test]
fn signatures_of_the_official_library_are_accepted() {
    let shared = WebhookVerifier::with_shared_key(&secret(TOKEN));
    for Signed { url, form, sha1, sha256 } in SIGNED {
        assert_eq!(verifier().verify_form(url, form.as_bytes(), sha1), Ok(()), "{url} {form}");
        assert_eq!(shared.verify_form(url, form.as_bytes(), sha256), Ok(()), "{url} {form}");
        let crossed = [
            verifier().verify_form(url, form.as_bytes(), sha256),
            shared.verify_form(url, form.as_bytes(), sha1),
        ];
        assert_eq!(crossed, [Err(SignatureError::Mismatch); 2], "{url}");
    }
}

#[test]
fn parameters_in_the_query_are_signed_with_the_url() {
    let Signed { url, sha1, .. } = SIGNED[3];
    assert_eq!(verifier().verify_query(url, sha1), Ok(()));
    let other = url.replace("Hello", "hello");
    assert_eq!(verifier().verify_query(&other, sha1), Err(SignatureError::Mismatch));
}

#[test]
fn whatever_is_changed_is_noticed() {
    let Signed { url, form, sha1, .. } = SIGNED[0];
    let other_token = WebhookVerifier::new(&secret("another-auth-token"));
    let more = format!("{form}&More=1");
    let refused = [
        other_token.verify_form(url, form.as_bytes(), sha1),
        verifier().verify_form(url, more.as_bytes(), sha1),
        verifier().verify_form(url, b"", sha1),
        verifier().verify_form("https://example.com/hooks", form.as_bytes(), sha1),
        verifier().verify_form("http://example.com/hooks/post", form.as_bytes(), sha1),
        verifier().verify_form(url, form.as_bytes(), ""),
        verifier().verify_form(url, form.as_bytes(), "no base64!"),
        verifier().verify_form(url, form.as_bytes(), &sha1[..20]),
    ];
    assert_eq!(refused, [Err(SignatureError::Mismatch); 8]);
}

#[test]
fn the_port_may_be_missing_on_either_side() {
    let Signed { form, sha1: with_port, .. } = SIGNED[4];
    let seen = "https://example.com/hooks";
    assert_eq!(verifier().verify_form(seen, form.as_bytes(), with_port), Ok(()));
    // By HMAC-SHA1 of Python for the URLs without a port.
    for (url, signature) in [
        ("https://example.com:8443/hooks", "WSAfGz7ziMIoPern1fvj8RTHgw4="),
        ("http://user:pass@[::1]:5000/hooks?at=12:30", "0+eS9je7XL+cLzeUXyWsOG4SnAs="),
        ("HTTPS://example.com:443", "zr9X87ADj3H5l8LUdpyQJCl7i4M="),
    ] {
        assert_eq!(verifier().verify_query(url, signature), Ok(()), "{url}");
    }
    // And for `https://example.com:8443/hooks`: no other port is taken for it.
    let elsewhere =
        verifier().verify_query("https://example.com/hooks", "L5TpzK4U9YFSvAdC8BmKFBCy/SQ=");
    assert_eq!(elsewhere, Err(SignatureError::Mismatch));
    assert_eq!(
        verifier().verify_query("https://example.com:8443/hooks", "L5TpzK4U9YFSvAdC8BmKFBCy/SQ="),
        Ok(())
    );
}

#[test]
fn a_body_is_checked_by_the_hash_in_the_url() {
    let body = br#"{"EventType":"onMessageAdded"}"#;
    // Hash and signature by `hashlib` and `hmac` of Python.
    let url = "https://example.com/hooks?x=1&bodySHA256=725c660c48c6de96f36c72c46fc1563666260d73156e12745dd62ee9d11bf1ff";
    let signature = "jVKD1DXKxkdPADOVL55XYO2bVmI=";
    assert_eq!(verifier().verify_body(url, body, signature), Ok(()));
    assert_eq!(verifier().verify_body(url, b"{}", signature), Err(SignatureError::Body));
    let other = url.replace("x=1", "x=2");
    assert_eq!(verifier().verify_body(&other, body, signature), Err(SignatureError::Mismatch));

    let Signed { url, sha1, .. } = SIGNED[3];
    assert_eq!(verifier().verify_body(url, body, sha1), Err(SignatureError::Body));
}

#[test]
fn urls_of_any_form_are_read() {
    for url in
        ["", "://", "http://", "http://@:", "http://[", "no url", "a://b:c@d]e:f?g#h", "é://ü:1"]
    {
        assert_eq!(
            verifier().verify_form(url, b"A=%FF&=&&%", "AAAA"),
            Err(SignatureError::Mismatch)
        );
    }
}

#[test]
fn debug_output_hides_the_token() {
    assert!(!format!("{:?}", verifier()).contains(TOKEN));
}
