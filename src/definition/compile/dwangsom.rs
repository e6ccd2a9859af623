//! Which term costs a dwangsom when it lapses, and how much.
//!
//! Counting is `definition::dwangsom`'s. Easy to get wrong: the amounts are the law's. A layer names them only
//! where the law has changed them since, and then says where that stands.

use super::blik::Blik;
use super::werk::Werk;
use crate::definition::diagnostic::{Code, Diagnostic};
use crate::definition::dwangsom::{Bedrag, Dwangsom};

/// Reads the dwangsom of a term.
pub(super) fn lees(werk: &mut Werk<'_>, termijn: Blik<'_>, wie: &str) -> Option<Dwangsom> {
    let blik = termijn.kind("dwangsom")?;
    if termijn.ja_nee("dwangsom") == Some(false) {
        return None;
    }
    if termijn.ja_nee("wettelijk") != Some(true) {
        let melding = format!("{wie} heeft een dwangsom, maar is geen wettelijke termijn");
        let hint = "zet er `wettelijk: ja` bij, of haal `dwangsom` weg";
        werk.meld(Diagnostic::new(Code::F139, blik.sleutel, melding).met_hint(hint));
    }
    if let Some(eerder) = werk.namen.dwangsom.replace(blik.sleutel.clone()) {
        let melding = format!("{wie} heeft een dwangsom, maar een andere termijn ook al");
        let hint = format!(
            "een zaak heeft één beslistermijn; zie {}",
            werk.wijs(&eerder)
        );
        werk.meld(Diagnostic::new(Code::F139, blik.sleutel, melding).met_hint(hint));
    }
    if termijn.ja_nee("dwangsom") == Some(true) {
        return Some(Dwangsom::van_de_wet());
    }
    let number = |van: Blik<'_>, naam: &str| van.tekst(naam)?.parse::<u32>().ok();
    let bedrag = |van: Blik<'_>| {
        let (dagen, euro) = (number(van, "dagen")?, number(van, "euro")?);
        Some(Bedrag { dagen, euro }).filter(|bedrag| bedrag.dagen > 0 && bedrag.euro > 0)
    };
    let written = blik.reeks("bedragen");
    let bedragen: Vec<Bedrag> = written.iter().filter_map(|van| bedrag(*van)).collect();
    let grondslag = blik.teksten("grondslag");
    if bedragen.is_empty() || bedragen.len() < written.len() || grondslag.is_empty() {
        let melding = format!("de dwangsom van {wie} is niet compleet");
        let hint = "schrijf `ja`, of `{bedragen: [{dagen: 14, euro: 23}, …], grondslag: …}`";
        werk.absent(Diagnostic::new(Code::F139, blik.sleutel, melding).met_hint(hint));
    }
    Some(Dwangsom {
        bedragen,
        grondslag,
    })
}
