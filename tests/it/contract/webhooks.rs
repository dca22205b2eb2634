//! Webhooks of conversations and of a service. They are set and read; none is called, because calls by
//! REST raise no webhooks unless they ask for it.

use super::{contract, not_found, refused};

const URL: &str = "https://example.com/hook";

#[tokio::test]
async fn a_webhook_is_made_read_changed_and_deleted() {
    contract(async |it| {
        let (room, below) = it.conversation().await;
        let webhooks = below.webhooks();
        let create = webhooks.create().target("webhook").url(URL).method("POST");
        let made = create.filters(["onMessageAdded", "onMessageUpdated"]).await.unwrap();
        assert_eq!((made.conversation_sid, made.target.as_str()), (room.sid, "webhook"));
        assert_eq!(made.configuration.url.as_deref(), Some(URL));
        assert_eq!(webhooks.fetch(made.sid).await.unwrap(), made);
        let changed = webhooks.update(made.sid).filters(["onMessageRemoved"]).await.unwrap();
        assert_eq!(changed.configuration.filters.unwrap(), ["onMessageRemoved"]);
        assert_eq!(changed.configuration.url.as_deref(), Some(URL));
        webhooks.delete(made.sid).await.unwrap();
        not_found(webhooks.fetch(made.sid).await);
    })
    .await;
}

#[tokio::test]
async fn webhooks_need_their_settings() {
    contract(async |it| {
        let (_, below) = it.conversation().await;
        let create = |target: &str| below.webhooks().create().target(target);
        refused(create("mail").url(URL).await, 400, 50364);
        refused(create("webhook").filters(["onMessageAdded"]).await, 400, 50369);
        refused(create("webhook").url(URL).await, 400, 50370);
        refused(create("webhook").url(URL).filters(["onRain"]).await, 400, 50365);
        refused(create("trigger").url(URL).await, 400, 50371);
        refused(create("studio").await, 400, 50367);
        let method = create("webhook").url(URL).filters(["onMessageAdded"]).method("PATCH");
        refused(method.await, 400, 50055);
    })
    .await;
}

#[tokio::test]
async fn malformed_webhook_urls_are_refused() {
    contract(async |it| {
        let (_, below) = it.conversation().await;
        let create = below.webhooks().create().target("webhook").filters(["onMessageAdded"]);
        refused(create.url("nonsense").await, 400, 50054);
    })
    .await;
}

#[tokio::test]
async fn triggers_have_words() {
    contract(async |it| {
        let (_, below) = it.conversation().await;
        let create = || below.webhooks().create().target("trigger").url(URL);
        refused(create().triggers([" "]).await, 400, 50366);
        let made = create().triggers(["help", "please"]).await.unwrap();
        assert_eq!(made.configuration.triggers.unwrap(), ["help", "please"]);
    })
    .await;
}

#[tokio::test]
async fn a_conversation_has_five_webhooks_at_most() {
    contract(async |it| {
        let (_, below) = it.conversation().await;
        let create =
            || below.webhooks().create().target("webhook").url(URL).filters(["onMessageAdded"]);
        for _ in 0..5 {
            create().await.unwrap();
        }
        refused(create().await, 400, 50361);
        assert_eq!(below.webhooks().list().await.unwrap().webhooks.len(), 5);
    })
    .await;
}

#[tokio::test]
async fn events_come_in_any_letter_case() {
    contract(async |it| {
        let (_, below) = it.conversation().await;
        let create = below.webhooks().create().target("webhook").url(URL);
        let made = create.filters(["ONMESSAGEADDED"]).await.unwrap();
        assert_eq!(made.configuration.filters.unwrap(), ["onMessageAdded"]);
    })
    .await;
}

#[tokio::test]
async fn webhooks_of_a_service_are_set_and_read() {
    contract(async |it| {
        let webhooks = it.service().webhooks();
        let update = webhooks.update().pre_webhook_url(URL).filters(["onMessageAdd"]).method("GET");
        let update = update.await.unwrap();
        assert_eq!(update.pre_webhook_url.as_deref(), Some(URL));
        assert_eq!(update.filters.as_deref(), Some(&["onMessageAdd".to_owned()][..]));
        assert_eq!(webhooks.fetch().await.unwrap(), update);
        refused(webhooks.update().pre_webhook_url("nonsense").await, 400, 50077);
        refused(webhooks.update().post_webhook_url("nonsense").await, 400, 50078);
    })
    .await;
}

#[tokio::test]
async fn malformed_filters_of_a_service_are_refused() {
    contract(async |it| {
        refused(it.service().webhooks().update().filters(["onRain"]).await, 400, 50054);
    })
    .await;
}

#[tokio::test]
async fn an_empty_webhook_url_takes_it_away() {
    contract(async |it| {
        let webhooks = it.service().webhooks();
        let update = webhooks.update().pre_webhook_url(URL).post_webhook_url(URL).await.unwrap();
        assert_eq!(update.post_webhook_url.as_deref(), Some(URL));
        let update = webhooks.update().post_webhook_url("").await.unwrap();
        assert_eq!(update.pre_webhook_url.as_deref(), Some(URL));
        assert_eq!(update.post_webhook_url.as_deref().unwrap_or_default(), "");
    })
    .await;
}
