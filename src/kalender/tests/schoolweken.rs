//! School weeks in a row, over a holiday, within one, and where the calendar ends.

use super::*;

/// The school weeks of these days in Woerden.
fn weken(data: &[&str]) -> Result<Vec<u32>, KalenderFout> {
    let data: Vec<NaiveDate> = data.iter().map(|tekst| dag(tekst)).collect();
    kalender("woerden").schoolweken(&data)
}

#[test]
fn weeks_around_the_autumn_holiday_follow_one_another() {
    // Monday 12 October, Friday 16; the holiday is 17 to 25 October; Monday 26, and the week after.
    let four = [
        "2026-10-05",
        "2026-10-12",
        "2026-10-16",
        "2026-10-26",
        "2026-11-06",
    ];
    assert_eq!(weken(&four), Ok(vec![1, 2, 2, 3, 4]));
}

#[test]
fn counting_begins_with_the_earliest_day_wherever_it_stands() {
    assert_eq!(weken(&["2026-11-02", "2026-10-16"]), Ok(vec![3, 1]));
    assert_eq!(weken(&[]), Ok(vec![]));
}

#[test]
fn a_day_in_a_week_without_lessons_belongs_to_the_school_week_before() {
    let around = ["2026-10-14", "2026-10-20", "2026-10-27"];
    assert_eq!(weken(&around), Ok(vec![1, 1, 2]));
    assert_eq!(weken(&["2026-10-20", "2026-10-27"]), Ok(vec![1, 2]));
}

#[test]
fn a_short_week_counts_and_its_sunday_belongs_to_it() {
    // Ascension Day is Thursday 6 May 2027, in the week after the May holiday; the Sunday closes that week.
    let may = ["2027-04-23", "2027-05-06", "2027-05-09", "2027-05-10"];
    assert_eq!(weken(&may), Ok(vec![1, 2, 2, 3]));
}

#[test]
fn where_the_calendar_ends_there_is_no_number() {
    let end = kalender("woerden").eindigt_op();
    let begin = kalender("woerden").begint_op();
    let beyond = [
        end.succ_opt().unwrap(),
        begin.pred_opt().unwrap(),
        dag("1026-10-08"),
    ];
    for datum in beyond {
        let asked = kalender("woerden").schoolweken(&[datum, dag("2026-10-08")]);
        assert!(asked.is_err(), "{datum}");
    }
    // The first and the last day that are known are known, whatever day of the week they fall on.
    assert!(kalender("woerden").schoolweken(&[begin, end]).is_ok());
}
