//! Offers and answers over time: Rubinstein, outside and inside options (rows A2, A3, A4).
//!
//! The client proposes with probability 1/2 and discounts by b_C, the patron by b_P. What a side would just accept is
//! what it gets by waiting until it proposes itself: its own proposals discounted by d = (b/2)/(1 − b/2), and what flows
//! to it meanwhile. So the ends of the range are the offers of alternating bargaining with discounts d.
//!
//! Error. In shares of the flow a side's payoffs count k = λ Δ/(1 − b) times in its choices. On a menu of step h with n
//! offers a proposer gets at most e = h + (ln n + ln k + 1)/k less than all that there is to win: a step, an offer ln k/k
//! better than the least that is accepted, and ln n/k by trembling; the responder gets at most that more than nothing. As
//! either role comes up half of the time, what a side wins is off by e/2, the width of the range by e, and its ends, the
//! discounted sum of all that is won later, by b/(1 − b) e. The last is the worst case: as both sides tremble alike most
//! of it cancels, and what is found at the finer menu is within a hundredth of what is shared.

use super::{Case, EXACT, case, menu, near};

/// A precision with a menu fit for it.
struct Finesse {
    precision: f64,
    menu: (f64, f64, usize),
}

impl Finesse {
    fn overrides(&self) -> Vec<String> {
        let (low, high, count) = self.menu;
        let precision = self.precision;
        vec![menu(low, high, count).1, format!("client.precision={precision}"), format!("patron.precision={precision}")]
    }

    /// What a proposer may lose, if the client discounts by the first and the patron by the second.
    fn loss(&self, patience: [f64; 2]) -> f64 {
        let (low, high, count) = self.menu;
        let sharpest = patience.map(|b| self.precision * 0.25 / (1.0 - b));
        let k = sharpest[0].min(sharpest[1]);
        (high - low) / count as f64 + (libm::log(count as f64) + libm::log(k) + 1.0) / k
    }

    /// The worst error of an end of the range.
    fn bound(&self, patience: [f64; 2]) -> f64 {
        let b = patience[0].max(patience[1]);
        b / (1.0 - b) * self.loss(patience)
    }
}

/// What the error of an end must be within at the finer menu.
const HUNDREDTH: f64 = 0.01;

fn coarse(low: f64, high: f64) -> Finesse {
    Finesse { precision: 50.0, menu: (low, high, 200) }
}

fn fine(low: f64, high: f64) -> Finesse {
    Finesse { precision: 500.0, menu: (low, high, 800) }
}

/// Patience that makes a drawn proposer wait as one does who alternates at discount d.
fn patience(d: f64) -> f64 {
    2.0 * d / (1.0 + d)
}

fn patiences(patience: [f64; 2]) -> Vec<String> {
    vec![format!("client.patience={}", patience[0]), format!("patron.patience={}", patience[1])]
}

/// Greatest error of the two ends of the range, which must be within the bound.
fn error(name: &str, finesse: &Finesse, patience: [f64; 2], ends: (f64, f64)) -> f64 {
    let case = case(name, &[finesse.overrides(), patiences(patience)].concat());
    let (reservation, willingness) = case.range(0, false);
    near(willingness - reservation, ends.1 - ends.0, finesse.loss(patience), "width");
    let error = (reservation - ends.0).abs().max((willingness - ends.1).abs());
    assert!(error <= finesse.bound(patience), "{name}: {reservation} to {willingness} instead of {ends:?}");
    error
}

/// A2a, A2b: the proposer keeps (1 − d2)/(1 − d1 d2) = 0.714286 and 0.526316. Rubinstein (1982).
#[test]
fn limit_alternating_offers() {
    for (d, keeps, low, high) in [([0.9, 0.8], 0.714_285_714, 0.5, 0.9), ([0.9, 0.9], 0.526_315_789, 0.3, 0.7)] {
        let by_client = (1.0 - d[1]) / (1.0 - d[0] * d[1]);
        near(by_client, keeps, EXACT, "the row");
        let ends = (1.0 - (1.0 - d[0]) / (1.0 - d[0] * d[1]), by_client);
        let patience = d.map(patience);
        let errors = [coarse, fine].map(|finesse| error("alternating-offers", &finesse(low, high), patience, ends));
        assert!(errors[1] < HUNDREDTH && errors[1] < errors[0] / 2.0, "{d:?}: {errors:?}");
    }
}

/// A2c: as the quarter between offers shrinks to nothing, both proposers offer r2/(r1 + r2) = 2/3 to the client, whose
/// rate is r1 = 0.05, the patron's 0.10. Rubinstein (1982). In what is a fraction of a quarter patience is 1 − r dt and the
/// ends of the range are within r dt of 2/3, beside the error of menu and precision.
#[test]
fn limit_alternating_offers_without_delay() {
    let errors = [(1.0, 0.06), (0.1, 0.02)].map(|(dt, around)| {
        let patience = [1.0 - 0.05 * dt, 1.0 - 0.10 * dt];
        let menu = (2.0 / 3.0 - around, 2.0 / 3.0 + around, 800);
        let finesse = Finesse { precision: 1000.0, menu };
        let case = case("alternating-offers", &[finesse.overrides(), patiences(patience)].concat());
        let (reservation, willingness) = case.range(0, false);
        let error = (reservation - 2.0 / 3.0).abs().max((willingness - 2.0 / 3.0).abs());
        assert!(error <= 0.1 * dt + finesse.bound(patience), "{dt}: {reservation} to {willingness}");
        error
    });
    assert!(errors[1] < HUNDREDTH && errors[1] < errors[0] / 2.0, "{errors:?}");
}

/// Ends of the range with fallbacks that flow while there is no deal: each proposer leaves the other what it gets by
/// waiting, and keeps d + (1 − d1 − d2)/(2 − q) itself, q = 1 − (discount of the wait).
fn inside(d: [f64; 2], q: f64) -> (f64, f64) {
    let keeps = |own: f64| own + (1.0 - d[0] - d[1]) / (2.0 - q);
    (1.0 - keeps(d[1]), keeps(d[0]))
}

/// A4a: with q = 0.1 and fallbacks of 0 for the patron and 0.3 for the client, (0.368421, 0.631579) of what the patron
/// proposes. Binmore, Rubinstein and Wolinsky (1986).
#[test]
fn limit_inside_option() {
    let ends = inside([0.3, 0.0], 0.1);
    near(ends.0, 0.631_578_947, EXACT, "the row");
    let waits = [patience(0.9); 2];
    let errors = [coarse, fine].map(|finesse| error("inside-option", &finesse(0.5, 0.9), waits, ends));
    assert!(errors[1] < HUNDREDTH && errors[1] < errors[0] / 2.0, "{errors:?}");
}

/// A4b, A4c: as q goes to 0 both offers go to 0.65, the Nash bargain with what flows meanwhile as the threat point.
/// Binmore, Rubinstein and Wolinsky (1986). The ends are 0.35 q/(2 − q) to either side of it.
#[test]
fn limit_inside_option_without_delay() {
    let errors = [0.1, 0.02].map(|q| {
        let waits = [patience(1.0 - q); 2];
        let finesse = Finesse { precision: 1000.0, menu: (0.6, 0.7, 400) };
        let (reservation, willingness) =
            case("inside-option", &[finesse.overrides(), patiences(waits)].concat()).range(0, false);
        let error = (reservation - 0.65).abs().max((willingness - 0.65).abs());
        assert!(error <= 0.35 * q / (2.0 - q) + finesse.bound(waits), "{q}: {reservation} to {willingness}");
        error
    });
    assert!(errors[1] < HUNDREDTH && errors[1] < errors[0] / 2.0, "{errors:?}");
}

/// The bargain with an exit worth b, at a precision and on a menu of so many offers.
fn with_exit(b: f64, precision: f64, count: usize) -> Case {
    let (_, menu) = menu(0.4, 0.75, count);
    let refused = "{name=\"no offer\", loyalty=1, integration=0, subsidies=[5]}";
    let overrides = [
        format!("{},{refused}]", menu.trim_end_matches(']')),
        format!("client.precision={precision}"),
        format!("patron.precision={precision}"),
        // b = 1.5 β − c (1 − β) at β = 18/19
        format!("client.hedging_risk={}", 27.0 - 19.0 * b),
    ];
    case("outside-option", &overrides)
}

/// A3_0, A3_0.3, A3_0.45, A3_0.6: the patron's proposals leave the client max(d2 (1 − d1)/(1 − d1 d2), b). Shaked and
/// Sutton (1984); Binmore, Rubinstein and Wolinsky (1986). An exit below 0.473684 is not used and moves nothing. Here the
/// client may also leave when its own proposal is turned down; with b = 0.6 it must then be indifferent, and leaves with
/// 1 − (1/3)/(β (1 − 19 b/18)) = 0.0404, so that its own proposals get 2/3.
#[test]
fn limit_outside_option() {
    let fine = [(0.0, 0.473_684_211), (0.3, 0.473_684_211), (0.45, 0.473_684_211), (0.6, 0.6)].map(|(b, least)| {
        let cases =
            [(100.0, 100), (400.0, 400)].map(|(precision, count)| (precision, count, with_exit(b, precision, count)));
        let errors = cases.each_ref().map(|(precision, count, case)| {
            let finesse = Finesse { precision: *precision, menu: (0.4, 0.75, *count) };
            let error = (case.range(0, false).0 - least).abs();
            assert!(error <= finesse.bound([patience(0.9); 2]), "{b}: {error}");
            error
        });
        assert!(errors[1] < HUNDREDTH && errors[1] < errors[0] / 2.0, "{b}: {errors:?}");
        let [_, (_, _, finest)] = cases;
        finest
    });
    let [without, unused, _, used] = &fine;
    near(used.start(false).hedge, 0.0404, 0.002, "exits");
    near(used.range(0, false).1, 2.0 / 3.0, 0.005, "the client's own proposals");
    near(unused.start(false).hedge, 0.0, EXACT, "exits");
    // An inside option of 0.3 moves the least that the client takes by 0.16 (row A4a); the exit does not.
    near(unused.range(0, false).0, without.range(0, false).0, EXACT, "irrelevant");
}
