//! Arithmetic on as many numbers as a vector of the machine holds (model page §4).
//!
//! Takes one of [`pulp`]'s instruction sets, gives the few operations that the quick solver is written in, for either
//! kind of number. Every operation rounds once, fused ones included, and no number depends on how many a vector
//! holds: every machine gives the same bits. Sums are kept in [`BLOCK`] partial sums for that reason. WebAssembly has one
//! fused operation, the relaxed one, which machines without such an instruction may round twice; who runs the module
//! makes sure that it rounds once, or puts [`fused`](super::fused) in its place.

use aligned_vec::{AVec, avec};
use pulp::Simd;
#[cfg(target_feature = "simd128")]
use pulp::bytemuck::cast;
use pulp::bytemuck::{Pod, cast_slice_mut};

/// Arrays are padded to this many numbers: a multiple of every vector's length.
pub(super) const BLOCK: usize = 16;

/// An array that begins where a cache line does: its vectors are read in one piece each.
pub(super) type Array<T> = AVec<T>;

/// An array of zeros.
pub(super) fn zeros<T: Number>(length: usize) -> Array<T> {
    avec![T::default(); length]
}

/// A kind of number: `f64` for results, `f32` for approaching them.
pub(super) trait Number: Pod + PartialOrd + Default {
    /// Powers of two beyond ± this count as this: well within the range, and a probability there is 0 or 1.
    const GREATEST_POWER: f64;
    /// Greatest span of the gains from a family's offers, in powers of two: odds of the last offer that are worked out from
    /// odds of the first, counted as the greatest, are still 0 or 1.
    const GREATEST_SPAN: f64;
    /// Sums of weights below this may be of weights that were brought within the range: between 1 and the least of those.
    const LEAST_WEIGHT: f64;
    /// Vectors of it in an instruction set.
    type Wide<S: Simd>: Wide<Number = Self>;
    /// [`Number::Wide`].
    fn wide<S: Simd>(simd: S) -> Self::Wide<S>;
    /// The nearest number of this kind.
    fn of(value: f64) -> Self;
    /// The number in full precision.
    fn full(self) -> f64;
}

impl Number for f32 {
    const GREATEST_POWER: f64 = 110.0;
    const GREATEST_SPAN: f64 = 85.0;
    const LEAST_WEIGHT: f64 = 1e-25;
    type Wide<S: Simd> = Short<S>;

    #[inline(always)]
    fn wide<S: Simd>(simd: S) -> Short<S> {
        Short(simd)
    }

    #[inline(always)]
    fn of(value: f64) -> Self {
        value as f32
    }

    #[inline(always)]
    fn full(self) -> f64 {
        f64::from(self)
    }
}

impl Number for f64 {
    const GREATEST_POWER: f64 = 900.0;
    const GREATEST_SPAN: f64 = 800.0;
    const LEAST_WEIGHT: f64 = 1e-200;
    type Wide<S: Simd> = Long<S>;

    #[inline(always)]
    fn wide<S: Simd>(simd: S) -> Long<S> {
        Long(simd)
    }

    #[inline(always)]
    fn of(value: f64) -> Self {
        value
    }

    #[inline(always)]
    fn full(self) -> f64 {
        self
    }
}

/// Operations on vectors of numbers of one kind.
pub(super) trait Wide: Copy {
    /// The kind of number.
    type Number: Number;
    /// Several of them.
    type Vector: Copy;
    /// The same number everywhere.
    fn splat(self, number: Self::Number) -> Self::Vector;
    /// An array as vectors; its length is a multiple of [`BLOCK`].
    fn whole(self, numbers: &[Self::Number]) -> &[Self::Vector];
    /// [`Wide::whole`], to be filled.
    fn whole_mut(self, numbers: &mut [Self::Number]) -> &mut [Self::Vector];
    /// `a + b`.
    fn add(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    /// `a − b`.
    fn sub(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    /// `a · b`.
    fn mul(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    /// `a / b`.
    fn div(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    /// `a · b + c`, rounded once.
    fn fused(self, a: Self::Vector, b: Self::Vector, c: Self::Vector) -> Self::Vector;
    /// The greater one; either if one is not a number, or if both are zero.
    fn larger(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    /// The smaller one; either if one is not a number, or if both are zero.
    fn smaller(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    /// `2^a` for exponents within the range of normal numbers; of others, and of what is not a number, anything.
    fn exp2(self, a: Self::Vector) -> Self::Vector;

    /// A constant everywhere.
    #[inline(always)]
    fn constant(self, value: f64) -> Self::Vector {
        self.splat(Self::Number::of(value))
    }

    /// A power of two brought within the range.
    #[inline(always)]
    fn limited(self, power: Self::Vector) -> Self::Vector {
        let limit = Self::Number::GREATEST_POWER;
        self.larger(self.smaller(power, self.constant(limit)), self.constant(-limit))
    }

    /// Probability of the better of two choices by a gain in powers of two of the odds.
    #[inline(always)]
    fn logit(self, gain: Self::Vector) -> Self::Vector {
        let (zero, one) = (self.constant(0.0), self.constant(1.0));
        self.div(one, self.add(one, self.exp2(self.limited(self.sub(zero, gain)))))
    }

    /// The absolute value.
    #[inline(always)]
    fn abs(self, a: Self::Vector) -> Self::Vector {
        self.larger(a, self.sub(self.constant(0.0), a))
    }

    /// `a` where `share` is 0, `b` where it is 1.
    #[inline(always)]
    fn mix(self, share: Self::Vector, a: Self::Vector, b: Self::Vector) -> Self::Vector {
        self.fused(share, self.sub(b, a), a)
    }
}

/// Vectors of `f32`.
#[derive(Clone, Copy)]
pub(super) struct Short<S>(pub(super) S);

/// Vectors of `f64`.
#[derive(Clone, Copy)]
pub(super) struct Long<S>(pub(super) S);

/// 1.5 · 2²³ and 1.5 · 2⁵²: adding it rounds to an integer, which is left in the low bits.
const ROUNDERS: (f32, f64) = (12_582_912.0, 6_755_399_441_055_744.0);
/// Polynomials of `2^r` for |r| ≤ 1/2, of about the least relative error.
const SHORT: [f32; 6] = [1.0, 0.693_146_97, 0.240_221_2, 0.055_507_133, 0.009_675_541, 0.001_327_647_2];
const LONG: [f64; 12] = [
    1.0,
    std::f64::consts::LN_2,
    0.240_226_506_959_101_56,
    0.055_504_108_664_819_925,
    0.009_618_129_107_588_335,
    0.001_333_355_814_678_995,
    1.540_353_046_251_461_4e-4,
    1.525_273_348_996_080_5e-5,
    1.321_543_308_959_463e-6,
    1.017_819_803_332_852_8e-7,
    7.074_105_626_245_659e-9,
    4.435_280_944_610_336e-10,
];

/// What pulp has no single instruction of WebAssembly for. The compiler may make the choices relaxed ones: they differ only
/// between zeros of either sign, and where one is not a number. There any will do.
#[cfg(target_feature = "simd128")]
mod bare {
    macro_rules! operations {
        ($name:ident, $larger:ident, $smaller:ident, $fused:ident, $shift:ident, $bits:literal) => {
            pub(super) mod $name {
                use std::arch::wasm32::{self, v128};

                #[inline(always)]
                pub(in super::super) fn larger(a: v128, b: v128) -> v128 {
                    wasm32::$larger(b, a)
                }

                #[inline(always)]
                pub(in super::super) fn smaller(a: v128, b: v128) -> v128 {
                    wasm32::$smaller(b, a)
                }

                #[inline(always)]
                pub(in super::super) fn fused(a: v128, b: v128, c: v128) -> v128 {
                    wasm32::$fused(a, b, c)
                }

                /// Low bits where the exponent is.
                #[inline(always)]
                pub(in super::super) fn exponent(shifted: v128) -> v128 {
                    wasm32::$shift(shifted, $bits)
                }
            }
        };
    }

    operations!(short, f32x4_pmax, f32x4_pmin, f32x4_relaxed_madd, u32x4_shl, 23);
    operations!(long, f64x2_pmax, f64x2_pmin, f64x2_relaxed_madd, u64x2_shl, 52);
}

/// The operations that both kinds of number have, under pulp's names for them.
macro_rules! operations {
    ($number:ident, $whole:ident, $whole_mut:ident, $splat:ident, $add:ident, $sub:ident, $mul:ident, $div:ident,
     $max:ident, $min:ident, $vectors:ident, $bare:ident) => {
        type Number = $number;
        type Vector = S::$vectors;

        #[inline(always)]
        fn splat(self, number: $number) -> S::$vectors {
            self.0.$splat(number)
        }

        #[inline(always)]
        fn whole(self, numbers: &[$number]) -> &[S::$vectors] {
            S::$whole(numbers).0
        }

        #[inline(always)]
        fn whole_mut(self, numbers: &mut [$number]) -> &mut [S::$vectors] {
            S::$whole_mut(numbers).0
        }

        #[inline(always)]
        fn add(self, a: S::$vectors, b: S::$vectors) -> S::$vectors {
            self.0.$add(a, b)
        }

        #[inline(always)]
        fn sub(self, a: S::$vectors, b: S::$vectors) -> S::$vectors {
            self.0.$sub(a, b)
        }

        #[inline(always)]
        fn mul(self, a: S::$vectors, b: S::$vectors) -> S::$vectors {
            self.0.$mul(a, b)
        }

        #[inline(always)]
        fn div(self, a: S::$vectors, b: S::$vectors) -> S::$vectors {
            self.0.$div(a, b)
        }

        #[inline(always)]
        fn larger(self, a: S::$vectors, b: S::$vectors) -> S::$vectors {
            #[cfg(target_feature = "simd128")]
            if !S::IS_SCALAR {
                return cast(bare::$bare::larger(cast(a), cast(b)));
            }
            self.0.$max(a, b)
        }

        #[inline(always)]
        fn smaller(self, a: S::$vectors, b: S::$vectors) -> S::$vectors {
            #[cfg(target_feature = "simd128")]
            if !S::IS_SCALAR {
                return cast(bare::$bare::smaller(cast(a), cast(b)));
            }
            self.0.$min(a, b)
        }
    };
}

impl<S: Simd> Wide for Short<S> {
    operations!(
        f32,
        as_simd_f32s,
        as_mut_simd_f32s,
        splat_f32s,
        add_f32s,
        sub_f32s,
        mul_f32s,
        div_f32s,
        max_f32s,
        min_f32s,
        f32s,
        short
    );

    #[inline(always)]
    fn fused(self, a: S::f32s, b: S::f32s, c: S::f32s) -> S::f32s {
        #[cfg(target_feature = "simd128")]
        if !S::IS_SCALAR {
            return cast(bare::short::fused(cast(a), cast(b), cast(c)));
        }
        self.0.mul_add_f32s(a, b, c)
    }

    /// To about seven digits.
    #[inline(always)]
    fn exp2(self, a: S::f32s) -> S::f32s {
        let rounder = self.splat(ROUNDERS.0);
        let shifted = self.add(a, rounder);
        let rest = self.sub(a, self.sub(shifted, rounder));
        let mut sum = self.splat(SHORT[5]);
        for &factor in SHORT[..5].iter().rev() {
            sum = self.fused(sum, rest, self.splat(factor));
        }
        let power = self.exponent(shifted);
        self.0.transmute_f32s_u32s(self.0.add_u32s(self.0.transmute_u32s_f32s(sum), power))
    }
}

impl<S: Simd> Wide for Long<S> {
    operations!(
        f64,
        as_simd_f64s,
        as_mut_simd_f64s,
        splat_f64s,
        add_f64s,
        sub_f64s,
        mul_f64s,
        div_f64s,
        max_f64s,
        min_f64s,
        f64s,
        long
    );

    #[inline(always)]
    fn fused(self, a: S::f64s, b: S::f64s, c: S::f64s) -> S::f64s {
        #[cfg(target_feature = "simd128")]
        if !S::IS_SCALAR {
            return cast(bare::long::fused(cast(a), cast(b), cast(c)));
        }
        self.0.mul_add_f64s(a, b, c)
    }

    /// To the last digit or two.
    #[inline(always)]
    fn exp2(self, a: S::f64s) -> S::f64s {
        let rounder = self.splat(ROUNDERS.1);
        let shifted = self.add(a, rounder);
        let rest = self.sub(a, self.sub(shifted, rounder));
        let square = self.mul(rest, rest);
        // In pairs, which do not depend on each other and so are computed at the same time.
        let low = self.fused(self.pair(rest, 1), square, self.pair(rest, 0));
        let middle = self.fused(self.pair(rest, 3), square, self.pair(rest, 2));
        let high = self.fused(self.pair(rest, 5), square, self.pair(rest, 4));
        let fourth = self.mul(square, square);
        let sum = self.fused(self.fused(high, fourth, middle), fourth, low);
        let power = self.exponent(shifted);
        self.0.transmute_f64s_u64s(self.0.add_u64s(self.0.transmute_u64s_f64s(sum), power))
    }
}

impl<S: Simd> Short<S> {
    /// Low bits where the exponent is.
    #[inline(always)]
    fn exponent(self, shifted: S::f32s) -> S::u32s {
        #[cfg(target_feature = "simd128")]
        if !S::IS_SCALAR {
            return cast(bare::short::exponent(cast(shifted)));
        }
        self.0.wrapping_dyn_shl_u32s(self.0.transmute_u32s_f32s(shifted), self.0.splat_u32s(23))
    }
}

impl<S: Simd> Long<S> {
    /// Low bits where the exponent is. Pulp has no shift of 64 bits.
    #[inline(always)]
    fn exponent(self, shifted: S::f64s) -> S::u64s {
        #[cfg(target_feature = "simd128")]
        if !S::IS_SCALAR {
            return cast(bare::long::exponent(cast(shifted)));
        }
        let mut power = self.0.transmute_u64s_f64s(shifted);
        for bits in cast_slice_mut::<S::u64s, u64>(std::slice::from_mut(&mut power)) {
            *bits <<= 52;
        }
        power
    }

    /// Two terms of the polynomial.
    #[inline(always)]
    fn pair(self, rest: S::f64s, i: usize) -> S::f64s {
        self.fused(rest, self.splat(LONG[2 * i + 1]), self.splat(LONG[2 * i]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn val_powers_of_two_agree_with_libm() {
        let simd = pulp::Scalar::new();
        for step in 0..200_000 {
            let x = 900.0 - f64::from(step) * 0.009;
            let gap = (Long(simd).exp2(x) - libm::exp2(x)).abs();
            assert!(gap <= 4.0 * f64::EPSILON * libm::exp2(x), "{x}");
            let x = x as f32 / 9.0;
            let theirs = libm::exp2(f64::from(x));
            assert!((f64::from(Short(simd).exp2(x)) - theirs).abs() <= 2e-7 * theirs, "{x}");
        }
    }
}
