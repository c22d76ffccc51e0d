//! `a · b + c` rounded once, from operations that round once each, for machines without such an instruction.
//!
//! Takes as many numbers as a vector holds, gives exactly what the instruction gives, so that every machine has the same
//! bits. WebAssembly has no fused operation; the software one of `libm` took half of the time there. The steps are written
//! out for arrays, which the compiler turns into vectors.

use std::array::from_fn;

/// Bounds within which an error of a product or a sum is a number itself (2⁻⁸⁰⁰, 2⁻⁹⁶⁰, 2¹⁰⁰⁰).
const SMALL: f64 = f64::from_bits((1023 - 800) << 52);
const TINY: f64 = f64::from_bits((1023 - 960) << 52);
const LARGE: f64 = f64::from_bits((1023 + 1000) << 52);
/// 2²⁷ + 1: splits a number into two halves of at most 26 bits.
const SPLIT: f64 = 134_217_729.0;

/// Of `f32`, through `f64`: the product is exact there, and a sum rounded to odd can be rounded again.
#[inline(always)]
pub(super) fn short<const N: usize>(a: [f32; N], b: [f32; N], c: [f32; N]) -> [f32; N] {
    from_fn(|i| odd(two_sum(f64::from(a[i]) * f64::from(b[i]), f64::from(c[i]))) as f32)
}

/// Of `f64`, after Boldo and Melquiond (2008), IEEE Transactions on Computers 57(4), figure 4; with `exact` where an error
/// might be no number.
#[inline(always)]
pub(super) fn long<const N: usize>(
    a: [f64; N],
    b: [f64; N],
    c: [f64; N],
    exact: impl Fn(f64, f64, f64) -> f64,
) -> [f64; N] {
    let product: [f64; N] = from_fn(|i| a[i] * b[i]);
    let safe = (0..N).fold(true, |safe, i| safe & is_safe(a[i], b[i], product[i], c[i]));
    if !safe {
        return from_fn(|i| exact(a[i], b[i], c[i]));
    }
    from_fn(|i| {
        let (high, low) = (product[i], error(a[i], b[i], product[i]));
        let (sum, small) = two_sum(c[i], low);
        let (sum, middle) = two_sum(high, sum);
        let found = sum + odd(two_sum(middle, small));
        // A zero has the sign that the plain sum gives it.
        if found == 0.0 { high + c[i] } else { found }
    })
}

/// Whether no error on the way can be too small or too large for a number. A comparison with what is no number fails.
#[inline(always)]
fn is_safe(a: f64, b: f64, product: f64, c: f64) -> bool {
    let size = product.abs();
    let whole = (size >= TINY) | (c.abs() >= SMALL) | (a == 0.0) | (b == 0.0);
    whole & (size < LARGE) & (c.abs() < LARGE) & (a.abs() < LARGE) & (b.abs() < LARGE)
}

/// What a rounded product is less than the product: exact (Dekker 1971).
#[inline(always)]
fn error(a: f64, b: f64, product: f64) -> f64 {
    let ((a, a_low), (b, b_low)) = (halves(a), halves(b));
    ((a * b - product) + a * b_low + a_low * b) + a_low * b_low
}

/// A number as a sum of two that have at most 26 bits.
#[inline(always)]
fn halves(a: f64) -> (f64, f64) {
    let spread = SPLIT * a;
    let high = spread - (spread - a);
    (high, a - high)
}

/// A rounded sum and what it is less than the sum: exact (Knuth).
#[inline(always)]
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let other = sum - a;
    (sum, (a - (sum - other)) + (b - other))
}

/// A sum rounded to odd: what is not exact ends on an odd bit, so that rounding again cannot take it for a tie.
#[inline(always)]
fn odd((sum, error): (f64, f64)) -> f64 {
    let bits = sum.to_bits();
    // Away from zero if the error has the sign of the sum, else towards it; not at all if the last bit is odd already.
    let step = 1 | (((sum.to_bits() ^ error.to_bits()) as i64) >> 63) as u64;
    let even = (bits & 1).wrapping_sub(1);
    let inexact = (((error > 0.0) | (error < 0.0)) as u64).wrapping_neg();
    f64::from_bits(bits.wrapping_add(step & even & inexact))
}

#[cfg(test)]
mod tests {
    use super::{long, short};
    use rand::rngs::ChaCha12Rng;
    use rand::{RngExt, SeedableRng};

    /// A number of any size, with few or many bits, so that ties and cancellations come up.
    fn number(random: &mut ChaCha12Rng, powers: i32) -> f64 {
        let bits = random.random_range(1..=53);
        let kept = random.random::<u64>() >> (64 - bits);
        let sign = if random.random() { 1.0 } else { -1.0 };
        sign * libm::scalbn(kept as f64, random.random_range(-powers..=powers) - bits)
    }

    fn same(ours: f64, theirs: f64) -> bool {
        ours.to_bits() == theirs.to_bits() || (ours.is_nan() && theirs.is_nan())
    }

    #[test]
    fn val_fused_operations_have_the_bits_of_libm() {
        let mut random = ChaCha12Rng::seed_from_u64(1);
        for case in 0..2_000_000 {
            let powers = [1, 4, 30, 60, 400, 1000][case % 6];
            let [a, b, mut c] = [0; 3].map(|_| number(&mut random, powers));
            if case % 3 == 0 {
                // Near minus the product: all but the last bits cancel.
                c = -a * b * (1.0 + f64::from(random.random_range(-4..=4)) * f64::EPSILON);
            }
            let (ours, theirs) = (long([a], [b], [c], libm::fma)[0], libm::fma(a, b, c));
            assert!(same(ours, theirs), "{a:e} · {b:e} + {c:e}: {ours:e}, not {theirs:e}");
            let [a, b, c] = [a, b, c].map(|number| number as f32);
            let (ours, theirs) = (short([a], [b], [c])[0], libm::fmaf(a, b, c));
            assert!(same(ours.into(), theirs.into()), "{a:e} · {b:e} + {c:e}: {ours:e}, not {theirs:e}");
        }
    }

    /// Sums half-way between two numbers but for what is far below: rounding twice would miss it.
    #[test]
    fn limit_ties_broken_by_far_smaller_parts() {
        let tiny = libm::scalbn(1.0, -60);
        for (a, b) in [(1.0 + f64::EPSILON, 1.0 - f64::EPSILON), (3.0, tiny), (-3.0, tiny), (1.0 + tiny, -tiny)] {
            for c in [1.0, -1.0, f64::EPSILON / 2.0, 1.0 + f64::EPSILON, libm::scalbn(1.0, 53), 0.0, -0.0] {
                assert!(same(long([a], [b], [c], libm::fma)[0], libm::fma(a, b, c)), "{a:e} {b:e} {c:e}");
            }
        }
        let special = [0.0, -0.0, 1.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, f64::MAX, f64::MIN_POSITIVE, 5e-324];
        for a in special {
            for b in special {
                for c in special {
                    let theirs = libm::fma(a, b, c);
                    assert!(same(long([a], [b], [c], libm::fma)[0], theirs), "{a:e} {b:e} {c:e}");
                    let [a, b, c] = [a, b, c].map(|number| number as f32);
                    assert!(same(short([a], [b], [c])[0].into(), libm::fmaf(a, b, c).into()), "{a:e} {b:e} {c:e}");
                }
            }
        }
    }
}
