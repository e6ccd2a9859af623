//! The text of `show`: YAML at the left, where it comes from at the right, as a comment.
//!
//! Easy to get wrong: what is printed stays YAML, whatever the width. So what stands beside a line is a comment, and a
//! line that is too long keeps its comment and goes past the edge.

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use crate::catalog::Gelegd;
use crate::definition::uitschrijven::{Regel, regels};

const LANDELIJK: Style = Style::new().dimmed();
const BUREAU: Style = AnsiColor::Cyan.on_default();
const GEMEENTE: Style = AnsiColor::Magenta.on_default();
const KOP: Style = Style::new().bold();

/// From this width the whole path fits beside the text.
const BREED: usize = 140;
/// Below this width a layer is one letter, and the article stands only where the text says it.
const SMAL: usize = 80;
/// The longest article that is written out.
const ARTIKEL: usize = 22;

/// The whole text.
pub(super) fn tekst(kop: &str, gelegd: &Gelegd, breedte: usize) -> String {
    let marks = Merken::new(gelegd, breedte);
    let links = breedte.saturating_sub(marks.breedte() + 4).max(30);
    let lines = regels(&gelegd.boom, links);
    let mut out = format!("{KOP}# {kop}{KOP:#}\n");
    for (nummer, laag) in gelegd.lagen.iter().enumerate() {
        let style = stijl(nummer, &laag.naam);
        out.push_str(&format!(
            "{style}# {}  {}{style:#}\n",
            padded(&marks.laag(nummer), marks.laagbreedte()),
            laag.bestand
        ));
    }
    out.push('\n');
    for regel in &lines {
        if regel.loopt_door {
            out.push_str(&regel.tekst);
        } else {
            let (nummer, mark) = marks.van(regel);
            let style = stijl(nummer, gelegd.laag(&regel.plek.bestand));
            let left = padded(&regel.tekst, links);
            out.push_str(format!("{left}  {style}# {}{style:#}", mark.trim_end()).trim_end());
        }
        out.push('\n');
    }
    if !gelegd.stukken.is_empty() {
        out.push_str(&format!("\n{KOP}# Brieven, mails en scripts{KOP:#}\n"));
    }
    for stuk in &gelegd.stukken {
        let nummer = gelegd
            .lagen
            .iter()
            .position(|laag| laag.naam == stuk.laag.naam);
        let style = stijl(nummer.unwrap_or_default(), &stuk.laag.naam);
        out.push_str(&format!(
            "{style}# {:<6}  {}{style:#}\n",
            stuk.soort, stuk.laag.bestand
        ));
    }
    out
}

/// The lowest layer steps back, what a bureau or gemeente says stands out.
fn stijl(nummer: usize, laag: &str) -> Style {
    match (nummer, laag) {
        (_, "landelijk") => LANDELIJK,
        (0 | 1, _) => BUREAU,
        _ => GEMEENTE,
    }
}

fn padded(tekst: &str, breedte: usize) -> String {
    let blank = breedte.saturating_sub(tekst.width());
    format!("{tekst}{}", " ".repeat(blank))
}

/// What stands at the right.
struct Merken<'g> {
    gelegd: &'g Gelegd,
    breedte: usize,
}

impl<'g> Merken<'g> {
    fn new(gelegd: &'g Gelegd, breedte: usize) -> Self {
        Self { gelegd, breedte }
    }

    /// A layer by its number: its name, or one letter where there is little room.
    fn laag(&self, nummer: usize) -> String {
        let Some(laag) = self.gelegd.lagen.get(nummer) else {
            return String::new();
        };
        if self.breedte < SMAL {
            return ["L", "B", "G"]
                .get(self.hoogte(nummer))
                .copied()
                .unwrap_or("L")
                .to_owned();
        }
        laag.naam.clone()
    }

    /// How high a layer lies: the country, the bureau, the gemeente.
    fn hoogte(&self, nummer: usize) -> usize {
        let national = self
            .gelegd
            .lagen
            .first()
            .is_some_and(|laag| laag.naam == "landelijk");
        if national { nummer } else { nummer + 1 }
    }

    fn laagbreedte(&self) -> usize {
        let names = (0..self.gelegd.lagen.len()).map(|nummer| self.laag(nummer).width());
        names.max().unwrap_or_default()
    }

    /// The place: `landelijk:41`, or with the whole path where there is room.
    fn plek(&self, nummer: usize, regel: usize) -> String {
        let laag = self.laag(nummer);
        match self.gelegd.lagen.get(nummer) {
            Some(found) if self.breedte >= BREED => {
                format!(
                    "{}  {}:{regel}",
                    padded(&laag, self.laagbreedte()),
                    found.bestand
                )
            }
            _ => format!("{laag}:{regel}"),
        }
    }

    fn plekbreedte(&self) -> usize {
        let widths = (0..self.gelegd.lagen.len()).map(|nummer| self.plek(nummer, 9999).width());
        widths.max().unwrap_or_default()
    }

    fn breedte(&self) -> usize {
        match self.breedte < SMAL {
            true => self.plekbreedte(),
            false => self.plekbreedte() + 1 + ARTIKEL,
        }
    }

    /// The layer of a line, and all that stands beside it.
    fn van(&self, regel: &Regel<'_>) -> (usize, String) {
        let mut lagen = self.gelegd.lagen.iter();
        let nummer = lagen
            .position(|laag| *laag.bestand == *regel.plek.bestand)
            .unwrap_or_default();
        let plek = self.plek(nummer, regel.plek.regel);
        if self.breedte < SMAL || regel.algemeen {
            return (nummer, plek);
        }
        let article = short(&regel.grondslag);
        (
            nummer,
            format!("{} {article}", padded(&plek, self.plekbreedte())),
        )
    }
}

/// The first articles that fit, and how many more there are.
fn short(grondslag: &[String]) -> String {
    let Some(first) = grondslag.first() else {
        return String::new();
    };
    let more = match grondslag.len() {
        1 => String::new(),
        all => format!(" +{}", all - 1),
    };
    let room = ARTIKEL - more.len();
    let first = match first.char_indices().nth(room) {
        Some(_) => format!("{}…", first.chars().take(room - 1).collect::<String>()),
        None => first.clone(),
    };
    format!("{first}{more}")
}
