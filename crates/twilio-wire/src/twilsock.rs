//! Headers of Twilsock frames.
