//! `a · b + c` rounded once, from operations that round once each, for machines without such an instruction.
//!
//! Takes as many numbers as a vector holds, gives exactly what the instruction gives, so that every machine has the same
//! bits. The steps are written out for arrays, which the compiler turns into vectors: several times as fast as libm, which
//! is asked only where they might not do.

/// Sums below this may have lost a part of their error (2⁻⁸⁰⁰).
const SMALL: f64 = f64::from_bits((1023 - 800) << 52);
/// 2²⁷ + 1: splits a number into two halves of at most 26 bits.
const SPLIT: f64 = 134_217_729.0;
/// The bits of an `f64` beyond those of an `f32`, and the half-way case among them.
const BEYOND: u32 = 0x1fff_ffff;
const HALF: u32 = 0x1000_0000;

/// Of `f32`, through `f64`, where the product is exact: rounded twice, which is once unless the sum lies half-way between
/// two numbers. Those below the least normal number lie closer; there, and half-way, libm is asked.
#[inline(always)]
pub fn short<const N: usize>(a: [f32; N], b: [f32; N], c: [f32; N]) -> [f32; N] {
    let (mut found, mut doubtful) = ([0.0; N], false);
    for i in 0..N {
        let sum = f64::from(a[i]) * f64::from(b[i]) + f64::from(c[i]);
        found[i] = sum as f32;
        // 0 is not below normal: its bits less 1 are many.
        let below = found[i].abs().to_bits().wrapping_sub(1) < f32::MIN_POSITIVE.to_bits() - 1;
        doubtful |= (sum.to_bits() as u32 & BEYOND == HALF) | below;
    }
    if doubtful { asked(a, b, c, libm::fmaf) } else { found }
}

/// Of `f64`: the sum with its error and that of the product, added at last. That is right unless it depends on the last
/// bit of the errors' own sum, or an error is too small or too large for a number; then libm is asked.
#[inline(always)]
pub fn long<const N: usize>(a: [f64; N], b: [f64; N], c: [f64; N]) -> [f64; N] {
    let (mut found, mut doubtful) = ([0.0; N], false);
    for i in 0..N {
        let product = a[i] * b[i];
        let (sum, lost) = two_sum(product, c[i]);
        let rest = lost + error(a[i], b[i], product);
        let (low, high) = (sum + rest * (1.0 - f64::EPSILON), sum + rest * (1.0 + f64::EPSILON));
        // A sum of zeros has a sign of its own.
        let zero = ((a[i] == 0.0) | (b[i] == 0.0)) & (c[i] == 0.0);
        found[i] = if zero { sum } else { low };
        // What is no number differs from itself.
        doubtful |= (low != high) | ((sum.abs() < SMALL) & !zero);
    }
    if doubtful { asked(a, b, c, libm::fma) } else { found }
}

/// The rare case, out of the way of the others.
#[cold]
#[inline(never)]
fn asked<T: Copy, const N: usize>(a: [T; N], b: [T; N], c: [T; N], exact: fn(T, T, T) -> T) -> [T; N] {
    std::array::from_fn(|i| exact(a[i], b[i], c[i]))
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

#[cfg(test)]
mod tests {
    use super::{long, short};

    /// Numbers in no order that matters here, from 0 to below a bound (Knuth's multiplier; the high bits).
    fn below(state: &mut u64, bound: u64) -> u64 {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (*state >> 32) % bound
    }

    /// A number of any size, with few or many bits, so that ties and cancellations come up.
    fn number(state: &mut u64, powers: i32) -> f64 {
        let bits = below(state, 53) + 1;
        let kept = (below(state, 1 << 32) << 32 | below(state, 1 << 32)) >> (64 - bits);
        let sign = if below(state, 2) == 0 { 1.0 } else { -1.0 };
        let power = below(state, 2 * powers as u64 + 1) as i32 - powers;
        sign * libm::scalbn(kept as f64, power - bits as i32)
    }

    fn same(ours: f64, theirs: f64) -> bool {
        ours.to_bits() == theirs.to_bits() || (ours.is_nan() && theirs.is_nan())
    }

    #[test]
    fn val_fused_operations_have_the_bits_of_libm() {
        let mut state = 1;
        for case in 0..2_000_000 {
            let powers = [1, 4, 30, 60, 400, 1000][case % 6];
            let [a, b, mut c] = [0; 3].map(|_| number(&mut state, powers));
            if case % 3 == 0 {
                // Near minus the product: all but the last bits cancel.
                c = -a * b * (1.0 + (below(&mut state, 9) as f64 - 4.0) * f64::EPSILON);
            }
            let (ours, theirs) = (long([a], [b], [c])[0], libm::fma(a, b, c));
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
                assert!(same(long([a], [b], [c])[0], libm::fma(a, b, c)), "{a:e} {b:e} {c:e}");
            }
        }
        let special = [0.0, -0.0, 1.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, f64::MAX, f64::MIN_POSITIVE, 5e-324];
        for a in special {
            for b in special {
                for c in special {
                    let theirs = libm::fma(a, b, c);
                    assert!(same(long([a], [b], [c])[0], theirs), "{a:e} {b:e} {c:e}");
                    let [a, b, c] = [a, b, c].map(|number| number as f32);
                    assert!(same(short([a], [b], [c])[0].into(), libm::fmaf(a, b, c).into()), "{a:e} {b:e} {c:e}");
                }
            }
        }
    }
}
