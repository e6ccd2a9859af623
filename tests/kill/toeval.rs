//! Chance that can be had again: the same seed, the same draws.
//!
//! Easy to get wrong: a seed of small numbers; the mixing below makes neighbours strangers.

/// SplitMix64.
pub struct Toeval(u64);

impl Toeval {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 1 up to and including this one, which is at least 1.
    pub fn to(&mut self, most: u64) -> u64 {
        self.next() % most.max(1) + 1
    }
}
