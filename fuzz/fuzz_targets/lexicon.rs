//! A lexicon of odds. One that is accepted has a word for every probability.
#![no_main]

use allegiance::report::words::odds::Lexicon;
use allegiance_fuzz::told;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Some(lexicon) = told(Lexicon::read("lexicon.toml", text)) else { return };
    for hundredths in 0..=100 {
        let probability = f64::from(hundredths) / 100.0;
        assert!(lexicon.word(probability, probability).is_some(), "no word for {probability}");
        let words = lexicon.words(probability / 2.0, probability, probability.midpoint(1.0));
        assert_ne!(words, "no word in the lexicon");
    }
    assert!(lexicon.key().contains(&lexicon.source));
});
