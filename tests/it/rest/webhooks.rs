use e2e::Stack;
use http::StatusCode;
use insta::assert_snapshot;

use super::conversation;

#[tokio::test]
async fn webhooks_of_a_conversation() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let webhooks = format!("{}/Webhooks", conversation(&rest, "lobby").await);
    let by_service = format!("/v1/Services/{}{}", stack.service(), &webhooks["/v1".len()..]);
    rest.transcript();
    let made = rest
        .post(
            &webhooks,
            &[
                ("Target", "webhook"),
                ("Configuration.Url", "https://example.com/h"),
                ("Configuration.Method", "get"),
                ("Configuration.Filters", "onMessageAdded"),
                ("Configuration.Filters", "ONCONVERSATIONREMOVED"),
            ],
        )
        .await;
    let trigger = [
        ("Target", "trigger"),
        ("Configuration.Url", "https://example.com/t"),
        ("Configuration.Triggers", "help"),
        ("Configuration.Triggers", "sales"),
    ];
    rest.post(&by_service, &trigger).await;
    let flow = format!("FW{}", "0".repeat(32));
    let studio = [("Target", "studio"), ("Configuration.FlowSid", flow.as_str())];
    rest.post(&webhooks, &studio).await;
    let webhook = format!("{webhooks}/{}", made.text("sid"));
    rest.post(&webhook, &[("Configuration.Method", "POST")]).await;
    rest.get(&by_service).await;
    rest.delete(&webhook).await;
    rest.get(&webhook).await;
    assert_snapshot!(rest.transcript());
}

#[tokio::test]
async fn every_webhook_error_has_its_code() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let webhooks = format!("{}/Webhooks", conversation(&rest, "lobby").await);
    let long = format!("https://example.com/{}", "x".repeat(500));
    let url = ("Configuration.Url", "https://example.com");
    let filter = ("Configuration.Filters", "onMessageAdded");
    let word = |word| ("Configuration.Triggers", word);
    let cases: &[(u64, &[(&str, &str)])] = &[
        (50368, &[url, filter]),
        (50364, &[("Target", "pigeon")]),
        (50369, &[("Target", "webhook"), filter]),
        (50370, &[("Target", "webhook"), url]),
        (50365, &[("Target", "webhook"), url, ("Configuration.Filters", "onNothing")]),
        // Nobody can be asked on behalf of one conversation.
        (50365, &[("Target", "webhook"), url, ("Configuration.Filters", "onMessageAdd")]),
        (50055, &[("Target", "webhook"), url, filter, ("Configuration.Method", "PATCH")]),
        (50054, &[("Target", "webhook"), ("Configuration.Url", "pigeon"), filter]),
        (50372, &[("Target", "webhook"), ("Configuration.Url", long.as_str()), filter]),
        (50371, &[("Target", "trigger"), url]),
        (50366, &[("Target", "trigger"), url, word("")]),
        (
            50362,
            &[
                ("Target", "trigger"),
                url,
                word("a"),
                word("b"),
                word("c"),
                word("d"),
                word("e"),
                word("f"),
            ],
        ),
        (50367, &[("Target", "studio")]),
        (50367, &[("Target", "studio"), ("Configuration.FlowSid", "FWnope")]),
        (20001, &[("Target", "webhook"), url, filter, ("Configuration.ReplayAfter", "yesterday")]),
    ];
    for (code, form) in cases {
        let refused = rest.post(&webhooks, form).await;
        assert_eq!((refused.status, refused.code()), (StatusCode::BAD_REQUEST, *code), "{form:?}");
    }
    for _ in 0..5 {
        let made = rest.post(&webhooks, &[("Target", "webhook"), url, filter]).await;
        assert_eq!(made.status, StatusCode::CREATED);
    }
    assert_eq!(rest.post(&webhooks, &[("Target", "webhook"), url, filter]).await.code(), 50361);
}

#[tokio::test]
async fn webhooks_of_an_account_and_its_services() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let of_service = format!("/v1/Services/{}/Configuration/Webhooks", stack.service());
    let form = [
        ("Method", "get"),
        ("Filters", "onMessageAdd"),
        ("Filters", "onMessageAdded"),
        ("PreWebhookUrl", "http://127.0.0.1:9/pre#rc=0"),
        ("PostWebhookUrl", "https://example.com/post"),
    ];
    for webhooks in ["/v1/Configuration/Webhooks", &of_service] {
        rest.get(webhooks).await;
        rest.post(webhooks, &form).await;
        rest.post(webhooks, &[("Filters", ""), ("PreWebhookUrl", "")]).await;
        rest.get(webhooks).await;
    }
    assert_snapshot!(rest.transcript());
    let wrong = [
        (50055, ("Method", "PATCH")),
        (50054, ("Filters", "onNothing")),
        (50054, ("Target", "pigeon")),
        (50077, ("PreWebhookUrl", "ftp://example.com")),
        (50078, ("PostWebhookUrl", "example.com")),
    ];
    for (code, parameter) in wrong {
        let refused = rest.post("/v1/Configuration/Webhooks", &[parameter]).await;
        assert_eq!((refused.status, refused.code()), (StatusCode::BAD_REQUEST, code));
    }
}
