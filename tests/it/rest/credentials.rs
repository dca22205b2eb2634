use e2e::Stack;
use http::StatusCode;
use insta::assert_snapshot;

const ALL: &str = "/v1/Credentials";

#[tokio::test]
async fn a_credential_is_made_changed_and_deleted_and_its_secrets_never_come_back() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let apple = [
        ("Type", "ApN"),
        ("FriendlyName", "Phones"),
        ("Certificate", "a-hidden-certificate"),
        ("PrivateKey", "a-hidden-key"),
        ("Sandbox", "true"),
    ];
    let made = rest.post(ALL, &apple).await;
    let one = format!("{ALL}/{}", made.text("sid"));
    let google = rest.post(ALL, &[("Type", "fcm"), ("Secret", "a-hidden-server-key")]).await;
    let mut answers = vec![made, google];
    answers.push(rest.get(&one).await);
    answers.push(rest.post(&one, &[("FriendlyName", "Tablets"), ("ApiKey", "a-hidden-key")]).await);
    answers.push(rest.get(ALL).await);
    for answer in &answers {
        assert!(!answer.to_string().contains("hidden"), "{answer}");
    }
    rest.delete(&one).await;
    rest.get(&one).await;
    assert_snapshot!(rest.transcript());
}

#[tokio::test]
async fn a_credential_that_cannot_be_is_refused_without_its_secrets() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let long = "x".repeat(65);
    let cases: [(&[(&str, &str)], u64); 5] = [
        (&[("Secret", "a-hidden-key")], 20001),
        (&[("Type", "smoke"), ("Secret", "a-hidden-key")], 20001),
        (&[("Type", "apn"), ("PrivateKey", "a-hidden-key"), ("Sandbox", "sand")], 20001),
        (&[("Type", "fcm"), ("Secret", "a-hidden-key"), ("Secret", "a-hidden-one")], 20001),
        (&[("Type", "apn"), ("FriendlyName", &long)], 50003),
    ];
    for (form, code) in cases {
        let answer = rest.post(ALL, form).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::BAD_REQUEST, code), "{form:?}");
        assert!(!answer.to_string().contains("hidden"), "{answer}");
    }
}
