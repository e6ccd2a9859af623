//! What one line can do to a term of law, and what is told when a layer changes that.
//!
//! Which lists are compared is `verloop`'s. Easy to get wrong: what lets a term begin or run on may not go, what ends
//! it or holds it up may not come, and the day it is counted from may do neither.

use super::super::regels::Lijst;
use super::Wettelijk;
use crate::definition::boom::{Knoop, Soort};
use crate::definition::diagnostic::Code;

/// What a line can do to a term of law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Werking<'k> {
    Stopt,
    SchortOp,
    Hervat,
    /// Sets the field it is counted from.
    Zet(&'k str),
    /// Leaves its fase, or closes the zaak.
    Verlaat,
    /// Goes to its fase.
    Naar,
    /// Opens its taak.
    Open,
    /// What its own running out comes to.
    Verstreken,
}

impl Werking<'_> {
    /// Whether a line that does this may not go.
    pub fn moet_blijven(self) -> bool {
        matches!(
            self,
            Self::Hervat | Self::Zet(_) | Self::Naar | Self::Open | Self::Verstreken
        )
    }

    /// Whether a line that does this may not come.
    pub fn mag_niet_erbij(self) -> bool {
        matches!(
            self,
            Self::Stopt | Self::SchortOp | Self::Zet(_) | Self::Verlaat
        )
    }

    /// The key of a line that does this.
    pub fn sleutel(self) -> &'static str {
        match self {
            Self::Stopt => "stopt",
            Self::SchortOp => "schort_op",
            Self::Hervat => "hervat",
            Self::Zet(_) => "zet",
            Self::Open => "open",
            Self::Verlaat | Self::Naar | Self::Verstreken => "ga_naar",
        }
    }

    /// What is told of a list in which it is other than below; `{}` stands for the term.
    pub fn melding(self, list: &Lijst<'_>, wet: &Wettelijk<'_>) -> (Code, String) {
        let wie = list.wie();
        match self {
            Self::Stopt => (Code::F151, format!("laat {{}} bij {wie} stoppen")),
            Self::SchortOp => (
                Code::F150,
                format!("zet {{}} bij {wie} stil, en daar geeft de laag eronder geen grond voor"),
            ),
            Self::Hervat => (
                Code::F150,
                format!("laat {{}} bij {wie} niet meer verder lopen"),
            ),
            Self::Zet(veld) => (
                Code::F152,
                format!("zet bij {wie} `{veld}`, de dag waarvan {{}} telt, anders dan eronder"),
            ),
            Self::Verlaat if list.pad.last() == Some(&"bij_binnenkomst") => (
                Code::F152,
                format!("gaat bij {wie} verder voordat {{}} begint of klaar is"),
            ),
            Self::Verlaat => (
                Code::F151,
                format!("brengt de zaak bij {wie} verder of sluit haar, en dan vervalt {{}}"),
            ),
            Self::Naar => (
                Code::F152,
                format!(
                    "gaat bij {wie} niet meer naar fase `{}`, waar {{}} begint",
                    wet.fase
                ),
            ),
            Self::Open => (Code::F152, format!("opent {{}} bij {wie} niet meer")),
            Self::Verstreken => (
                Code::F152,
                "verandert wat er volgt als {} verstrijkt".to_owned(),
            ),
        }
    }
}

/// A node as text, the same however it was laid out.
pub(super) fn geschreven(knoop: &Knoop) -> String {
    match &knoop.soort {
        Soort::Scalair(scalair) => scalair.tekst.clone(),
        Soort::Lijst(items) if items.len() == 1 => items.iter().map(geschreven).collect(),
        Soort::Lijst(items) => {
            let items: Vec<String> = items.iter().map(geschreven).collect();
            format!("[{}]", items.join(", "))
        }
        Soort::Kaart(regels) => {
            let mut regels: Vec<String> = regels
                .iter()
                .map(|(sleutel, kind)| format!("{}: {}", sleutel.naam, geschreven(kind)))
                .collect();
            regels.sort();
            format!("{{{}}}", regels.join(", "))
        }
    }
}
