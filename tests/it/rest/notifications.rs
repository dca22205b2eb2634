use e2e::Stack;
use insta::assert_snapshot;

#[tokio::test]
async fn notification_settings_are_kept_and_shown() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let path = format!("/v1/Services/{}/Configuration/Notifications", stack.service());
    rest.get(&path).await;
    let form = [
        ("LogEnabled", "true"),
        ("NewMessage.Enabled", "True"),
        ("NewMessage.Template", "${PARTICIPANT}: ${MESSAGE}"),
        ("NewMessage.Sound", "ring"),
        ("NewMessage.BadgeCountEnabled", "true"),
        ("NewMessage.WithMedia.Enabled", "true"),
        ("NewMessage.WithMedia.Template", "${MEDIA_COUNT} pictures"),
        ("AddedToConversation.Enabled", "true"),
        ("RemovedFromConversation.Template", "Good bye"),
    ];
    rest.post(&path, &form).await;
    rest.post(&path, &[("NewMessage.Sound", ""), ("AddedToConversation.Enabled", "false")]).await;
    rest.post(&path, &[("LogEnabled", "perhaps")]).await;
    assert_snapshot!(rest.transcript());
}
