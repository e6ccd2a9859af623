//! The words a policy script may use: every function it may call, and what to
//! say about the ones it may not.
//!
//! The list is closed. Rhai's packages hold hundreds of functions, some of
//! which wait, print, or build values the size limits do not see; an adviser
//! needs two dozen. Operators (`+`, `>=`, `&&`, `in`) are no calls and always
//! allowed. The handbook for authors prints this list.
//!
//! Easy to get wrong: a function added here that calls back (`filter`, `map`)
//! is useless, for functions are no values in a policy script.

/// A function a script may call.
#[derive(Debug, Clone, Copy)]
pub struct Functie {
    /// Its name.
    pub naam: &'static str,
    /// How it is written.
    pub voorbeeld: &'static str,
    /// What it does, in Dutch, for the handbook.
    pub uitleg: &'static str,
}

const fn f(naam: &'static str, voorbeeld: &'static str, uitleg: &'static str) -> Functie {
    Functie {
        naam,
        voorbeeld,
        uitleg,
    }
}

/// Every function a policy script may call, apart from its own.
pub const TOEGESTAAN: &[Functie] = &[
    f(
        "ingevuld",
        "ingevuld(zaak.gegevens, \"x\")",
        "is dit veld er en is het niet leeg?",
    ),
    f(
        "dagen_tussen",
        "dagen_tussen(\"2026-10-01\", \"2026-10-08\")",
        "aantal kalenderdagen van de eerste tot de tweede datum (hier 7)",
    ),
    f(
        "plus_dagen",
        "plus_dagen(\"2026-10-01\", 7)",
        "de datum zoveel kalenderdagen later; een negatief aantal telt terug",
    ),
    f(
        "weekdag",
        "weekdag(\"2026-10-01\")",
        "de dag van de week, in kleine letters (hier donderdag)",
    ),
    f(
        "schooljaar",
        "schooljaar(\"2026-10-08\")",
        "het schooljaar van die dag, van 1 augustus tot en met 31 juli (hier 2026-2027)",
    ),
    f("len", "lijst.len()", "aantal onderdelen of letters"),
    f("is_empty", "lijst.is_empty()", "is de lijst of tekst leeg?"),
    f(
        "contains",
        "lijst.contains(\"x\")",
        "komt dit in de lijst of tekst voor?",
    ),
    f(
        "push",
        "lijst.push(x)",
        "voegt een onderdeel achteraan een eigen lijst toe",
    ),
    f("keys", "kaart.keys()", "de namen van de velden"),
    f("values", "kaart.values()", "de waarden van de velden"),
    f(
        "starts_with",
        "tekst.starts_with(\"x\")",
        "begint de tekst zo?",
    ),
    f(
        "ends_with",
        "tekst.ends_with(\"x\")",
        "eindigt de tekst zo?",
    ),
    f(
        "index_of",
        "tekst.index_of(\"x\")",
        "plaats in tekst of lijst, -1 als het ontbreekt",
    ),
    f(
        "sub_string",
        "tekst.sub_string(0, 4)",
        "een stuk van de tekst",
    ),
    f("to_lower", "tekst.to_lower()", "de tekst in kleine letters"),
    f("to_upper", "tekst.to_upper()", "de tekst in hoofdletters"),
    f("split", "tekst.split(\" \")", "de tekst in stukken"),
    f("to_string", "getal.to_string()", "het getal als tekst"),
    f(
        "parse_int",
        "parse_int(\"12\")",
        "de tekst als geheel getal",
    ),
    f(
        "to_int",
        "getal.to_int()",
        "het getal zonder cijfers achter de komma",
    ),
    f(
        "to_float",
        "getal.to_float()",
        "het getal als getal met komma",
    ),
    f("round", "getal.round()", "afgerond op een geheel getal"),
    f("floor", "getal.floor()", "naar beneden afgerond"),
    f("ceiling", "getal.ceiling()", "naar boven afgerond"),
    f("abs", "abs(getal)", "het getal zonder minteken"),
    f("min", "min(a, b)", "het kleinste van twee getallen"),
    f("max", "max(a, b)", "het grootste van twee getallen"),
    f("type_of", "type_of(x)", "wat voor waarde dit is"),
];

/// What a script may not call, and what its author can do instead.
pub const VERBODEN: &[(&str, &str)] = &[
    (
        "eval",
        "schrijf de regel zelf in het script; tekst uitvoeren kan niet",
    ),
    (
        "import",
        "een script is één bestand; neem de functie hierin over",
    ),
    (
        "export",
        "een script is één bestand; er valt niets te delen",
    ),
    (
        "sleep",
        "een script wacht niet; een termijn hoort in de definitie",
    ),
    (
        "timestamp",
        "een script kent geen klok; vraag de datum als invoer",
    ),
    ("print", "zet wat u wilt zeggen in `reden`"),
    ("debug", "zet wat u wilt zeggen in `reden`"),
    ("exit", "gebruik `return #{ antwoord: …, reden: … };`"),
    ("parse_json", "vraag het gegeven als invoer"),
    ("Fn", "roep de functie bij haar naam aan"),
    ("call", "roep de functie bij haar naam aan"),
    ("curry", "roep de functie bij haar naam aan"),
    ("filter", "gebruik `for x in lijst { … }`"),
    ("map", "gebruik `for x in lijst { … }`"),
    ("some", "gebruik `for x in lijst { … }`"),
    ("all", "gebruik `for x in lijst { … }`"),
    ("reduce", "gebruik `for x in lijst { … }`"),
    ("for_each", "gebruik `for x in lijst { … }`"),
];

/// Whether a script may call `naam`.
#[must_use]
pub fn is_toegestaan(naam: &str) -> bool {
    TOEGESTAAN.iter().any(|functie| functie.naam == naam)
}

/// What to do instead of calling `naam`, when it is one of the forbidden ones.
#[must_use]
pub fn waarom_verboden(naam: &str) -> Option<&'static str> {
    VERBODEN
        .iter()
        .find(|(verboden, _)| *verboden == naam)
        .map(|(_, hint)| *hint)
}

/// The candidate that looks most like `naam`, when one looks enough like it.
pub(super) fn nearest<'a>(
    naam: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| {
            (
                strsim::normalized_damerau_levenshtein(naam, candidate),
                candidate,
            )
        })
        .filter(|(likeness, _)| *likeness >= 0.6)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// The hint sentence for [`nearest`].
pub(super) fn did_you_mean<'a>(
    naam: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest(naam, candidates).map(|candidate| format!("bedoelde u `{candidate}`?"))
}
