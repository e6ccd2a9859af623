//! Layout: the Markdown of a filled text as HTML and as plain text, with its values back in place.
//!
//! Only the author's own words are Markdown. Easy to get wrong: raw HTML in a text is shown as it is
//! written, links lead to the web, mail or telephone only, and pictures are left out: a letter stands alone.

use pulldown_cmark::{CowStr, Event, HeadingLevel, Parser, Tag, TagEnd, html};

use super::afbreking::breek;
use super::sjabloon::{Gevuld, Stuk};

/// Columns of the plain text of a mail.
const KOLOMMEN: usize = 72;

/// The text as HTML for within a page.
pub(super) fn html(gevuld: &Gevuld) -> String {
    let mut uit = String::new();
    html::push_html(&mut uit, gebeurtenissen(gevuld).into_iter());
    uit
}

/// The text as plain text, in lines a mail reader can show.
pub(super) fn plat(gevuld: &Gevuld) -> String {
    let mut schrijver = Plat::default();
    for gebeurtenis in gebeurtenissen(gevuld) {
        schrijver.neem(gebeurtenis);
    }
    schrijver.uit.truncate(schrijver.uit.trim_end().len());
    schrijver.uit.push('\n');
    schrijver.uit
}

/// Replaces the signs HTML gives a meaning.
pub(super) fn veilig(tekst: &str) -> String {
    let mut uit = String::with_capacity(tekst.len());
    for teken in tekst.chars() {
        match teken {
            '&' => uit.push_str("&amp;"),
            '<' => uit.push_str("&lt;"),
            '>' => uit.push_str("&gt;"),
            '"' => uit.push_str("&quot;"),
            '\'' => uit.push_str("&#39;"),
            teken => uit.push(teken),
        }
    }
    uit
}

fn gebeurtenissen(gevuld: &Gevuld) -> Vec<Event<'_>> {
    let mut uit = Vec::new();
    for gebeurtenis in Parser::new(&gevuld.markdown) {
        match gebeurtenis {
            Event::Text(tekst)
            | Event::Code(tekst)
            | Event::Html(tekst)
            | Event::InlineHtml(tekst) => {
                zet_terug(gevuld, &tekst, &mut uit);
            }
            // The page has a heading of its own, above these.
            Event::Start(Tag::Heading {
                level: HeadingLevel::H1,
                id,
                classes,
                attrs,
            }) => {
                uit.push(Event::Start(Tag::Heading {
                    level: HeadingLevel::H2,
                    id,
                    classes,
                    attrs,
                }));
            }
            Event::End(TagEnd::Heading(HeadingLevel::H1)) => {
                uit.push(Event::End(TagEnd::Heading(HeadingLevel::H2)))
            }
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => {}
            Event::Start(Tag::HtmlBlock) => uit.push(Event::Start(Tag::Paragraph)),
            Event::End(TagEnd::HtmlBlock) => uit.push(Event::End(TagEnd::Paragraph)),
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                id,
                ..
            }) => {
                let doel = gevuld.platte(&dest_url);
                let doel = if is_veilig(&doel) {
                    doel
                } else {
                    String::new()
                };
                let (dest_url, title) = (doel.into(), CowStr::Borrowed(""));
                uit.push(Event::Start(Tag::Link {
                    link_type,
                    dest_url,
                    title,
                    id,
                }));
            }
            andere => uit.push(andere),
        }
    }
    uit
}

/// Writes a stretch of text with its values; a line break within a value stays a line break.
fn zet_terug(gevuld: &Gevuld, tekst: &str, uit: &mut Vec<Event<'_>>) {
    for stuk in gevuld.stukken(tekst) {
        match stuk {
            Stuk::Eigen(tekst) => uit.push(Event::Text(tekst.to_owned().into())),
            Stuk::Waarde(waarde) => {
                for (nummer, regel) in waarde.lines().enumerate() {
                    if nummer > 0 {
                        uit.push(Event::HardBreak);
                    }
                    uit.push(Event::Text(regel.trim().to_owned().into()));
                }
            }
        }
    }
}

fn is_veilig(doel: &str) -> bool {
    let doel = doel.to_ascii_lowercase();
    ["https://", "http://", "mailto:", "tel:"]
        .iter()
        .any(|begin| doel.starts_with(begin))
}

/// Writes plain text: paragraphs, and lists with their marks.
#[derive(Default)]
struct Plat {
    uit: String,
    /// The paragraph being gathered.
    alinea: String,
    /// Lists around this place: the next number, or `None` for a list of points.
    lijsten: Vec<Option<u64>>,
    /// The mark of an item that is still to be written.
    merk: Option<String>,
    link: Option<String>,
}

impl Plat {
    fn neem(&mut self, gebeurtenis: Event<'_>) {
        match gebeurtenis {
            Event::Text(tekst) => self.alinea.push_str(&tekst),
            Event::SoftBreak => self.alinea.push(' '),
            Event::HardBreak => self.alinea.push('\n'),
            Event::Rule => {
                self.sluit(true);
                self.uit.push_str("--\n\n");
            }
            Event::Start(Tag::List(begin)) => {
                self.sluit(false);
                self.lijsten.push(begin);
            }
            Event::End(TagEnd::List(_)) => {
                self.sluit(false);
                self.lijsten.pop();
                if self.lijsten.is_empty() {
                    self.wit();
                }
            }
            Event::Start(Tag::Item) => {
                self.merk = Some(match self.lijsten.last_mut() {
                    Some(Some(nummer)) => {
                        *nummer += 1;
                        format!("{}. ", *nummer - 1)
                    }
                    _ => "- ".to_owned(),
                });
            }
            Event::End(TagEnd::Item) => self.sluit(false),
            Event::End(
                TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::BlockQuote(_),
            ) => self.sluit(true),
            Event::Start(Tag::Link { dest_url, .. }) => self.link = Some(dest_url.into_string()),
            Event::End(TagEnd::Link) => {
                // A link to its own text needs no second telling.
                if let Some(doel) = self
                    .link
                    .take()
                    .filter(|doel| !doel.is_empty() && !self.alinea.ends_with(doel.as_str()))
                {
                    self.alinea.push_str(&format!(" ({doel})"));
                }
            }
            _ => {}
        }
    }

    fn sluit(&mut self, wit: bool) {
        let alinea = std::mem::take(&mut self.alinea);
        if !alinea.trim().is_empty() {
            let inspringen = 3 * self.lijsten.len();
            for (nummer, regel) in breek(alinea.trim(), KOLOMMEN - inspringen)
                .iter()
                .enumerate()
            {
                let merk = if nummer == 0 { self.merk.take() } else { None };
                let vooraan = format!("{:>inspringen$}", merk.unwrap_or_default());
                self.uit.push_str(format!("{vooraan}{regel}").trim_end());
                self.uit.push('\n');
            }
        }
        if wit {
            self.wit();
        }
    }

    fn wit(&mut self) {
        if !self.uit.is_empty() && !self.uit.ends_with("\n\n") {
            self.uit.push('\n');
        }
    }
}
