//! Twilsock: frame codec and both connection machines, without a socket.
