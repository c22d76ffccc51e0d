//! Logit choice in many states at once (model page §4).
//!
//! Takes and gives numbers side by side, which the compiler turns into vector instructions of whatever width the
//! machine has. The exponential is written out in plain arithmetic, so that it gives the same bits on every machine,
//! for one state or for many. Choices in the game use no other.

use std::ops::{Add, Div, Mul, Neg, Sub};

/// Number of states that are worked on together. With many more a menu would not stay in cache; with many fewer the
/// compiler would unroll the loop over them instead of using vector instructions.
pub(crate) const LANES: usize = 64;

/// One number for each of these states.
pub(crate) type Lane<T = f64> = [T; LANES];

/// A kind of number that choices are worked out in: `f64` for results, `f32` for approaching them.
pub(crate) trait Real:
    Copy
    + PartialOrd
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    /// Zero.
    const ZERO: Self;
    /// One.
    const ONE: Self;
    /// Less than any number.
    const LEAST: Self;
    /// Greatest exponent for which odds are a product of two exponentials without overflow or underflow.
    const GREATEST_EXPONENT: f64;
    /// The nearest number of this kind.
    fn of(value: f64) -> Self;
    /// The number in full precision.
    fn full(self) -> f64;
    /// The exponential.
    fn exp(self) -> Self;
}

impl Real for f64 {
    const ZERO: Self = 0.0;
    const ONE: Self = 1.0;
    const LEAST: Self = f64::NEG_INFINITY;
    const GREATEST_EXPONENT: f64 = 700.0;

    #[inline(always)]
    fn of(value: f64) -> Self {
        value
    }

    #[inline(always)]
    fn full(self) -> f64 {
        self
    }

    #[inline(always)]
    fn exp(self) -> Self {
        exp(self)
    }
}

impl Real for f32 {
    const ZERO: Self = 0.0;
    const ONE: Self = 1.0;
    const LEAST: Self = f32::NEG_INFINITY;
    const GREATEST_EXPONENT: f64 = 80.0;

    #[inline(always)]
    fn of(value: f64) -> Self {
        value as f32
    }

    #[inline(always)]
    fn full(self) -> f64 {
        f64::from(self)
    }

    /// To about seven digits; exponents beyond ±87 count as ±87.
    #[inline(always)]
    fn exp(self) -> Self {
        const ROUNDER: f32 = 12_582_912.0;
        let x = if self < -87.0 { -87.0 } else { self };
        let x = if x > 87.0 { 87.0 } else { x };
        let shifted = x * std::f32::consts::LOG2_E + ROUNDER;
        let power = shifted - ROUNDER;
        let rest = (x - power * 0.693_359_4) + power * 2.121_944_4e-4;
        let square = rest * rest;
        let low = 1.0 + rest + (0.5 + 0.166_666_67 * rest) * square;
        let high = 4.166_666_8e-2 + 8.333_334e-3 * rest + 1.388_888_9e-3 * square;
        (low + high * square * square) * f32::from_bits(shifted.to_bits().wrapping_add(127) << 23)
    }
}

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
pub(crate) fn accept<T: Real>(precision: T, gain: T) -> T {
    let edge = precision * gain;
    let ahead = edge >= T::ZERO;
    let odds = (if ahead { -edge } else { edge }).exp();
    let winner = T::ONE / (T::ONE + odds);
    if ahead { winner } else { odds * winner }
}

/// The number from each state's function, in a loop that vectorises.
#[inline(always)]
pub(crate) fn each<T>(out: &mut Lane<T>, number: impl Fn(usize) -> T) {
    for (i, out) in out.iter_mut().enumerate() {
        *out = number(i);
    }
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
    fn val_short_exponential_agrees_to_seven_digits() {
        for step in 0..170_000 {
            let x = 85.0 - step as f32 * 0.001;
            let theirs = libm::exp(f64::from(x));
            let gap = (f64::from(Real::exp(x)) - theirs).abs();
            assert!(gap <= 1e-6 * theirs, "{x}");
        }
        assert!(Real::exp(f32::NAN).is_nan());
        assert!(Real::exp(-1e30_f32) < 1e-37 && Real::exp(1e30_f32) > 1e37);
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
