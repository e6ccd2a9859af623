//! Mails to medewerkers: whole ones, as they arrive.

use serde_json::json;

use super::*;
use crate::render::proef::{aan, bureau, dag, mailregel};
use crate::zaak::{MedewerkerId, Rol};

const OVERZICHT: &str = "---\ngrondslag: AI art. 3\n---\nBeste {{ ontvanger.naam }},\n\nIn zaak **{{ zaak.nummer }}** ({{ zaak.procedure }}) vraagt dit uw aandacht:\n\n\
    {% for regel in regels -%}\n1. **{{ regel.titel }}**{% if regel.einde %}, uiterlijk {{ regel.einde|datum }}, {{ regel.over }}{% endif %}\n\n   Waarom: {{ regel.waarom }}.\n\n   Daarna: {{ regel.vervolg }}.\n{% endfor %}\n";

fn overzicht() -> Tekst {
    Tekst::lees("workflows/landelijk/mails/overzicht.md", OVERZICHT).unwrap()
}

fn dagoverzicht() -> Tekst {
    let bestand = "workflows/landelijk/mails/dagoverzicht.md";
    Tekst::lees(
        bestand,
        include_str!("../../../workflows/landelijk/mails/dagoverzicht.md"),
    )
    .unwrap()
}

fn mail(tekst: &Tekst, regels: &[(RegelId, MailRegel)]) -> Result<Mail, Fout> {
    maak(
        tekst,
        Bericht {
            bureau: &bureau(),
            aan: &aan("ambt-1"),
            regels,
            vandaag: dag("2026-10-15"),
        },
    )
}

fn eml(mail: &Mail) -> String {
    let op = "2026-10-15T06:00:00Z".parse().unwrap();
    String::from_utf8(mail.to_eml(op).unwrap())
        .unwrap()
        .replace("\r\n", "\n")
}

#[test]
fn a_subject_says_what_and_by_when() {
    let onderwerp = |soort: &str, einde: Option<&str>| {
        let regels = [mailregel(
            "Z12.14",
            soort,
            "Verstuur de eerste brief",
            einde,
        )];
        mail(&overzicht(), &regels).unwrap().onderwerp
    };
    let gevonden = [
        onderwerp("herinnering", Some("2026-10-15")),
        onderwerp("herinnering", Some("2026-10-29")),
        onderwerp("escalatie", Some("2026-10-14")),
        onderwerp("mail", None),
        onderwerp("incident", Some("2026-10-29")),
    ];
    insta::assert_snapshot!(gevonden.join("\n"), @"
    Vandaag: verstuur de eerste brief (Z12)
    Uiterlijk do 29 okt: verstuur de eerste brief (Z12)
    Te laat: verstuur de eerste brief (Z12)
    Verstuur de eerste brief (Z12)
    Ingrijpen nodig: verstuur de eerste brief (Z12)
    ");
}

#[test]
fn several_lines_are_one_mail_with_the_most_urgent_first() {
    let regels = [
        mailregel("Z12.20", "mail", "Lees de reactie", None),
        mailregel(
            "Z12.14",
            "herinnering",
            "Verstuur de eerste brief",
            Some("2026-10-29"),
        ),
        mailregel(
            "Z12.18",
            "incident",
            "De vraag brief-keuze kon niet worden beantwoord",
            None,
        ),
        mailregel(
            "Z12.16",
            "escalatie",
            "Begin het onderzoek",
            Some("2026-10-29"),
        ),
        mailregel("Z12.15", "herinnering", "SVB bellen", Some("2026-10-14")),
    ];
    let gevonden = mail(&overzicht(), &regels).unwrap();
    insta::assert_snapshot!(gevonden.onderwerp, @"Ingrijpen nodig: 5 punten vragen aandacht");
    insta::assert_snapshot!(gevonden.tekst, @"
    Beste Marit Hoekstra,

    In zaak Z12 (Absoluut verzuim) vraagt dit uw aandacht:

    1. De vraag brief-keuze kon niet worden beantwoord

       Waarom: 5 schooldagen na do 8 okt 2026 = do 15 okt 2026;
       overgeslagen: weekenden (AI art. 3 lid 7).

       Daarna: Op vr 16 okt 2026 gaat dit naar de leerplichtambtenaar.

    2. SVB bellen, uiterlijk 14 oktober 2026, nog 2 schooldagen

       Waarom: 5 schooldagen na do 8 okt 2026 = do 15 okt 2026;
       overgeslagen: weekenden (AI art. 3 lid 7).

       Daarna: Op vr 16 okt 2026 gaat dit naar de leerplichtambtenaar.

    3. Begin het onderzoek, uiterlijk 29 oktober 2026, nog 2 schooldagen

       Waarom: 5 schooldagen na do 8 okt 2026 = do 15 okt 2026;
       overgeslagen: weekenden (AI art. 3 lid 7).

       Daarna: Op vr 16 okt 2026 gaat dit naar de leerplichtambtenaar.

    4. Verstuur de eerste brief, uiterlijk 29 oktober 2026, nog 2
       schooldagen

       Waarom: 5 schooldagen na do 8 okt 2026 = do 15 okt 2026;
       overgeslagen: weekenden (AI art. 3 lid 7).

       Daarna: Op vr 16 okt 2026 gaat dit naar de leerplichtambtenaar.

    5. Lees de reactie

       Waarom: 5 schooldagen na do 8 okt 2026 = do 15 okt 2026;
       overgeslagen: weekenden (AI art. 3 lid 7).

       Daarna: Op vr 16 okt 2026 gaat dit naar de leerplichtambtenaar.
    ");
    let later = mail(
        &overzicht(),
        &regels[1..2]
            .iter()
            .chain(&regels[3..4])
            .cloned()
            .collect::<Vec<_>>(),
    )
    .unwrap();
    insta::assert_snapshot!(later.onderwerp, @"2 punten vragen aandacht, de eerste uiterlijk do 29 okt");
}

#[test]
fn several_zaken_take_the_text_made_for_them() {
    let regels = [
        mailregel(
            "Z13.2",
            "herinnering",
            "Begin het onderzoek",
            Some("2026-10-16"),
        ),
        mailregel(
            "Z12.14",
            "escalatie",
            "Verstuur de eerste brief",
            Some("2026-10-15"),
        ),
        mailregel(
            "Z13.4",
            "herinnering",
            "Spreek de ouders",
            Some("2026-10-20"),
        ),
    ];
    assert_eq!(
        (
            tekstnaam(&regels, ["overzicht"; 3].into_iter()),
            tekstnaam(&regels[..1], ["overzicht"].into_iter()),
            tekstnaam(&regels[1..2], ["incident"].into_iter()),
        ),
        ("dagoverzicht", "overzicht", "incident")
    );
    // One zaak, of which two texts would tell.
    let twee = [regels[0].clone(), regels[2].clone()];
    assert_eq!(
        tekstnaam(&twee, ["overzicht", "incident"].into_iter()),
        "dagoverzicht"
    );
    let gevonden = mail(&dagoverzicht(), &regels).unwrap();
    insta::assert_snapshot!(format!("{}\n\n{}", gevonden.onderwerp, gevonden.tekst), @r#"
    3 punten vragen aandacht, de eerste vandaag

    Beste Marit Hoekstra,

    Er vragen 3 punten uw aandacht, in 2 zaken. Het dringendste staat
    bovenaan.

    Zaak Z12 (Absoluut verzuim, Woerden), fase "De ouders worden
    aangeschreven"

     - Verstuur de eerste brief (u krijgt dit omdat het nog niet is gedaan)

       Uiterlijk 15 oktober 2026 (nog 2 schooldagen).

       Waarom deze datum: 5 schooldagen na do 8 okt 2026 = do 15 okt 2026;
       overgeslagen: weekenden (AI art. 3 lid 7).

       Wat er daarna gebeurt: Op vr 16 okt 2026 gaat dit naar de
       leerplichtambtenaar.

    Zaak Z13 (Absoluut verzuim, Woerden), fase "De ouders worden
    aangeschreven"

     - Begin het onderzoek

       Uiterlijk 16 oktober 2026 (nog 2 schooldagen).

       Waarom deze datum: 5 schooldagen na do 8 okt 2026 = do 15 okt 2026;
       overgeslagen: weekenden (AI art. 3 lid 7).

       Wat er daarna gebeurt: Op vr 16 okt 2026 gaat dit naar de
       leerplichtambtenaar.

     - Spreek de ouders

       Uiterlijk 20 oktober 2026 (nog 2 schooldagen).

       Waarom deze datum: 5 schooldagen na do 8 okt 2026 = do 15 okt 2026;
       overgeslagen: weekenden (AI art. 3 lid 7).

       Wat er daarna gebeurt: Op vr 16 okt 2026 gaat dit naar de
       leerplichtambtenaar.

    Is iets al gedaan? Leg het dan vast in Termijnwacht, dan stoppen de
    herinneringen.

    Dit bericht is automatisch gemaakt voor Regionaal Bureau Leerplicht. Er
    staan met opzet geen persoonsgegevens in; die vindt u in de zaak.
    "#);
    assert_eq!(gevonden.referentie, None);
    // A text about one zaak would tell of the wrong one.
    insta::assert_snapshot!(mail(&overzicht(), &regels).unwrap_err(), @"regel 6: `zaak.nummer` of `zaak.procedure` heeft in deze zaak geen waarde");
}

/// A morning after weeks in which nothing was sent.
fn vloed() -> Vec<(RegelId, MailRegel)> {
    let mut regels = Vec::new();
    for nummer in 1..=212 {
        let einde = dag("2026-08-03") + chrono::Days::new(nummer);
        let regel = format!("Z{nummer}.9");
        let (id, mut inhoud) = mailregel(
            &regel,
            "herinnering",
            "Verstuur de eerste brief",
            Some(&einde.to_string()),
        );
        inhoud.procedure = "Absoluut verzuim".into();
        inhoud.over = "te laat".into();
        regels.push((id, inhoud));
    }
    for nummer in 300..330 {
        let soort = if nummer % 2 == 0 {
            "escalatie"
        } else {
            "herinnering"
        };
        let (id, mut inhoud) = mailregel(
            &format!("Z{nummer}.4"),
            soort,
            "Verstuur het proces-verbaal",
            Some("2026-10-29"),
        );
        inhoud.procedure = "Relatief verzuim".into();
        regels.push((id, inhoud));
    }
    let (id, mut inhoud) = mailregel(
        "Z400.2",
        "incident",
        "De vraag brief-keuze kon niet worden beantwoord",
        None,
    );
    inhoud.waarom = "het script `brief-keuze` gaf geen antwoord".into();
    inhoud.vervolg = "herstel het script en stel de vraag opnieuw".into();
    regels.push((id, inhoud));
    regels.push(mailregel("Z401.7", "mail", "Lees de reactie", None));
    regels
}

#[test]
fn a_flood_is_one_mail_of_the_most_urgent_and_a_count_of_the_rest() {
    let regels = vloed();
    let gevraagd = regels.iter().map(|_| "overzicht");
    assert_eq!(tekstnaam(&regels, gevraagd), "dagoverzicht");
    let gevonden = mail(&dagoverzicht(), &regels).unwrap();
    let zaken = gevonden.tekst.matches("\nZaak Z").count();
    assert_eq!(zaken, VOLUIT);
    let begin: Vec<&str> = gevonden.tekst.lines().take(26).collect();
    let einde = gevonden.tekst.find("Wat er verder ligt").unwrap();
    insta::assert_snapshot!(format!(
        "{}\n\n{}\n[…]\n{}",
        gevonden.onderwerp,
        begin.join("\n"),
        &gevonden.tekst[einde..]
    ), @r#"
    Ingrijpen nodig: 244 punten vragen aandacht

    Beste Marit Hoekstra,

    Er vragen 244 punten uw aandacht, in 244 zaken. Hieronder leest u de 40
    dringendste, het dringendste bovenaan. De andere zijn aan het eind
    alleen geteld.

    Zaak Z400 (Absoluut verzuim, Woerden), fase "De ouders worden
    aangeschreven"

     - De vraag brief-keuze kon niet worden beantwoord (ingrijpen nodig)

       Oorzaak: het script `brief-keuze` gaf geen antwoord.

       Wat u kunt doen: herstel het script en stel de vraag opnieuw.

    Zaak Z1 (Absoluut verzuim, Woerden), fase "De ouders worden
    aangeschreven"

     - Verstuur de eerste brief

       Uiterlijk 4 augustus 2026 (te laat).

       Waarom deze datum: 5 schooldagen na do 8 okt 2026 = do 15 okt 2026;
       overgeslagen: weekenden (AI art. 3 lid 7).

       Wat er daarna gebeurt: Op vr 16 okt 2026 gaat dit naar de
    […]
    Wat er verder ligt

     - nog 173 herinneringen in absoluut verzuim; de eerste datum is 12
       september 2026
     - nog 1 bericht in absoluut verzuim
     - nog 15 escalaties in relatief verzuim; de eerste datum is 29 oktober
       2026
     - nog 15 herinneringen in relatief verzuim; de eerste datum is 29
       oktober 2026

    U vindt ze in de takenlijst van Termijnwacht (termijnwacht taken).

    Is iets al gedaan? Leg het dan vast in Termijnwacht, dan stoppen de
    herinneringen.

    Dit bericht is automatisch gemaakt voor Regionaal Bureau Leerplicht. Er
    staan met opzet geen persoonsgegevens in; die vindt u in de zaak.
    "#);
    assert!(!gevonden.tekst.contains(" 0 ") && gevonden.html.contains("<li>"));
}

#[test]
fn many_lines_of_one_zaak_are_counted_too() {
    let regels: Vec<_> = (1..=41)
        .map(|nummer| {
            mailregel(
                &format!("Z12.{nummer}"),
                "herinnering",
                "Bel de ouders",
                Some("2026-10-20"),
            )
        })
        .collect();
    let gevraagd = regels.iter().map(|_| "overzicht");
    assert_eq!(tekstnaam(&regels, gevraagd), "dagoverzicht");
    let gevonden = mail(&dagoverzicht(), &regels).unwrap();
    assert!(
        gevonden
            .tekst
            .contains("Er vragen 41 punten uw aandacht, in één zaak.")
    );
    assert!(
        gevonden
            .tekst
            .contains("- nog 1 herinnering in absoluut verzuim; de eerste datum is")
    );
}

#[test]
fn a_mail_travels_as_the_same_bytes_each_time() {
    let regels = [mailregel(
        "Z12.14",
        "herinnering",
        "Verstuur de brief aan één ouder",
        Some("2026-10-15"),
    )];
    let gevonden = mail(&overzicht(), &regels).unwrap();
    insta::assert_snapshot!(eml(&gevonden), @r#"
    From: Termijnwacht <termijnwacht@rbl.example>
    To: "Marit Hoekstra" <m.hoekstra@rbl.example>
    Date: Thu, 15 Oct 2026 06:00:00 +0000
    Message-ID: <Z12.14.ambt-1@rbl.example>
    Subject: Vandaag: verstuur de brief aan =?utf-8?b?w6nDqW4=?= ouder (Z12)
    Auto-Submitted: auto-generated
    X-Auto-Response-Suppress: All
    In-Reply-To: <zaak-Z12@rbl.example>
    References: <zaak-Z12@rbl.example>
    MIME-Version: 1.0
    Content-Type: multipart/alternative; boundary="=_cc2edfb7f288"

    --=_cc2edfb7f288
    Content-Type: text/plain; charset=utf-8
    Content-Transfer-Encoding: quoted-printable

    Beste Marit Hoekstra,

    In zaak Z12 (Absoluut verzuim) vraagt dit uw aandacht:

    1. Verstuur de brief aan =C3=A9=C3=A9n ouder, uiterlijk 15 oktober 2026, no=
    g 2
       schooldagen

       Waarom: 5 schooldagen na do 8 okt 2026 =3D do 15 okt 2026;
       overgeslagen: weekenden (AI art. 3 lid 7).

       Daarna: Op vr 16 okt 2026 gaat dit naar de leerplichtambtenaar.

    --=_cc2edfb7f288
    Content-Type: text/html; charset=utf-8
    Content-Transfer-Encoding: quoted-printable

    <!DOCTYPE html>
    <html lang=3D"nl">
    <head>
    <meta charset=3D"utf-8">
    <title>Vandaag: verstuur de brief aan =C3=A9=C3=A9n ouder (Z12)</title>
    </head>
    <body style=3D"max-width: 38em; color: #1a1a1a; background: #ffffff; font: =
    16px/1.5 Calibri, Carlito, Arial, sans-serif">
    <p>Beste Marit Hoekstra,</p>
    <p>In zaak <strong>Z12</strong> (Absoluut verzuim) vraagt dit uw aandacht:<=
    /p>
    <ol>
    <li>
    <p><strong>Verstuur de brief aan =C3=A9=C3=A9n ouder</strong>, uiterlijk 15=
     oktober 2026, nog 2 schooldagen</p>
    <p>Waarom: 5 schooldagen na do 8 okt 2026 =3D do 15 okt 2026; overgeslagen:=
     weekenden (AI art. 3 lid 7).</p>
    <p>Daarna: Op vr 16 okt 2026 gaat dit naar de leerplichtambtenaar.</p>
    </li>
    </ol>
    </body>
    </html>

    --=_cc2edfb7f288--
    "#);
    assert_eq!(eml(&gevonden), eml(&mail(&overzicht(), &regels).unwrap()));
}

#[test]
fn the_id_belongs_to_the_lines_and_the_person() {
    let [een, twee] = [
        mailregel("Z12.14", "herinnering", "A", None),
        mailregel("Z12.15", "herinnering", "B", None),
    ];
    let id = |regels: &[_]| mail(&overzicht(), regels).unwrap().message_id;
    assert_eq!(
        id(std::slice::from_ref(&een)),
        "<Z12.14.ambt-1@rbl.example>"
    );
    assert_eq!(
        id(&[een.clone(), twee.clone()]),
        id(&[twee.clone(), een.clone()])
    );
    assert_ne!(id(&[een.clone(), twee]), id(&[een]));
}

#[test]
fn nobody_in_the_role_means_the_mailbox_of_the_bureau() {
    let regels = [mailregel("Z12.14", "escalatie", "A", None)];
    let niemand = Aan {
        rol: Rol::Leidinggevende,
        medewerker: None,
    };
    let bericht = Bericht {
        bureau: &bureau(),
        aan: &niemand,
        regels: &regels,
        vandaag: dag("2026-10-15"),
    };
    let gevonden = maak(&overzicht(), bericht).unwrap();
    assert_eq!(gevonden.aan.adres, "leerplicht@rbl.example");
    assert_eq!(
        gevonden.message_id,
        "<Z12.14.postbus-leidinggevende@rbl.example>"
    );
}

#[test]
fn no_title_nor_name_can_add_a_header() {
    let mut bureau = bureau();
    bureau.medewerkers["ambt-1"].naam = "Marit\r\nBcc: kwaad@elders.example".into();
    bureau.mail.naam = "Termijnwacht\nX-Kwaad: 1".into();
    let regels = [mailregel(
        "Z12.14",
        "herinnering",
        "Brief\r\nBcc: kwaad@elders.example\r\n\r\n<b>x</b>",
        None,
    )];
    let wie = Aan {
        rol: Rol::Leerplichtambtenaar,
        medewerker: Some(MedewerkerId("ambt-1".into())),
    };
    let gevonden = maak(
        &overzicht(),
        Bericht {
            bureau: &bureau,
            aan: &wie,
            regels: &regels,
            vandaag: dag("2026-10-15"),
        },
    )
    .unwrap();
    let bericht = eml(&gevonden);
    let kop = bericht.split("\n\n").next().unwrap();
    assert!(
        !kop.lines()
            .any(|regel| regel.starts_with("Bcc") || regel.starts_with("X-Kwaad")),
        "{kop}"
    );
    assert!(!gevonden.html.contains("<b>"));
    assert_eq!(
        gevonden.onderwerp,
        "Brief Bcc: kwaad@elders.example <b>x</b> (Z12)"
    );
}

#[test]
fn a_wrong_address_is_said_without_showing_it() {
    let mut bureau = bureau();
    bureau.medewerkers["ambt-1"].mail = "geen adres\r\nBcc: x@y.example".into();
    let regels = [mailregel("Z12.14", "herinnering", "A", None)];
    let bericht = Bericht {
        bureau: &bureau,
        aan: &aan("ambt-1"),
        regels: &regels,
        vandaag: dag("2026-10-15"),
    };
    let fout = maak(&overzicht(), bericht)
        .unwrap()
        .to_eml("2026-10-15T06:00:00Z".parse().unwrap())
        .unwrap_err();
    insta::assert_snapshot!(fout, @"het mailadres van de ontvanger is niet goed geschreven");
}

#[test]
fn nothing_to_say_is_no_mail() {
    assert_eq!(mail(&overzicht(), &[]), Err(Fout::Leeg));
}

#[test]
fn every_name_of_the_list_is_in_the_context() {
    use crate::render::verwijzing::namen::MAIL;
    let regel = mailregel("Z12.14", "herinnering", "A", None);
    let wie = Postadres {
        naam: String::new(),
        adres: String::new(),
    };
    // One zaak, and more than is told in full, so that there is a rest.
    let context = context(&vec![&regel; VOLUIT + 1], &wie, &bureau(), "");
    // `week` has a context of its own.
    let of_week = |naam: &&&str| naam.starts_with("delen") || naam.starts_with("cijfers");
    for naam in MAIL.iter().filter(|naam| !of_week(naam)) {
        let pad = format!("/{}", naam.replace("[]", "0").replace('.', "/"));
        assert!(context.pointer(&pad).is_some(), "{naam}");
    }
    // Nor is anything there that the list does not name.
    assert_eq!(
        context
            .as_object()
            .unwrap()
            .keys()
            .filter(|sleutel| !MAIL
                .iter()
                .any(|naam| naam.split('.').next() == Some(sleutel)))
            .count(),
        0
    );
    assert_eq!(context["zaak"]["nummer"], json!("Z12"));
}
