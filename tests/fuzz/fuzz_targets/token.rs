#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    e2e::fuzzing::run("token", input);
});
