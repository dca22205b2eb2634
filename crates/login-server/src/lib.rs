//! The login server of the video and chat app: puts the user in the room, mints a token, serves the page.
