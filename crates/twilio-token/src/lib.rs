//! Twilio access tokens: grants, claims, sign, verify.
