//! It stops when asked: in order, within its time, and so that the next start finds all in place.

use crate::programma::Installatie;

#[test]
fn each_signal_ends_it_in_order_and_it_starts_again() {
    let place = Installatie::new("");
    for signal in ["TERM", "INT"] {
        let daemon = place.serve(&[]);
        daemon.signal(signal);
        let ended = daemon.end();
        assert_eq!(ended.code(), Some(0), "{}", ended.text());
        let messages: Vec<&str> = ended
            .lines
            .iter()
            .filter_map(|line| line["message"].as_str())
            .collect();
        assert_eq!(messages, ["stopping", "stopped"]);
        // An orderly end leaves no journal behind.
        assert!(!place.path("var/termijnwacht.db-wal").exists());
    }
}

#[test]
fn a_connection_that_stays_open_does_not_hold_up_the_stop() {
    let place = Installatie::new("[serve]\nstop_timeout = \"1 s\"\n");
    let daemon = place.serve(&[]);
    let mut half = std::net::TcpStream::connect(&daemon.address).unwrap();
    std::io::Write::write_all(&mut half, b"GET /healthz HTTP/1.1\r\nHos").unwrap();
    assert_eq!(daemon.get("/healthz").0, 200);
    assert_eq!(daemon.stop().code(), Some(0));
}

#[test]
fn a_killed_daemon_starts_again_on_the_same_database() {
    let place = Installatie::new("");
    let daemon = place.serve(&[]);
    daemon.signal("KILL");
    assert_eq!(daemon.end().code(), None);
    let daemon = place.serve(&[]);
    assert_eq!(daemon.get("/readyz").0, 200);
}
