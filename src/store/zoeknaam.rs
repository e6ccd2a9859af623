//! Names in the spelling they are looked for in: without capitals and accents.
//!
//! Made once, when a person is kept, because what a database folds by itself is ASCII only: for SQLite `É` and
//! `é` are two letters. Easy to get wrong: an accent may be a letter of its own or stand beside its letter; both
//! spellings are the same name.

/// A name as it is compared.
pub(super) fn zoeknaam(naam: &str) -> String {
    let mut folded = String::with_capacity(naam.len());
    for word in naam.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        word.chars()
            .flat_map(char::to_lowercase)
            .for_each(|letter| fold(letter, &mut folded));
    }
    folded
}

/// The parts of a question, each of which must occur in a name.
pub(super) fn zoekdelen(vraag: &str) -> Vec<String> {
    zoeknaam(vraag)
        .split(' ')
        .filter(|deel| !deel.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A lower-case letter without what stands on or through it.
fn fold(letter: char, folded: &mut String) {
    let plain = match letter {
        '\u{300}'..='\u{36f}' => return,
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => 'c',
        'ď' | 'đ' | 'ð' => 'd',
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => 'e',
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => 'g',
        'ĥ' | 'ħ' => 'h',
        'ì' | 'í' | 'î' | 'ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => 'i',
        'ĵ' => 'j',
        'ķ' => 'k',
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => 'l',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => 'o',
        'ŕ' | 'ŗ' | 'ř' => 'r',
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => 's',
        'ţ' | 'ť' | 'ŧ' | 'ț' => 't',
        'ù' | 'ú' | 'û' | 'ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => 'u',
        'ŵ' => 'w',
        'ý' | 'ÿ' | 'ŷ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        'ß' => return folded.push_str("ss"),
        'æ' => return folded.push_str("ae"),
        'œ' => return folded.push_str("oe"),
        'ĳ' => return folded.push_str("ij"),
        'þ' => return folded.push_str("th"),
        // As it is typed, and as a word processor makes it.
        '’' | '‘' | '`' => '\'',
        other => other,
    };
    folded.push(plain);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_accents_and_spaces_do_not_make_two_names() {
        assert_eq!(zoeknaam("  ZOË   van  Ééns"), "zoe van eens");
        assert_eq!(zoeknaam("Zoe\u{308}"), zoeknaam("Zoë"));
        assert_eq!(zoeknaam("İpek Şahin"), "ipek sahin");
        assert_eq!(zoeknaam("Łukasz Groß"), "lukasz gross");
        assert_eq!(zoeknaam("‘t Hart"), "'t hart");
        assert_eq!(zoeknaam("فاطمة"), "فاطمة");
    }

    #[test]
    fn a_question_is_its_words() {
        assert_eq!(zoekdelen(" Dé  Wit "), ["de", "wit"]);
        assert_eq!(zoekdelen("  "), [""; 0]);
    }
}
