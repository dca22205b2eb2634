from twilio.rest import Client


def unread(identity, conversation):
    """The feature: how many messages a user has not read."""
    user = Client().conversations.v1.users(identity)
    return user.user_conversations(conversation).fetch().unread_messages_count


def test_bob_has_not_read_the_latest_message_of_ada(twilio_environment):
    twilio_environment.seed({"conversations": [{"unique_name": "lobby", "participants": ["ada", "bob"]}]})
    twilio_environment.act.send("ada", "lobby", "hello")
    twilio_environment.act.read("bob", "lobby", 0)
    twilio_environment.act.send("ada", "lobby", "anybody there?")
    assert unread("bob", "lobby") == 1
