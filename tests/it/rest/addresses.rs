use e2e::Stack;
use http::StatusCode;
use insta::assert_snapshot;

const ALL: &str = "/v1/Configuration/Addresses";

#[tokio::test]
async fn an_address_is_configured_changed_and_forgotten() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let form = [
        ("Type", "SMS"),
        ("Address", "+37256123457"),
        ("FriendlyName", "My number"),
        ("AutoCreation.Enabled", "true"),
        ("AutoCreation.Type", "Webhook"),
        ("AutoCreation.WebhookUrl", "https://example.com/hook"),
        ("AutoCreation.WebhookFilters", "onMessageAdded"),
        ("AutoCreation.WebhookFilters", "onParticipantAdded"),
        ("AddressCountry", "EE"),
    ];
    let sid = rest.post(ALL, &form).await.text("sid");
    rest.get(&format!("{ALL}/{sid}")).await;
    rest.get(&format!("{ALL}/+37256123457")).await;
    rest.post(&format!("{ALL}/{sid}"), &[("AutoCreation.WebhookMethod", "get")]).await;
    let flow = "FW00000000000000000000000000000000";
    let studio = [
        ("FriendlyName", "Renamed"),
        ("AutoCreation.Enabled", "false"),
        ("AutoCreation.Type", "studio"),
        ("AutoCreation.StudioFlowSid", flow),
        ("AutoCreation.StudioRetryCount", "3"),
    ];
    rest.post(&format!("{ALL}/+37256123457"), &studio).await;
    rest.delete(&format!("{ALL}/{sid}")).await;
    rest.get(&format!("{ALL}/{sid}")).await;
    rest.get(&format!("{ALL}/+37256123457")).await;
    assert_snapshot!(rest.transcript());
}

#[tokio::test]
async fn addresses_are_listed_by_type() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    for (kind, address) in
        [("sms", "+1500"), ("whatsapp", "whatsapp:+1500"), ("email", "a@example.com")]
    {
        rest.post(ALL, &[("Type", kind), ("Address", address)]).await;
    }
    rest.transcript();
    rest.get(&format!("{ALL}?PageSize=2")).await;
    rest.get(&format!("{ALL}?Type=WhatsApp")).await;
    assert_snapshot!(rest.transcript());
}

#[tokio::test]
async fn an_address_that_cannot_be_configured_is_refused() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    rest.post(ALL, &[("Type", "sms"), ("Address", "+1500")]).await;
    rest.transcript();
    let twice = rest.post(ALL, &[("Type", "sms"), ("Address", "+1500")]).await;
    assert_eq!((twice.status, twice.code()), (StatusCode::CONFLICT, 20409));
    let with = |name, value| [("Type", "sms"), ("Address", "+1501"), (name, value)];
    let cases: [&[(&str, &str)]; 11] = [
        &[("Address", "+1501")],
        &[("Type", "sms")],
        &[("Type", "pigeon"), ("Address", "x")],
        &[("Type", "sms"), ("Address", "+1501"), ("AutoCreation.Type", "magic")],
        &[("Type", "sms"), ("Address", "+1501"), ("AutoCreation.StudioRetryCount", "4")],
        &[("Type", "sms"), ("Address", "+1501"), ("AutoCreation.WebhookMethod", "put")],
        &[("Type", "sms"), ("Address", "banana")],
        &[("Type", "email"), ("Address", "banana")],
        &with("AutoCreation.WebhookUrl", "banana"),
        &with("AutoCreation.WebhookFilters", "banana"),
        &[
            ("Type", "sms"),
            ("Address", "+1501"),
            ("AutoCreation.Type", "webhook"),
            ("AutoCreation.WebhookFilters", "onUserAdded"),
        ],
    ];
    for form in cases {
        assert_eq!(rest.post(ALL, form).await.status, StatusCode::BAD_REQUEST, "{form:?}");
    }
    assert_snapshot!(rest.transcript());
}
