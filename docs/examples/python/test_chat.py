from datetime import datetime, timezone


def test_messages_keep_the_date_that_they_were_given(account):
    conversations = account.client.conversations.v1.conversations
    conversations.create(unique_name="lobby")
    conversations("lobby").participants.create(identity="ada")
    written = datetime(2024, 6, 1, 12, tzinfo=timezone.utc)
    conversations("lobby").messages.create(author="bob", body="hello", date_created=written)

    (message,) = conversations("lobby").messages.list()
    assert (message.author, message.body, message.date_created) == ("bob", "hello", written)


def test_an_account_begins_empty(account):
    assert account.client.conversations.v1.conversations.list() == []
    assert account.mint("ada").count(".") == 2
