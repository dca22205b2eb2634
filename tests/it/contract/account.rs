//! Services and credentials.

use twilio_conversations::sid::ServiceSid;

use super::{contract, leftovers::Leftover, not_found, refused};

#[tokio::test]
async fn a_service_is_made_read_and_deleted() {
    contract(async |it| {
        let services = it.client().services();
        let name = it.name("second");
        let made = services.create().friendly_name(&name).await.unwrap();
        it.remember(Leftover::Service(made.sid));
        assert_eq!(made.friendly_name, name);
        assert_eq!(services.fetch(made.sid).await.unwrap(), made);
        let page = services.list().page_size(100).await.unwrap();
        assert!(!page.services.is_empty());
        services.delete(made.sid).await.unwrap();
        not_found(services.fetch(made.sid).await);
        not_found(services.delete(ServiceSid::from_bytes([7; 16])).await);
        refused(services.create().await, 400, 20001);
    })
    .await;
}

#[tokio::test]
async fn the_default_service_has_a_name() {
    contract(async |it| {
        let configuration = it.client().configuration().fetch().await.unwrap();
        let services = it.client().services();
        let service = services.fetch(configuration.default_chat_service_sid).await.unwrap();
        assert_eq!(service.friendly_name, "Default Conversations Service");
        assert_eq!(service.account_sid, configuration.account_sid);
    })
    .await;
}

#[tokio::test]
async fn a_credential_is_made_changed_and_deleted() {
    contract(async |it| {
        let credentials = it.client().credentials();
        let name = it.name("phones");
        let made = credentials.create().kind("fcm").friendly_name(&name).secret("not-a-secret");
        let made = made.await.unwrap();
        it.remember(Leftover::Credential(made.sid));
        assert_eq!((made.kind.as_str(), made.friendly_name.as_ref()), ("fcm", Some(&name)));
        assert_eq!(credentials.fetch(made.sid).await.unwrap(), made);
        let name = it.name("tablets");
        let changed = credentials.update(made.sid).friendly_name(&name).await.unwrap();
        assert_eq!((changed.sid, changed.friendly_name.as_ref()), (made.sid, Some(&name)));
        credentials.delete(made.sid).await.unwrap();
        not_found(credentials.fetch(made.sid).await);
    })
    .await;
}
