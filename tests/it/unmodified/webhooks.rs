//! Webhooks to public addresses of applications on this machine.

use e2e::{Receiver, Reply, Stack};
use twilio_token::{Secret, WebhookVerifier};

#[tokio::test]
async fn a_webhook_for_a_public_address_comes_to_the_local_one_signed_for_the_public_one() {
    let mut receiver = Receiver::start().await;
    let mapping = format!("https://abc.example={}", receiver.url(""));
    let stack = Stack::frozen_with(|it| it.map_origin(mapping.parse().expect("a mapping"))).await;
    let token: Secret = stack.emulator().credentials().auth_token.parse().expect("a token");
    let verifier = WebhookVerifier::new(&token);
    // A redirect within the public origin is followed there, too.
    receiver.reply("/hook", [Reply::Redirect(307, "https://abc.example/moved".to_owned())]);
    let client = stack.client();
    let conversation = client.conversations().create().await.expect("a conversation");
    let room = client.conversation(conversation.sid);
    let create = room.webhooks().create().target("webhook").url("https://abc.example/hook");
    create.filters(["onMessageAdded"]).await.expect("a webhook");
    let message = room.messages().create().body("hello").webhook_enabled();
    message.await.expect("a message");
    for path in ["/hook", "/moved"] {
        let request = receiver.next_request().await;
        assert_eq!(request.path, path);
        let url = format!("https://abc.example{path}");
        let form = request.form.as_bytes();
        assert!(verifier.verify_form(&url, form, &request.signature).is_ok(), "{request:?}");
        let local = receiver.url(path);
        assert!(verifier.verify_form(&local, form, &request.signature).is_err(), "{request:?}");
    }
}
