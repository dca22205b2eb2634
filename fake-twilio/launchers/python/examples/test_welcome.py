from twilio.rest import Client


def welcome(identity):
    """The feature: whoever signs up gets a conversation with a first message."""
    conversation = Client().conversations.v1.conversations.create(unique_name=f"welcome-{identity}")
    conversation.participants.create(identity=identity)
    conversation.messages.create(author="bot", body=f"Hello, {identity}!")


def test_a_new_user_is_welcomed_and_can_answer(twilio_environment):
    welcome("ada")
    twilio_environment.act.send("ada", "welcome-ada", "Thank you!")
    twilio_environment.wait_for(operation="CreateConversationMessage", contains="Hello, ada!")
    messages = Client().conversations.v1.conversations("welcome-ada").messages.list()
    assert [it.body for it in messages] == ["Hello, ada!", "Thank you!"]
