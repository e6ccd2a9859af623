//! Which lines of a text differ.
//!
//! The longest run of lines that both have, in order; the rest went or came. Easy to get wrong: size. It costs
//! lines times lines, so of what is long only the middle that differs is compared, and that up to a bound.

/// A line that went or came.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Regelverschil {
    Weg(String),
    Erbij(String),
}

/// Above this many lines on either side the whole middle is told as replaced.
const GRENS: usize = 2_000;

/// The lines that went and came, in the order of the text.
pub fn regels(oud: &str, nieuw: &str) -> Vec<Regelverschil> {
    let (oud, nieuw): (Vec<&str>, Vec<&str>) = (oud.lines().collect(), nieuw.lines().collect());
    let pairs = oud.iter().zip(&nieuw);
    let voor = pairs.take_while(|(was, wordt)| was == wordt).count();
    let (oud, nieuw) = (&oud[voor..], &nieuw[voor..]);
    let pairs = oud.iter().rev().zip(nieuw.iter().rev());
    let na = pairs.take_while(|(was, wordt)| was == wordt).count();
    middle(&oud[..oud.len() - na], &nieuw[..nieuw.len() - na])
}

fn middle(oud: &[&str], nieuw: &[&str]) -> Vec<Regelverschil> {
    let weg = |line: &&str| Regelverschil::Weg((*line).to_owned());
    let erbij = |line: &&str| Regelverschil::Erbij((*line).to_owned());
    if oud.len() > GRENS || nieuw.len() > GRENS {
        return oud.iter().map(weg).chain(nieuw.iter().map(erbij)).collect();
    }
    // `samen[i][j]`: how many lines the tails from `i` and `j` share.
    let mut samen = vec![vec![0_u32; nieuw.len() + 1]; oud.len() + 1];
    for i in (0..oud.len()).rev() {
        for j in (0..nieuw.len()).rev() {
            samen[i][j] = if oud[i] == nieuw[j] {
                samen[i + 1][j + 1] + 1
            } else {
                samen[i + 1][j].max(samen[i][j + 1])
            };
        }
    }
    let (mut i, mut j, mut found) = (0, 0, Vec::new());
    while i < oud.len() || j < nieuw.len() {
        if i < oud.len() && j < nieuw.len() && oud[i] == nieuw[j] {
            (i, j) = (i + 1, j + 1);
        } else if j == nieuw.len() || (i < oud.len() && samen[i + 1][j] >= samen[i][j + 1]) {
            found.push(weg(&oud[i]));
            i += 1;
        } else {
            found.push(erbij(&nieuw[j]));
            j += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_told_in_the_order_of_the_text() {
        let told = regels("a\nb\nc\nd\ne", "a\nB\nc\nx\nd\ne");
        assert_eq!(
            told,
            [
                Regelverschil::Weg("b".into()),
                Regelverschil::Erbij("B".into()),
                Regelverschil::Erbij("x".into()),
            ]
        );
        assert_eq!(regels("a\nb", "a\nb\n"), []);
        assert_eq!(regels("", "a"), [Regelverschil::Erbij("a".into())]);
    }
}
