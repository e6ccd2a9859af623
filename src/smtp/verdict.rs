//! What a fault means for the mail: again later, or never; and whether an operator must mend something first.
//!
//! ```text
//!                          4xx, timeout, broken    5xx
//!  up to the greeting      later                   later, loud   (we are not wanted here)
//!  certificate, STARTTLS   later, loud             later, loud
//!  AUTH, MAIL FROM         later                   later, loud   (login, sender)
//!  RCPT TO, DATA, content  later                   never         (this person, this mail)
//! ```
//! Easy to get wrong: the exceptions within the last row. Servers also refuse *us* there (530, 535, 538,
//! "relay"), and a full mailbox (552) is emptied sooner or later.

use super::fault::{Fault, Problem, Stage};

/// What became of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The server has it; its answer.
    Sent { answer: String },
    /// Not now. `server`: the fault is not this mail's, any other would have met it too. `loud`: nothing
    /// will go until an operator mends it.
    Later {
        fault: Fault,
        server: bool,
        loud: bool,
    },
    /// This mail will never be taken.
    Never { fault: Fault },
}

impl Verdict {
    pub(super) fn of(fault: Fault) -> Self {
        let before_mail = !matches!(fault.stage, Stage::Recipient | Stage::Data | Stage::Content);
        let (server, loud) = match &fault.problem {
            Problem::Unsendable(_) => return Self::Never { fault },
            Problem::Certificate(_) | Problem::NotOffered(_) => (true, true),
            Problem::Timeout(_) | Problem::Network(_) => (true, false),
            Problem::Answer { code: 421, .. } => (true, false),
            Problem::Answer { code, .. } if *code < 500 => (before_mail, false),
            Problem::Answer { code, text } if before_mail || is_about_us(*code, text) => {
                (true, true)
            }
            // The mailbox is full, or RFC 5321 4.5.3.1.10: too many at once.
            Problem::Answer { code: 552, .. } if fault.stage == Stage::Recipient => (false, false),
            Problem::Answer { .. } => return Self::Never { fault },
        };
        Self::Later {
            fault,
            server,
            loud,
        }
    }
}

/// Whether a refusal is about the sender: not logged in, or not allowed to send through this server.
fn is_about_us(code: u16, text: &str) -> bool {
    matches!(code, 503 | 530 | 534 | 535 | 538) || text.to_ascii_lowercase().contains("relay")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn told(stage: Stage, code: u16, text: &str) -> &'static str {
        let text = text.to_owned();
        word(&Verdict::of(Fault::new(
            stage,
            Problem::Answer { code, text },
        )))
    }

    fn word(verdict: &Verdict) -> &'static str {
        match verdict {
            Verdict::Sent { .. } => "sent",
            Verdict::Later { loud: true, .. } => "later, loud",
            Verdict::Later { server: true, .. } => "later, server",
            Verdict::Later { .. } => "later",
            Verdict::Never { .. } => "never",
        }
    }

    #[test]
    fn a_refusal_is_laid_at_the_right_door() {
        use Stage::{Auth, Content, Hello, Recipient, Sender};
        let cases = [
            (Hello, 421, "busy", "later, server"),
            (Hello, 554, "no service for you", "later, loud"),
            (Auth, 454, "temporary failure", "later, server"),
            (Auth, 535, "5.7.8 wrong", "later, loud"),
            (Sender, 451, "later", "later, server"),
            (Sender, 530, "log in first", "later, loud"),
            (Sender, 550, "sender refused", "later, loud"),
            (Recipient, 450, "4.2.0 greylisted", "later"),
            (Recipient, 421, "too many", "later, server"),
            (Recipient, 550, "5.1.1 no such user", "never"),
            (Recipient, 552, "5.2.2 mailbox full", "later"),
            (Recipient, 554, "5.7.1 Relay access denied", "later, loud"),
            (Recipient, 530, "5.7.0 log in first", "later, loud"),
            (Content, 451, "later", "later"),
            (Content, 554, "5.6.0 refused", "never"),
        ];
        for (stage, code, text, expected) in cases {
            assert_eq!(told(stage, code, text), expected, "{stage} {code} {text}");
        }
    }

    #[test]
    fn what_is_no_answer_is_never_held_against_the_mail() {
        for stage in [Stage::Connect, Stage::Tls, Stage::Recipient, Stage::Content] {
            let silent = Fault::timeout(stage, Duration::from_secs(1));
            assert_eq!(word(&Verdict::of(silent)), "later, server");
        }
        let wrong = Fault::new(Stage::Tls, Problem::Certificate("unknown issuer".into()));
        assert_eq!(word(&Verdict::of(wrong)), "later, loud");
    }
}
