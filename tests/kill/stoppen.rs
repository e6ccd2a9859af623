//! Asked to stop in the middle of a flood of mail, with a server that takes its time for ever.
//!
//! Easy to get wrong: what the server says. A mail may take ten minutes here, a stop two seconds, so that a program
//! that waits for its mails is found out by the patience of the test.

use serde_json::json;

use crate::rit::{Plan, Rit};
use crate::server::start;
use crate::werk::Stap;

const SETTINGS: &str = "[serve]\nstop_timeout = \"2 s\"\n";
const TOT: &str = "2026-09-11T19:00:00+02:00";

#[test]
fn a_stop_does_not_wait_for_a_server_that_hangs_and_loses_no_mail() {
    for stage in ["content", "mail"] {
        let Some(hangs) = start("none", json!({"hang": stage})) else {
            return;
        };
        let mut rit = Rit::at(hangs, SETTINGS, Plan::default());
        rit.doe(&Stap::Meldingen(1, 25));
        let ended = rit.stop_in_de_vloed(TOT, 2);
        assert_eq!(ended.code(), Some(0), "{}", ended.text());
        assert!(ended.text().contains("\"stopping\""), "{}", ended.text());

        rit.met_server(start("none", json!({})).unwrap(), SETTINGS);
        rit.doe(&Stap::Klok(TOT));
        let gereden = rit.einde(Vec::new());
        println!(
            "stopped while the server hung at {stage}: {}",
            gereden.telling
        );
        assert!(gereden.telling.mails > 4);
        assert_eq!(gereden.telling.dubbel, 0);
    }
}
