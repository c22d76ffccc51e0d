//! Logit choice in many states at once (model page §4).
//!
//! Takes and gives numbers side by side, which the compiler turns into vector instructions of whatever width the
//! machine has. The exponential is written out in plain arithmetic, so that it gives the same bits on every machine,
//! for one state or for many. Choices in the game use no other.

/// Number of states that are worked on together. With many more a menu would not stay in cache; with many fewer the
/// compiler would unroll the loop over them instead of using vector instructions.
pub(crate) const LANES: usize = 64;

/// One number for each of these states.
pub(crate) type Lane = [f64; LANES];

/// Greatest exponent for which odds are a product of two exponentials without overflow or underflow.
pub(super) const GREATEST_EXPONENT: f64 = 700.0;
/// Least exponent: a smaller one would leave the range of normal numbers, and changes no probability.
const LEAST: f64 = -708.0;
/// 1.5 · 2⁵²: adding it rounds a small number to an integer and leaves that integer in the low bits.
const ROUNDER: f64 = 6_755_399_441_055_744.0;
/// High and low part of ln 2.
const LN2: [f64; 2] = [0.693_147_180_369_123_8, 1.908_214_929_270_587_7e-10];
/// 1, 1, 1/2!, … 1/13!: the series of the exponential.
const SERIES: [f64; 14] = [
    1.0,
    1.0,
    0.5,
    0.166_666_666_666_666_66,
    4.166_666_666_666_666_4e-2,
    8.333_333_333_333_333e-3,
    1.388_888_888_888_889e-3,
    1.984_126_984_126_984e-4,
    2.480_158_730_158_73e-5,
    2.755_731_922_398_589_3e-6,
    2.755_731_922_398_589e-7,
    2.505_210_838_544_172e-8,
    2.087_675_698_786_81e-9,
    1.605_904_383_682_161_3e-10,
];

/// Runs a task with the widest vectors of the machine. It gives the same bits with all of them.
pub(crate) fn widest<R>(task: impl FnOnce() -> R) -> R {
    pulp::Arch::new().dispatch(task)
}

/// `e^x` for `x ≤ 700`, to within a few units in the last place; not a number stays so.
#[inline(always)]
pub(crate) fn exp(x: f64) -> f64 {
    let x = if x < LEAST { LEAST } else { x };
    let shifted = x * std::f64::consts::LOG2_E + ROUNDER;
    let power = shifted - ROUNDER;
    let rest = (x - power * LN2[0]) - power * LN2[1];
    // The series summed in pairs, which do not depend on each other and so are computed at the same time.
    let pair = |i: usize| SERIES[2 * i] + SERIES[2 * i + 1] * rest;
    let square = rest * rest;
    let fourth = square * square;
    let low = (pair(0) + pair(1) * square) + (pair(2) + pair(3) * square) * fourth;
    let high = (pair(4) + pair(5) * square) + pair(6) * fourth;
    let sum = low + high * (fourth * fourth);
    sum * f64::from_bits(shifted.to_bits().wrapping_add(1023) << 52)
}

/// Probability of the better-by-`gain` of two choices under logit response: `1 / (1 + e^(−precision · gain))`.
#[inline(always)]
pub(crate) fn accept(precision: f64, gain: f64) -> f64 {
    let edge = precision * gain;
    let ahead = edge >= 0.0;
    let odds = exp(if ahead { -edge } else { edge });
    let winner = 1.0 / (1.0 + odds);
    if ahead { winner } else { odds * winner }
}

/// The number from each state's function, in a loop that vectorises.
#[inline(always)]
pub(crate) fn each(out: &mut Lane, number: impl Fn(usize) -> f64) {
    for (i, out) in out.iter_mut().enumerate() {
        *out = number(i);
    }
}

/// The greater one; not a number if either is not.
#[inline(always)]
pub(super) fn greater(most: f64, number: f64) -> f64 {
    if number <= most || most.is_nan() { most } else { number }
}

/// Greatest difference of two arrays of the same length; not a number if any is not.
#[inline(always)]
pub(super) fn greatest_gap(before: &[f64], after: &[f64]) -> f64 {
    let ((before, before_rest), (after, after_rest)) = (before.as_chunks::<16>(), after.as_chunks::<16>());
    let mut most = [0.0; 16];
    for (before, after) in before.iter().zip(after) {
        for i in 0..16 {
            most[i] = greater(most[i], (before[i] - after[i]).abs());
        }
    }
    let rest = before_rest.iter().zip(after_rest).map(|(before, after)| (before - after).abs());
    most.into_iter().chain(rest).fold(0.0, greater)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn val_exponential_agrees_with_libm() {
        for step in 0..400_000 {
            let x = 700.0 - f64::from(step) * 0.0035;
            let (ours, theirs) = (exp(x), libm::exp(x));
            assert!((ours - theirs).abs() <= 4.0 * f64::EPSILON * theirs, "{x}: {ours} {theirs}");
        }
        assert_eq!(exp(0.0), 1.0);
        assert!(exp(f64::NEG_INFINITY) < 1e-300);
        assert!(exp(f64::NAN).is_nan());
    }

    #[test]
    fn limit_logit_of_two() {
        // 1/(1 + e^-1) = 0.731058579 (single logit; data/limit_cases A7_bin)
        assert!((accept(1.0_f64, 1.0) - 0.731_058_578_630_004_9).abs() < 1e-15);
        assert!((accept(2.0_f64, -0.5) - 0.268_941_421_369_995_1).abs() < 1e-15);
        assert_eq!(accept(0.0_f64, 123.0), 0.5);
        assert_eq!(accept(1e9_f64, 1.0), 1.0);
        assert!(accept(1e9_f64, -1.0) < 1e-300);
        assert!(accept(1.0_f64, f64::NAN).is_nan());
    }
}
