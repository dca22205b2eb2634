//! Messages that both ends of Twilio's protocols speak.
