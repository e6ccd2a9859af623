//! How long to wait before trying again.
//!
//! Easy to get wrong: chance. What differs between rows, so that they do not all come back at once, follows
//! from their number and the count of tries; the same run twice waits the same.

use chrono::TimeDelta;

/// Minutes after the first, second, … try; the last holds for all that follow. Twelve tries take two days.
const MINUTEN: [i64; 11] = [2, 5, 10, 20, 40, 80, 160, 300, 480, 720, 960];
/// The wait while the server is away: mail must go soon after it is back, and one mail tries it for all.
const SERVER_MINUTEN: i64 = 5;

/// How long a row waits after its `pogingen`th try.
pub(super) fn na(rij: i64, pogingen: u32) -> TimeDelta {
    let index = usize::try_from(pogingen.saturating_sub(1)).unwrap_or(usize::MAX);
    let minuten = MINUTEN[index.min(MINUTEN.len() - 1)];
    met_spreiding(minuten, rij, pogingen)
}

/// How long a row waits because the server cannot be used.
pub(super) fn zonder_server(rij: i64) -> TimeDelta {
    met_spreiding(SERVER_MINUTEN, rij, 1)
}

/// Between 90 and 110 percent of it.
fn met_spreiding(minuten: i64, rij: i64, pogingen: u32) -> TimeDelta {
    let seconden = minuten * 60;
    let tiende = (seconden / 10).max(1);
    let lot = gemengd(rij, pogingen) % (2 * tiende.unsigned_abs() + 1);
    TimeDelta::seconds(seconden - tiende + i64::try_from(lot).unwrap_or(0))
}

/// SplitMix64: neighbouring numbers give values far apart.
fn gemengd(rij: i64, pogingen: u32) -> u64 {
    let mut z = rij
        .unsigned_abs()
        .wrapping_mul(0x9E37_79B9_7F4A_7C15)
        .wrapping_add(u64::from(pogingen).wrapping_mul(0xD1B5_4A32_D192_ED03));
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_tries_take_about_two_days() {
        let total: TimeDelta = (1..12).map(|poging| na(7, poging)).sum();
        assert!((40..55).contains(&total.num_hours()), "{total}");
        assert!((1..3).contains(&na(7, 1).num_minutes()));
        assert!(na(7, 500) <= TimeDelta::minutes(1_056));
    }

    #[test]
    fn rows_wait_differently_and_each_the_same_every_time() {
        let waits: std::collections::BTreeSet<TimeDelta> = (1..50).map(|rij| na(rij, 4)).collect();
        assert!(waits.len() > 30, "{}", waits.len());
        assert_eq!(na(7, 4), na(7, 4));
        assert!(
            waits
                .iter()
                .all(|wait| (18..=22).contains(&wait.num_minutes()))
        );
    }

    #[test]
    fn a_server_that_was_away_for_long_is_tried_every_half_hour() {
        let wait = zonder_server(7).num_seconds();
        assert!((270..=330).contains(&wait), "{wait}");
    }
}
