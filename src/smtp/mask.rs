//! Mail addresses as logs may show them.
//!
//! Easy to get wrong: the answers of a server. They repeat the address they are about, so they pass here too.

/// An address of which the person cannot be read: `m…@rbl.example`.
pub fn mask(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((local, domain)) => {
            let first = local.chars().next().map(String::from).unwrap_or_default();
            format!("{first}…@{domain}")
        }
        None => "…".to_owned(),
    }
}

/// A text in which every address is masked.
pub fn mask_all(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut word = String::new();
    for letter in text.chars() {
        if letter.is_whitespace()
            || matches!(
                letter,
                '<' | '>' | '(' | ')' | '[' | ']' | '"' | ',' | ';' | ':' | '\''
            )
        {
            out.push_str(&masked_word(&word));
            out.push(letter);
            word.clear();
        } else {
            word.push(letter);
        }
    }
    out.push_str(&masked_word(&word));
    out
}

fn masked_word(word: &str) -> String {
    if word.contains('@') {
        mask(word)
    } else {
        word.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_of_a_server_keeps_its_sense_and_loses_the_person() {
        assert_eq!(
            mask_all("5.1.1 <m.hoekstra@rbl.example>: Recipient address rejected"),
            "5.1.1 <m…@rbl.example>: Recipient address rejected"
        );
        assert_eq!(
            mask_all("user a@b@c.example unknown"),
            "user a…@c.example unknown"
        );
        assert_eq!(mask_all("4.7.1 try again later"), "4.7.1 try again later");
        assert_eq!(mask("geen adres"), "…");
    }
}
