//! One client after another types, sends and reads, and each step is seen by all before the next one.

use serde_json::json;

use super::Client;

/// Lets each client take its turn and compares what all have seen, in its order.
pub(super) async fn take(clients: &mut [Client]) {
    for client in &mut *clients {
        client.until("an end of typing", |journal| !journal.has_typing()).await;
        client.journal.begin_log();
    }
    let mut expected = Vec::new();
    for turn in 0..clients.len() {
        let name = clients[turn].name;
        clients[turn].act("type", json!({})).await;
        let types = vec![format!("{name} types")];
        seen(clients, &types).await;
        let index = clients[turn].act("send", json!({ "body": "my turn" })).await;
        let sent = vec![format!("{name} types no longer"), format!("{name} sent {index}")];
        seen(clients, &sent).await;
        clients[turn].act("read", json!({ "index": index })).await;
        let read = vec![format!("{name} read {index}")];
        seen(clients, &read).await;
        expected.extend([types, sent, read].concat());
    }
    for client in clients {
        let expected: Vec<_> = expected.iter().filter(|step| !is_own(step, client.name)).collect();
        assert_eq!(client.journal.log().iter().collect::<Vec<_>>(), expected, "{}", client.name);
    }
}

/// Waits until all clients have seen these steps.
async fn seen(clients: &mut [Client], steps: &[String]) {
    for client in clients {
        let name = client.name;
        for step in steps.iter().filter(|step| !is_own(step, name)) {
            client.until(step, |journal| journal.log().contains(step)).await;
        }
    }
}

/// Whether a step is typing of the client's own user, of which no event is raised.
fn is_own(step: &str, name: &str) -> bool {
    step.strip_prefix(name).is_some_and(|rest| rest.starts_with(" types"))
}
